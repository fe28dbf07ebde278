/** What can be folded away in a sources file: stanzas, and blocks of comments. */
import type { ParsedSources } from './types';

export interface Fold {
  readonly kind: 'stanza' | 'comment';
  /** 0-based lines, both included. */
  readonly first: number;
  readonly last: number;
}

/** In the order of their first lines; nothing that is one line long. */
export function foldsOfSources({ format, text }: Pick<ParsedSources, 'format' | 'text'>): Fold[] {
  const lines = text.split(/\r?\n/);
  const comments = runs(lines, (line) => isComment(line, format)).map(([first, last]): Fold => ({ kind: 'comment', first, last }));
  return [...comments, ...(format === 'deb822' ? stanzas(lines) : [])].filter(({ first, last }) => last > first).sort((a, b) => a.first - b.first || b.last - a.last);
}

/** A line of spaces parts no stanzas: apt-pkg/tagfile.cc. Comments around a stanza are not part of it. */
function stanzas(lines: readonly string[]): Fold[] {
  return runs(lines, (line) => line !== '').flatMap(([from, to]): Fold[] => {
    const fields = lines.slice(from, to + 1).flatMap((line, index) => (isComment(line, 'deb822') ? [] : [from + index]));
    const [first, last = 0] = [fields[0], fields.at(-1)];
    return first === undefined ? [] : [{ kind: 'stanza', first, last }];
  });
}

/** In a stanza only `#` in the first column is a comment. */
function isComment(line: string, format: ParsedSources['format']): boolean {
  return (format === 'deb822' ? line : line.trimStart()).startsWith('#');
}

/** First and last index of each run of lines that match. */
function runs(lines: readonly string[], matches: (line: string) => boolean): [number, number][] {
  const found: [number, number][] = [];
  lines.forEach((line, index) => {
    if (!matches(line)) return;
    const open = found.at(-1);
    if (open?.[1] === index - 1) open[1] = index;
    else found.push([index, index]);
  });
  return found;
}
