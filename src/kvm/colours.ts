/**
 * The colours that a terminal, journalctl or a pager left in a log: raw, or with the escape written as `#033` (rsyslog),
 * `^[` (cat -v, less) or `\u001b` (JSON).
 */

// The escape is built, so that no control character stands in the pattern.
const escape = String.fromCharCode(27);
const colour = new RegExp(`(?:${escape}|#033|\\^\\[|\\\\u001[bB])\\[[0-9;?]{0,40}[A-Za-z]`, 'g');

/** A line without its colours, and the way back from an offset in it to one in the line as it was. */
export interface Plain {
  readonly plain: string;
  readonly original: (offset: number) => number;
}

export function withoutColours(line: string): Plain {
  if (!mayBeColoured(line)) return { plain: line, original: (offset) => offset };
  const cuts = [...line.matchAll(colour)].map((match) => ({ at: match.index, length: match[0].length }));
  return {
    plain: cuts.length === 0 ? line : line.replace(colour, ''),
    original: (offset) => cuts.reduce((position, { at, length }) => (at <= position ? position + length : position), offset),
  };
}

function mayBeColoured(line: string): boolean {
  return line.includes(escape) || line.includes('#033') || line.includes('^[[') || line.includes('\\u001');
}
