/** What makes apt refuse the file, and with it every other file. */
import type { Fix, TextRange } from '../../finding';
import { applyWithin } from '../applyEdits';
import { commentOut } from '../edits';
import { parseSources } from '../parse';
import { stanzaAt } from '../stanzaAt';
import { isBetter } from '../tried';
import type { ParsedSources, SourceError } from '../types';
import { type Candidate, lineCandidates } from './refusedLine';
import { stanzaCandidates } from './refusedStanza';
import { plainReason } from './refusedWords';
import type { AptRule } from './rule';

export const refused: AptRule = {
  id: 'apt/refused',
  scope: 'refusal',
  severity: 'error',
  title: 'apt refuses the file',
  check: ({ parsed, errorsBefore }) =>
    parsed.errors.map((error, index) => ({
      severity: 'error',
      message: `apt refuses this: ${plainReason(parsed, error)}`,
      where: { kind: 'document', range: error.at },
      explanation: `apt says “E: ${error.message}”. One entry that it does not understand makes apt refuse every sources file of the host: apt update and apt install fail until it is mended.`,
      fixes: fixes(parsed, error, errorsBefore + index < mostMended),
    })),
};

/** A file with more of them is no sources file; it is not searched line by line for what was meant. */
const mostMended = 200;

/** Only what apt accepts once it is mended, and last what always helps: to leave it out. */
function fixes(parsed: ParsedSources, error: SourceError, mended: boolean): Fix[] {
  const { text, format } = parsed;
  const line = format === 'one-line';
  const range = line ? error.range : (stanzaAt(parsed, error.range.start)?.range ?? error.range);
  const out: Candidate = { title: line ? 'Comment this line out' : 'Comment this stanza out', edits: commentOut(text, range) };
  if (!mended) return [{ kind: 'edit', ...out }];
  return [...(line ? lineCandidates(parsed, error) : stanzaCandidates(parsed, error)), out]
    .filter(({ edits }) => edits.length > 0)
    .filter(({ edits, scope = range }) => parseSources(applyWithin(text, around(scope, edits), edits), format).errors.length === 0 && isBetter(parsed, edits))
    .map(({ title, edits }, index) => ({ kind: 'edit', title, edits, ...(index === 0 && title !== out.title ? { preferred: true } : {}) }));
}

/** An edit may begin before the entry, where its line begins, and end behind it, where its line ends. */
function around({ start, end }: TextRange, edits: Candidate['edits']): TextRange {
  return { start: Math.min(start, ...edits.map(({ range }) => range.start)), end: Math.max(end, ...edits.map(({ range }) => range.end)) };
}
