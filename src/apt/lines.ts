/** Lines of a text by offset. */
import type { TextRange } from '../finding';

export function lineStart(text: string, offset: number): number {
  // Before the first character lastIndexOf would look at it all the same.
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Before the line end, `\r` included. */
export function lineStop(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  const end = newline < 0 ? text.length : newline;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}

/** The lines that a range touches, without their ends. */
export function* linesIn(text: string, { start, end }: TextRange): Generator<TextRange> {
  for (let from = lineStart(text, start); from <= end; ) {
    yield { start: from, end: lineStop(text, from) };
    const newline = text.indexOf('\n', from);
    if (newline < 0) return;
    from = newline + 1;
  }
}

/** How the line at the offset ends; the last line of a file ends as the one before it. */
export function lineEnding(text: string, offset: number): '\n' | '\r\n' {
  const after = text.indexOf('\n', offset);
  const newline = after < 0 ? text.lastIndexOf('\n', offset) : after;
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}
