/** A journal's message as an array of bytes: `[27, 91, 51, …]`, on one line or one number a line. */
import { withoutColours } from './colours';

/** A message of a log is short; what follows is not read. */
const mostBytes = 4096;
const longest = mostBytes * 8;

export interface Bytes {
  /** As Latin-1, so that one byte is one character; without colours. */
  readonly message: string;
  /** Of the first byte's number. */
  readonly offset: number;
  /** After the closing bracket, or as far as was read. */
  readonly end: number;
  /** The offset of the number of the message's character at `index`; one past the last number's end for one past the last. */
  readonly at: (index: number) => number;
  /** The end of the number of the last of the first `length` characters. */
  readonly endOf: (length: number) => number;
}

export function bytesOf(text: string, bracket: number): Bytes {
  const written = text.slice(bracket, bracket + longest);
  const closing = written.indexOf(']');
  const inside = closing < 0 ? written : written.slice(0, closing);
  const numbers = [...inside.matchAll(/\d{1,3}/g)].slice(0, mostBytes);
  const { plain, original } = withoutColours(String.fromCharCode(...numbers.map(([digits]) => Number(digits) & 0xff)));
  const last = numbers.at(-1);
  const after = bracket + (last ? last.index + last[0].length : 1);
  const at = (index: number) => {
    const number = numbers[original(index)];
    return number ? bracket + number.index : after;
  };
  const endOf = (length: number) => {
    const number = numbers[original(length - 1)];
    return number ? bracket + number.index + number[0].length : after;
  };
  return { message: plain, offset: at(0), end: bracket + (closing < 0 ? inside.length : closing + 1), at, endOf };
}
