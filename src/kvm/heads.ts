/** The messages of a log, one after another: candidates are found by plain search, and only their lines are read. */
import { Candidates } from './candidates';
import { readEntry } from './entry';
import { endOfLine, nearStartOfLine, startOfLine } from './lines';
import { messageOf } from './messages';
import { Prefix } from './prefix';
import { timeOf } from './time';
import type { Draft } from './types';
import { longestLine, type Window } from './window';

/** A message, before it is known what else belongs to it. Offsets are those of the log. */
export interface Head {
  readonly failure: Draft;
  /** Where the lines of the message begin and end. */
  readonly lineStart: number;
  readonly lineEnd: number;
  readonly source: number | string;
  /** False where the line with the message has no number after "Suberror:". */
  readonly numbered: boolean;
  /** Nothing but the message stands there. */
  readonly bare: boolean;
  readonly quoted: boolean;
  readonly bootId: string | undefined;
  /** How much of its dump was met, which counts while its lines are waited for. */
  registers: 'none' | 'coming' | 'complete';
  /** The count of entries when the last of its own was met. */
  seen: number;
}

/** A message that is quoted, or "KVM internal error." alone, may be prose, unless its values, a log's prefix or a dump vouch for it. */
export function isSure({ bare, quoted, numbered }: Head): boolean {
  return !quoted && (!bare || numbered);
}

/** Known once its dump is. */
export function isVouchedFor(head: Head): boolean {
  if (head.quoted) return head.failure.data !== undefined;
  return isSure(head) || head.failure.dump !== undefined;
}

/** An array's colours have some bytes, one a line. */
const longestStartOfArray = 4096;
const usual = 'KVM internal error. Suberror: ';
const usualEnd = usual.slice(usual.indexOf(' Suberror'));

export class Heads {
  private readonly candidates: Candidates;
  private readonly prefix = new Prefix();
  /** What was read last, since failures often come in bursts. */
  private lastTime: { readonly text: string; readonly time: number | undefined } = { text: '', time: undefined };
  private from = 0;
  private found: Head | undefined;

  /** `also`: see Candidates. */
  constructor(also: (window: Window, to: number) => void) {
    this.candidates = new Candidates(also);
  }

  /** The next one, if it begins in what the window can decide. It stays the next one until it is taken. */
  peek(window: Window): Head | undefined {
    const { text, base } = window;
    while (!this.found) {
      const offset = this.candidates.next(window, this.from);
      if (offset === Number.POSITIVE_INFINITY) return undefined;
      const at = offset - base;
      const start = nearStartOfLine(text, at, Math.max(0, at - longestLine - 1));
      this.found = start === undefined ? undefined : this.plain(window, start, at) ?? this.other(window, start, at);
      // One line is at most one failure.
      this.from = Math.max(base + endOfLine(text, at), this.found?.lineEnd ?? 0);
    }
    return this.found;
  }

  take(): void {
    this.found = undefined;
  }

  /** Nearly all are like this: a known prefix, the message, the line's end. */
  private plain({ text, base }: Window, start: number, at: number): Head | undefined {
    const { prefix } = this;
    const suberror = text.charCodeAt(at + usual.length) - 0x30;
    const end = at + usual.length + 1;
    if (!(suberror >= 1 && suberror <= 4) || !(end === text.length || text.charCodeAt(end) === 0x0a)) return undefined;
    // What begins with these four letters was compared up to the full stop.
    if (text.charCodeAt(at + 3) !== 0x20 || !text.startsWith(usualEnd, at + usual.length - usualEnd.length)) return undefined;
    if (prefix.read(text, start) !== 'process' || prefix.message !== at || isAfterFieldName(text, start)) return undefined;
    const { text: timeText, time } = this.timeFrom(text, start);
    return {
      failure: draft(base + at, base + end, suberror, prefix.pid, time, timeText),
      lineStart: base + start,
      lineEnd: base + end,
      source: prefix.pid,
      numbered: true,
      bare: false,
      quoted: false,
      bootId: undefined,
      registers: 'none',
      seen: 0,
    };
  }

  private timeFrom(text: string, start: number): { readonly text: string; readonly time: number | undefined } {
    const { timeEnd, dated } = this.prefix;
    const { lastTime } = this;
    if (lastTime.text.length !== timeEnd - start || !text.startsWith(lastTime.text, start)) {
      const written = text.slice(start, timeEnd);
      this.lastTime = { text: written, time: dated ? timeOf(written) : undefined };
    }
    return this.lastTime;
  }

  private other({ text, base }: Window, start: number, at: number): Head | undefined {
    // An array with one byte a line is read from the line of its field.
    const arrayStart = text.charCodeAt(start) === 0x09 && text.startsWith('75,\n', at) ? startOfArray(text, at) : undefined;
    const lineStart = arrayStart ?? start;
    const entry = readEntry(text, lineStart, arrayStart === undefined ? Math.min(endOfLine(text, at), start + longestLine) : text.indexOf('\n', arrayStart));
    const message = entry && messageOf(entry.message, entry.bare);
    if (!entry || !message) return undefined;
    const { timeText } = entry;
    const time = timeText === undefined ? undefined : timeOf(timeText);
    const failure = draft(base + entry.inText(message.start), base + entry.endInText(message.end), message.suberror, entry.pid, time, timeText);
    failure.kind = message.kind;
    failure.code = message.code;
    if (message.ofCpu) failure.ofCpu = true;
    failure.times = entry.times;
    failure.vmid = entry.vmid;
    failure.vmidReason = entry.vmidReason;
    return {
      failure,
      lineStart: base + lineStart,
      lineEnd: base + entry.end,
      source: entry.source,
      numbered: message.suberror !== undefined || message.kind !== 'internal-error',
      bare: entry.bare,
      quoted: entry.quoted,
      bootId: entry.bootId,
      registers: 'none',
      seen: 0,
    };
  }
}

/** Its line is counted later. */
function draft(offset: number, end: number, suberror: number | undefined, pid: number | undefined, time: number | undefined, timeText: string | undefined): Draft {
  return { offset, end, line: 0, kind: 'internal-error', suberror, code: undefined, times: 1, pid, vmid: undefined, vmidReason: undefined, vmidGuessed: false, vmidEvidence: undefined, time, timeText, data: undefined, dump: undefined };
}

/** Export's way to write what is not plain text: such a line begins with a length in eight bytes. */
export function isAfterFieldName(text: string, start: number): boolean {
  return text.charCodeAt(start - 2) === 0x45 && text.startsWith('MESSAGE', start - 8);
}

/** The line `"MESSAGE" : [` above, past at most a few colours' bytes. */
function startOfArray(text: string, at: number): number | undefined {
  let start = startOfLine(text, at);
  for (let line = 0; line < 80 && start > 0 && at - start < longestStartOfArray; line += 1) {
    start = startOfLine(text, start - 1);
    if (text.startsWith('\t"MESSAGE"', start)) return at - start < longestStartOfArray ? start : undefined;
    if (!text.startsWith('\t\t', start)) return undefined;
  }
  return undefined;
}
