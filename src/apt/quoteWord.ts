/** The words of a one-line entry, as `ParseQuoteWord` of apt-pkg/contrib/strutl.cc takes them. */
import type { Token } from './types';

export interface Word {
  readonly token: Token;
  /** After the word and the space behind it. */
  readonly next: number;
}

// A form feed is none to apt, unlike to isspace(3).
const space = /[ \t\n\v\r]/;

/** Undefined at the end of the line, and where a quote or a bracket is not closed. `end` is exclusive. */
export function quoteWord(text: string, from: number, end: number): Word | undefined {
  let start = from;
  while (start < end && text[start] === ' ') start += 1;
  if (start >= end) return undefined;
  let at = start;
  while (at < end && !space.test(text.charAt(at))) {
    const close = text[at] === '"' ? '"' : text[at] === '[' ? ']' : undefined;
    if (close !== undefined) {
      at = text.indexOf(close, at + 1);
      if (at < 0 || at >= end) return undefined;
    }
    at += 1;
  }
  return { token: { start, end: at, text: decode(text.slice(start, at)) }, next: skipSpace(text, at, end) };
}

export function skipSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && space.test(text.charAt(at))) at += 1;
  return at;
}

/** Quotes go, and %xx is decoded. */
function decode(word: string): string {
  return word.replace(/"|%([0-9a-fA-F]{2})/g, (_, hex: string | undefined) => (hex === undefined ? '' : String.fromCharCode(parseInt(hex, 16))));
}
