/** Lines of a text by their offsets. */

/** Of the newline that ends the line, or of the text's end. */
export function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}

/** The same, looked for within `most` characters and no further: then there. */
export function nearEndOfLine(text: string, from: number, most: number): number {
  const part = text.slice(from, from + most);
  const newline = part.indexOf('\n');
  return from + (newline < 0 ? part.length : newline);
}

export function startOfLine(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Step by step, which is quicker where it is near; undefined where the line begins at `lowest` or before it, other than at the text's start. */
export function nearStartOfLine(text: string, offset: number, lowest: number): number | undefined {
  let start = offset;
  while (start > lowest && text.charCodeAt(start - 1) !== 0x0a) start -= 1;
  return start > lowest || start === 0 ? start : undefined;
}

/** How many newlines stand in `from` to `to`. */
export function newlinesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
