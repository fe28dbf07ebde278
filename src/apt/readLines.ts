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
 * counts; its line from 0, as the document counts; and how many bytes of its first character it has, 0 where it has all of it: a
 * chunk that a NUL ends early may have taken the others.
 */
export function readLines(text: string, visit: (start: number, end: number, number: number, line: number, rest: number) => void): void {
  // Behind the first NUL each line is looked at closely: a search within the loop is taken out of its condition by V8.
  const nul = text.indexOf('\0');
  const close = nul < 0 ? Infinity : nul;
  for (let start = 0, line = 0, number = 1, rest = 0; start < text.length; number += 1) {
    const newline = text.indexOf('\n', start);
    let next = newline < 0 ? text.length : newline + 1;
    let end = next;
    let cut = 0;
    // No character takes more than three bytes for each of its UTF-16 units.
    if ((next - start) * 3 >= chunk || close < next) {
      const read = readChunks(text, start, rest);
      if (!read) break;
      ({ end, next, cut } = read);
    }
    visit(start, trimLineEnd(text, start, end), number, line, rest);
    if (newline >= 0 && newline < next) line += next === newline + 1 ? 1 : newlinesIn(text, newline, next);
    [start, rest] = [next, cut];
  }
}

/** Where the line behind the one that begins at `start` begins; undefined where apt drops the rest of the file. */
export function nextLine(text: string, start: number): number | undefined {
  const newline = text.indexOf('\n', start);
  const next = newline < 0 ? text.length : newline + 1;
  return (next - start) * 3 < chunk && !text.slice(start, next).includes('\0') ? next : readChunks(text, start, 0)?.next;
}

/** What a line is that takes more than a look for its newline: `cut` bytes of the character at `next` are the beginning of the next line. */
interface ReadLine {
  readonly end: number;
  readonly next: number;
  readonly cut: number;
}

/**
 * Chunk by chunk, until one is not full; undefined where the file ends with a full one: apt drops what it has read. Of the first
 * character there are `rest` bytes, or all where that is 0.
 */
function readChunks(text: string, start: number, rest: number): ReadLine | undefined {
  let at = rest > 0 ? start + unitsAt(text, start) : start;
  // Bytes of a character that the chunk before cut in two.
  let carried = rest;
  while (at < text.length || carried > 0) {
    let bytes = carried;
    carried = 0;
    let nul: number | undefined;
    let last = at;
    while (at < text.length && bytes < chunk) {
      const code = text.codePointAt(at) ?? 0;
      if (code === 0) nul ??= at;
      bytes += byteSize(code);
      last = at;
      at += unitsAt(text, at);
      if (code === 0x0a) break;
    }
    carried = Math.max(0, bytes - chunk);
    if (nul !== undefined) return { end: nul, next: carried > 0 ? last : at, cut: carried };
    if (bytes < chunk) return { end: at, next: at, cut: 0 };
  }
  return undefined;
}

/** Of the character there: two where it is a surrogate pair. */
function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
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
