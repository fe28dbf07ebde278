/**
 * The lines of a one-line file, as `FileFd::ReadLine` of apt-pkg/contrib/fileutl.cc hands them out: in chunks of 4095 bytes,
 * which shows where a line fills one exactly (it swallows the next line, and is lost at the end of the file), and as C
 * strings, so that a NUL ends a line early.
 */
import { byteSize } from './bytes';

/** Bytes of a chunk, the newline counted. */
const chunk = 4095;

/**
 * Calls `visit` for each line with where it starts and ends in the text, without its line end; its number from 1, as apt
 * counts; and its line from 0, as the document counts.
 */
export function readLines(text: string, visit: (start: number, end: number, number: number, line: number) => void): void {
  // Behind the first NUL each line is looked at closely: a search within the loop is taken out of its condition by V8.
  const nul = text.indexOf('\0');
  const close = nul < 0 ? Infinity : nul;
  for (let start = 0, line = 0, number = 1; start < text.length; number += 1) {
    const newline = text.indexOf('\n', start);
    let next = newline < 0 ? text.length : newline + 1;
    let end = next;
    // No character takes more than three bytes for each of its UTF-16 units.
    if ((next - start) * 3 >= chunk || close < next) {
      const read = readChunks(text, start);
      if (!read) break;
      ({ end, next } = read);
    }
    visit(start, trimLineEnd(text, start, end), number, line);
    if (newline >= 0 && newline < next) line += next === newline + 1 ? 1 : newlinesIn(text, newline, next);
    start = next;
  }
}

/** Where the line behind the one that begins at `start` begins; undefined where apt drops the rest of the file. */
export function nextLine(text: string, start: number): number | undefined {
  const newline = text.indexOf('\n', start);
  const next = newline < 0 ? text.length : newline + 1;
  return (next - start) * 3 < chunk && !text.slice(start, next).includes('\0') ? next : readChunks(text, start)?.next;
}

/** Chunk by chunk, until one is not full; undefined where the file ends with a full one: apt drops what it has read. */
function readChunks(text: string, start: number): { readonly end: number; readonly next: number } | undefined {
  let at = start;
  // Bytes of a character that the chunk before cut in two.
  let carried = 0;
  while (at < text.length || carried > 0) {
    let bytes = carried;
    carried = 0;
    let nul: number | undefined;
    while (at < text.length && bytes < chunk) {
      const code = text.codePointAt(at) ?? 0;
      if (code === 0) nul ??= at;
      bytes += byteSize(code);
      at += code > 0xffff ? 2 : 1;
      if (code === 0x0a) break;
    }
    if (nul !== undefined) return { end: nul, next: at };
    if (bytes < chunk) return { end: at, next: at };
    carried = bytes - chunk;
  }
  return undefined;
}

function trimLineEnd(text: string, start: number, from: number): number {
  let end = from;
  while (end > start && (text.charCodeAt(end - 1) === 0x0a || text.charCodeAt(end - 1) === 0x0d)) end -= 1;
  return end;
}

function newlinesIn(text: string, first: number, end: number): number {
  let count = 0;
  for (let at = first; at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
