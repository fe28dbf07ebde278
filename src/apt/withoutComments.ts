/** A file of stanzas without its comments, as apt reads it: apt-pkg/tagfile.cc, `RemoveCommentsFromBuffer`. */

export interface Uncommented {
  readonly text: string;
  /** Where in the file a place of `text` is. Fast where each place is at or behind the one before. */
  readonly origin: (at: number) => number;
}

/** Only `#` in the first column begins a comment: its whole line goes, wherever it stands. */
export function withoutComments(text: string): Uncommented {
  let comment = text.startsWith('#') ? 0 : text.indexOf('\n#') + 1;
  if (comment === 0 && !text.startsWith('#')) return { text, origin: (at) => at };
  const parts: string[] = [];
  // Where each part begins, in the file and without comments.
  const starts: number[] = [];
  const origins: number[] = [];
  let length = 0;
  for (let from = 0; ; ) {
    const to = comment < 0 ? text.length : comment;
    if (to > from) {
      parts.push(text.slice(from, to));
      starts.push(length);
      origins.push(from);
      length += to - from;
    }
    if (comment < 0) break;
    const newline = text.indexOf('\n', comment);
    if (newline < 0) break;
    from = newline + 1;
    const next = text.startsWith('#', from) ? newline : text.indexOf('\n#', from);
    comment = next < 0 ? -1 : next + 1;
  }
  let part = 0;
  const origin = (at: number): number => {
    while (part > 0 && (starts[part] ?? 0) > at) part -= 1;
    while (part + 1 < starts.length && (starts[part + 1] ?? Infinity) <= at) part += 1;
    return (origins[part] ?? 0) + at - (starts[part] ?? 0);
  };
  return { text: parts.join(''), origin };
}
