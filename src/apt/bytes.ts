/** apt reads bytes, and a document is UTF-16: how many bytes a text is, and what bytes say. */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Bytes that are not UTF-8 become U+FFFD. */
export function decodeBytes(bytes: readonly number[]): string {
  return decoder.decode(Uint8Array.from(bytes));
}

/** Of a whole text in UTF-8; a surrogate without its other half counts as U+FFFD, as it is saved. */
export function byteLength(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    length += byteSize(code);
    at += code > 0xffff ? 2 : 1;
  }
  return length;
}

/** Of one character, by its code point. */
export function byteSize(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** What C makes of a string that is passed on as `char *`: it ends at the first NUL. */
export function cString(text: string): string {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}
