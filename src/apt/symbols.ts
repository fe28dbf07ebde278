/** The outline of a sources file: one symbol for each entry, those that are switched off among them. */
import type { TextRange } from '../finding';
import { parseOneLine } from './oneLine';
import type { ParsedSources, SourceEntry } from './types';

export interface SourcesSymbol {
  /** The suites: `bookworm-security`. */
  readonly name: string;
  /** Where it comes from, and what of it. */
  readonly detail: string;
  readonly range: TextRange;
  readonly enabled: boolean;
}

export function symbolsOfSources({ format, text, entries }: ParsedSources): SourcesSymbol[] {
  const symbols = [...entries.map((entry) => symbolOf(entry, entry.range, entry.enabled)), ...(format === 'one-line' ? commentedOut(text) : [])];
  return symbols.sort((a, b) => a.range.start - b.range.start);
}

function symbolOf({ suites, uris, components }: SourceEntry, range: TextRange, enabled: boolean): SourcesSymbol {
  const textOf = (tokens: readonly { readonly text: string }[]) => tokens.map(({ text }) => text).join(' ');
  const detail = [enabled ? '' : 'disabled', textOf(uris), textOf(components)].filter(Boolean).join(' · ');
  return { name: textOf(suites) || '(no suite)', detail, range, enabled };
}

/** Entries behind a comment sign, which is how one-line files are switched off; prose that begins like one is none. */
function commentedOut(text: string): SourcesSymbol[] {
  // One look at all of them, at their places: comment signs and whatever is no such comment become spaces.
  const uncommented = text.replace(/^.*$/gm, (line) => {
    const [prefix] = /^[ \t]*#[# \t]*(?=deb(?:-src)?[ \t])/.exec(line) ?? [];
    return prefix === undefined ? ' '.repeat(line.length) : ' '.repeat(prefix.length) + line.slice(prefix.length);
  });
  return parseOneLine(uncommented).entries.map((entry) => symbolOf(entry, { start: text.indexOf('#', text.lastIndexOf('\n', entry.range.start) + 1), end: entry.range.end }, false));
}
