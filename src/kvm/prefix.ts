/**
 * The prefix that nearly every line of a log has, read without a pattern and without a new object: `Dec 31 12:49:30 host
 * name[pid]: `, with an ISO time too. What it is not sure of is left to the patterns of syslogEntry.ts, which say the same.
 */

import { copied } from './copied';

const space = 0x20;
const colon = 0x3a;
const zero = 0x30;

const isDigit = (code: number) => code >= zero && code <= 0x39;
const isLetter = (code: number) => (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
/** As `\w`, and what else a host's name has. */
const isHost = (code: number) => isLetter(code) || isDigit(code) || code === 0x5f || code === 0x2e || code === 0x2d || code === colon;

/** By its code, whether a tag's name may have the character: not `[`, `]`, `"`, `'`, a backquote, `>`, `#`, `|`, `*`, a colon, and what is no plain character. */
const nameCodes = Uint8Array.from({ length: 128 }, (_, code) => (code > space && code < 0x7f && !'[]"\'`>#|*:'.includes(String.fromCharCode(code)) ? 1 : 0));

export type PrefixKind = 'process' | 'stamped' | 'unsure';

/** One for many lines: what was read last stands in its fields. */
export class Prefix {
  /** Where 'process': the process id, where its message begins, and whether the time has a year. */
  pid = 0;
  message = 0;
  timeEnd = 0;
  dated = false;
  /** Of the line before, which most lines share: the BSD time up to its seconds, and the host with the spaces around it. */
  private minute = '\n';
  private host = '\n';
  /** An array of bytes is read quicker than a text is compared. */
  private hostCodes = new Uint8Array();
  private timeLength = 3;

  /**
   * The process id of a line, or 'stamped', where its time is as long as that of the line that was read before, and its host the
   * same. It looks at so little that it serves only to pass over lines of other programs.
   */
  glance(text: string, start: number): number | 'stamped' | undefined {
    let at = start + this.timeLength;
    if (text.charCodeAt(at - 3) !== colon) return undefined;
    const { hostCodes } = this;
    for (let index = 0; index < hostCodes.length; index += 1, at += 1) if (text.charCodeAt(at) !== hostCodes[index]) return undefined;
    const name = at;
    let code = text.charCodeAt(at);
    while (nameCodes[code] === 1) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (code === colon) return this.mayBeQemu(text, name) ? undefined : 'stamped';
    if (code !== 0x5b) return undefined;
    let pid = 0;
    code = text.charCodeAt(at + 1);
    for (at += 2; code >= zero && code <= 0x39; at += 1) {
      pid = pid * 10 + code - zero;
      code = text.charCodeAt(at);
    }
    return code === 0x5d && text.charCodeAt(at) === colon ? pid : undefined;
  }

  /** 'stamped': an entry of a program of which the line has no process id, and that is none of QEMU's names. */
  read(text: string, start: number): PrefixKind {
    const afterTime = isLetter(text.charCodeAt(start)) ? this.bsd(text, start) : this.iso(text, start);
    if (afterTime < 0 || text.charCodeAt(afterTime) !== space) return 'unsure';
    this.timeEnd = afterTime;
    this.timeLength = afterTime - start;
    const name = this.afterHost(text, afterTime);
    if (name < 0) return 'unsure';
    let at = name;
    while (at - name < 100 && nameCodes[text.charCodeAt(at)] === 1) at += 1;
    if (at === name) return 'unsure';
    if (text.charCodeAt(at) !== 0x5b) return this.mayBeQemu(text, name) || text.charCodeAt(at) !== colon ? 'unsure' : 'stamped';
    return this.process(text, at + 1);
  }

  /** From the space before the host to what follows the one after it, or -1. */
  private afterHost(text: string, from: number): number {
    if (text.startsWith(this.host, from)) return from + this.host.length;
    let at = from + 1;
    // `extra data[0]: ` is no host and tag.
    if (!isLetter(text.charCodeAt(at)) || text.startsWith('extra', at)) return -1;
    while (at - from < 200 && isHost(text.charCodeAt(at))) at += 1;
    if (text.charCodeAt(at) !== space) return -1;
    this.host = copied(text.slice(from, at + 1));
    this.hostCodes = Uint8Array.from(this.host, (character) => character.charCodeAt(0));
    return at + 1;
  }

  /** After the bracket: digits, `]: `. */
  private process(text: string, from: number): PrefixKind {
    let at = from;
    let pid = 0;
    while (at - from < 10 && isDigit(text.charCodeAt(at))) {
      pid = pid * 10 + text.charCodeAt(at) - zero;
      at += 1;
    }
    if (at === from || text.charCodeAt(at) !== 0x5d || text.charCodeAt(at + 1) !== colon) return 'unsure';
    this.pid = pid;
    this.message = text.charCodeAt(at + 2) === space ? at + 3 : at + 2;
    return 'process';
  }

  /** `QEMU`, `kvm`, `qemu-kvm`, `100.scope`: they count without a process id. */
  private mayBeQemu(text: string, name: number): boolean {
    const code = text.charCodeAt(name);
    return code === 0x51 || code === 0x71 || isDigit(code) || (code === 0x6b && text.charCodeAt(name + 1) === 0x76);
  }

  /** `Dec 31 12:49:30`, perhaps with parts of a second; the offset after it, or -1. */
  private bsd(text: string, start: number): number {
    this.dated = false;
    if (text.startsWith(this.minute, start) && isDigit(text.charCodeAt(start + 13)) && isDigit(text.charCodeAt(start + 14))) return this.fraction(text, start + 15);
    const day = text.charCodeAt(start + 4);
    const known = isLetter(text.charCodeAt(start + 1)) && isLetter(text.charCodeAt(start + 2)) && text.charCodeAt(start + 3) === space && (day === space || isDigit(day)) && isDigit(text.charCodeAt(start + 5)) && text.charCodeAt(start + 6) === space;
    if (!known || !this.clock(text, start + 7)) return -1;
    this.minute = copied(text.slice(start, start + 13));
    return this.fraction(text, start + 15);
  }

  /** `2022-12-31T12:49:30+11:00`, perhaps with parts of a second and without the last colon; the offset after it, or -1. */
  private iso(text: string, start: number): number {
    const code = (offset: number) => text.charCodeAt(start + offset);
    const known = isDigit(code(0)) && isDigit(code(1)) && isDigit(code(2)) && isDigit(code(3)) && code(4) === 0x2d && isDigit(code(5)) && isDigit(code(6)) && code(7) === 0x2d && isDigit(code(8)) && isDigit(code(9)) && code(10) === 0x54;
    if (!known || !this.clock(text, start + 11)) return -1;
    this.dated = true;
    const zone = this.fraction(text, start + 19);
    const sign = text.charCodeAt(zone);
    if (sign !== 0x2b && sign !== 0x2d) return -1;
    const minutes = text.charCodeAt(zone + 3) === colon ? zone + 4 : zone + 3;
    return isDigit(text.charCodeAt(zone + 1)) && isDigit(text.charCodeAt(zone + 2)) && isDigit(text.charCodeAt(minutes)) && isDigit(text.charCodeAt(minutes + 1)) ? minutes + 2 : -1;
  }

  private clock(text: string, at: number): boolean {
    const code = (offset: number) => text.charCodeAt(at + offset);
    return isDigit(code(0)) && isDigit(code(1)) && code(2) === colon && isDigit(code(3)) && isDigit(code(4)) && code(5) === colon && isDigit(code(6)) && isDigit(code(7));
  }

  private fraction(text: string, at: number): number {
    if (text.charCodeAt(at) !== 0x2e || !isDigit(text.charCodeAt(at + 1))) return at;
    let end = at + 1;
    while (end - at < 20 && isDigit(text.charCodeAt(end))) end += 1;
    return end;
  }
}
