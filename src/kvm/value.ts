/** `extra data[1]: 0x0000000000000031`, with and without `0x`, read without a pattern where the line holds nothing else. */

const words = 'extra data[';
const pattern = /^extra data\[(\d{1,2})\]: ?(?:0x)?([0-9a-f]{1,16})\b/i;

export class Value {
  index = 0;
  private start = 0;
  private end = 0;

  /** What was read last, lower-case, out of the same text. */
  digits(text: string): string {
    return text.slice(this.start, this.end).toLowerCase();
  }

  /** Whether the text has just that from `start` to `end`; a longer line is for readMessage. */
  read(text: string, start: number, end: number): boolean {
    if (end - start > 40 || !text.startsWith(words, start)) return false;
    let at = start + words.length;
    const first = text.charCodeAt(at) - 0x30;
    if (!(first >= 0 && first <= 9) || text.charCodeAt(at + 1) !== 0x5d || text.charCodeAt(at + 2) !== 0x3a) return false;
    at += 3;
    if (text.charCodeAt(at) === 0x20) at += 1;
    if (text.charCodeAt(at) === 0x30 && text.charCodeAt(at + 1) === 0x78) at += 2;
    this.index = first;
    this.start = at;
    while (at < end && isHex(text.charCodeAt(at))) at += 1;
    this.end = at;
    return at === end && at > this.start && at - this.start <= 16;
  }

  readMessage(message: string): boolean {
    const matched = pattern.exec(message);
    if (matched?.[2] === undefined) return false;
    this.index = Number(matched[1]);
    this.end = matched[0].length;
    this.start = this.end - matched[2].length;
    return true;
  }
}

function isHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66) || (code >= 0x41 && code <= 0x46);
}
