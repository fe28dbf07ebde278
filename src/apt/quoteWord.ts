/** The words of a one-line entry, as `ParseQuoteWord` of apt-pkg/contrib/strutl.cc takes them. */
import { decodeBytes } from './bytes';
import type { Token } from './types';

/** isspace(3): the vertical tab and the form feed are among them, the no-break space is not. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

export function skipSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/**
 * The word that begins at `from`, which is no space; undefined at the end of the line, and where a quote or a bracket is
 * not closed. `end` is exclusive.
 */
export function quoteWord(text: string, from: number, end: number): Token | undefined {
  if (from >= end) return undefined;
  let at = from;
  let plain = true;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    // Behind `[` and between `%` and it there is nothing that matters here, and nearly everything that words are made of.
    if (code > 0x5b || (code > 0x25 && code < 0x5b)) continue;
    if (isSpace(code)) break;
    if (code === 0x25 /* % */) plain = false;
    if (code !== 0x22 /* " */ && code !== 0x5b /* [ */) continue;
    const close = find(text, code === 0x22 ? 0x22 : 0x5d, at + 1, end);
    if (close < 0) return undefined;
    // What stands between them may hold quotes and %xx of its own.
    plain = false;
    at = close;
  }
  return { start: from, end: at, text: plain ? text.slice(from, at) : unquote(text, from, at).text };
}

/** Bounded, unlike indexOf: a file in which nothing closes would be searched to its end from every line. */
function find(text: string, code: number, from: number, end: number): number {
  for (let at = from; at < end; at += 1) if (text.charCodeAt(at) === code) return at;
  return -1;
}

export interface Unquoted {
  readonly text: string;
  /** Where each unit of `text` comes from, and the end of the word. */
  readonly origins: readonly number[];
}

/** Quotes go, and %xx is decoded: bytes, which may make up a character together. */
export function unquote(text: string, start: number, end: number): Unquoted {
  const units: string[] = [];
  const origins: number[] = [];
  let bytes: number[] = [];
  let bytesAt = start;
  const take = (piece: string, at: number) => {
    for (const unit of piece.split('')) {
      units.push(unit);
      origins.push(at);
    }
  };
  const flush = () => {
    if (bytes.length > 0) take(decodeBytes(bytes), bytesAt);
    bytes = [];
  };
  for (let at = start; at < end; at += 1) {
    const byte = at + 2 < end ? hexByte(text, at) : undefined;
    if (byte !== undefined && byte >= 0x80) {
      if (bytes.length === 0) bytesAt = at;
      bytes.push(byte);
    } else if (byte !== undefined) {
      flush();
      take(String.fromCharCode(byte), at);
    } else if (text[at] !== '"') {
      flush();
      take(text.charAt(at), at);
    }
    if (byte !== undefined) at += 2;
  }
  flush();
  return { text: units.join(''), origins: [...origins, end] };
}

/** The byte that `%xx` stands for. */
function hexByte(text: string, at: number): number | undefined {
  const digits = text[at] === '%' ? text.slice(at + 1, at + 3) : '';
  return /^[0-9a-fA-F]{2}$/.test(digits) ? parseInt(digits, 16) : undefined;
}
