/** Fields that do not begin in the first column: apt ignores them, or takes them for more of the value above. */
import type { TextEdit, TextRange } from '../../finding';
import { replaceRange } from '../edits';
import { fieldNamed } from '../fields';
import { stanzaAt } from '../stanzaAt';
import { isNoWorse } from '../tried';
import type { ParsedSources } from '../types';
import type { AptRule, Told } from './rule';

export const indentedStanza: AptRule = {
  id: 'apt/indented-stanza',
  scope: 'entry',
  severity: 'warning',
  title: 'A field is indented, and so it is none',
  check({ parsed }) {
    const { text, format, errors } = parsed;
    if (format === 'one-line') return [];
    // Where apt refuses the stanza for it, that says so.
    const isRefused = (run: Run) => errors.some(({ range }) => range.start < run.range.end && run.range.start < range.end);
    return indentedRuns(text).filter((run) => !isRefused(run)).map((run) => told(parsed, run));
  },
};

export interface Run {
  readonly range: TextRange;
  readonly lines: readonly TextRange[];
  /** The name of the field that they are taken for a part of; without one they are nothing to apt. */
  readonly above: string | undefined;
}

/** Indented lines, one after another, among which there are fields. */
export function indentedRuns(text: string): Run[] {
  const runs: Run[] = [];
  let lines: TextRange[] = [];
  let above: string | undefined;
  const close = () => {
    const first = lines.find((line) => fieldIn(text, line));
    const last = lines.at(-1);
    if (first && last) runs.push({ range: { start: first.start, end: last.end }, lines: lines.slice(lines.indexOf(first)), above });
    lines = [];
  };
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline;
    const end = next > start && text[next - 1] === '\r' ? next - 1 : next;
    const indented = text[start] === ' ' || text[start] === '\t';
    if (indented && !/^[ \t]+$/.test(text.slice(start, end))) lines.push({ start, end });
    else if (text[start] !== '#' || start === end) {
      close();
      if (start === end) above = undefined;
      else if (!indented) above = /^[^:\n]*/.exec(text.slice(start, end))?.[0].trimEnd();
    }
    start = next + 1;
  }
  close();
  return runs;
}

/** Only fields that apt knows: lines of a key that stands in the file (`Version: 1`) look like others. */
function fieldIn(text: string, { start, end }: TextRange): boolean {
  const name = /^[ \t]+([A-Za-z-]+)[ \t]*:/.exec(text.slice(start, end))?.[1];
  return name !== undefined && !/^x-/i.test(name) && fieldNamed(name) !== undefined;
}

/** Takes as much space from each line as the first field has: lines that go on with a value keep theirs. */
export function dedent(text: string, { lines }: Run): TextEdit[] {
  const indent = (line: TextRange) => /^[ \t]*/.exec(text.slice(line.start, line.end))?.[0].length ?? 0;
  const depth = lines[0] ? indent(lines[0]) : 0;
  return lines.flatMap((line) => {
    const width = indent(line);
    const taken = fieldIn(text, line) ? width : Math.min(depth, width - 1);
    return taken === 0 ? [] : [replaceRange({ start: line.start, end: line.start + taken }, '')];
  });
}

/** Up to the empty lines around it, which is what would be one stanza. */
function blockAround(parsed: ParsedSources, { start, end }: TextRange): TextRange {
  const emptyLine = /\n\r?\n/g;
  emptyLine.lastIndex = end;
  return { start: Math.min(stanzaAt(parsed, start)?.range.start ?? start, start), end: emptyLine.exec(parsed.text)?.index ?? parsed.text.length };
}

function told(parsed: ParsedSources, run: Run): Told {
  const { text } = parsed;
  const edits = dedent(text, run);
  const { range, above } = run;
  return {
    severity: 'warning',
    message: above === undefined ? 'apt ignores these lines: a field begins in the first column' : `apt takes this for more of ${above}: a field begins in the first column`,
    where: { kind: 'document', range },
    explanation: 'In a stanza a line that begins with a space or a tab goes on with the value of the field above it. Before the first field of a stanza such lines mean nothing, so that an indented stanza does not exist for apt; and it says nothing about that.',
    // What was hidden may be more than apt accepts.
    fixes: isNoWorse(parsed, blockAround(parsed, run.range), edits) ? [{ kind: 'edit', title: 'Remove the indentation', edits, preferred: true }] : [],
  };
}
