/** The messages of a log, one after another: candidates are found by plain search, and only their lines are read. */
import { Candidates } from './candidates';
import { readEntry } from './entry';
import { startOfLine } from './lines';
import { messageOf } from './messages';
import { Prefix } from './prefix';
import { timeOf } from './time';
import type { Draft } from './types';
import { LineCounter, longestLine, type Window } from './window';

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
}

/** Known once its dump is: a message that is quoted, or "KVM internal error." alone, may be prose, unless its values, a log's prefix or a dump vouch for it. */
export function isVouchedFor({ failure, bare, quoted, numbered }: Head): boolean {
  if (quoted) return failure.data !== undefined;
  return !bare || numbered || failure.dump !== undefined;
}

/** An array's colours have some bytes, one a line. */
const longestStartOfArray = 4096;
const usual = 'KVM internal error. Suberror: ';

export class Heads {
  private readonly candidates = new Candidates();
  private readonly lines = new LineCounter();
  private readonly prefix = new Prefix();
  /** What was read last, since failures often come in bursts. */
  private lastTime: { readonly text: string; readonly time: number | undefined } = { text: '', time: undefined };
  private from = 0;
  private found: Head | undefined;

  /** The next one, if it begins in what the window can decide. It stays the next one until it is taken. */
  peek(window: Window): Head | undefined {
    while (!this.found) {
      const at = this.candidates.next(window, this.from);
      if (at >= window.limit) {
        // The next window does not hold all of these lines.
        if (window.limit !== Number.POSITIVE_INFINITY) this.lines.seek(window, window.limit);
        return undefined;
      }
      this.lines.seek(window, at);
      this.from = Math.max(at + 1, this.lines.end(window));
      // One line is at most one failure.
      if (at - this.lines.start <= longestLine) this.found = this.plain(window, at) ?? this.other(window, at);
      if (this.found) this.from = Math.max(this.from, this.found.lineEnd);
    }
    return this.found;
  }

  take(): void {
    this.found = undefined;
  }

  /** Nearly all are like this: a known prefix, the message, the line's end. */
  private plain(window: Window, offset: number): Head | undefined {
    const { text, base } = window;
    const { prefix, lines } = this;
    const at = offset - base;
    const start = lines.start - base;
    const suberror = text.charCodeAt(at + usual.length) - 0x30;
    const end = at + usual.length + 1;
    if (!(suberror >= 1 && suberror <= 4) || !(end === text.length || text.charCodeAt(end) === 0x0a) || !text.startsWith(usual, at)) return undefined;
    if (prefix.read(text, start) !== 'process' || prefix.message !== at || isAfterFieldName(text, start)) return undefined;
    const { text: timeText, time } = this.timeFrom(text, start);
    return {
      failure: draft(offset, base + end, lines.line, suberror, prefix.pid, time, timeText),
      lineStart: lines.start,
      lineEnd: base + end,
      source: prefix.pid,
      numbered: true,
      bare: false,
      quoted: false,
      bootId: undefined,
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

  private other(window: Window, offset: number): Head | undefined {
    const { text, base } = window;
    const at = offset - base;
    const start = this.lines.start - base;
    const end = Math.min(this.lines.end(window) - base, start + longestLine);
    // An array with one byte a line is read from the line of its field.
    const arrayStart = text.charCodeAt(start) === 0x09 && text.startsWith('75,\n', at) ? startOfArray(text, at) : undefined;
    const lineStart = arrayStart ?? start;
    const entry = readEntry(text, lineStart, arrayStart === undefined ? end : text.indexOf('\n', arrayStart));
    const message = entry && messageOf(entry.message, entry.bare);
    if (!entry || !message) return undefined;
    const { timeText } = entry;
    const time = timeText === undefined ? undefined : timeOf(timeText);
    const failure = draft(base + entry.inText(message.start), base + entry.endInText(message.end), this.lines.line, message.suberror, entry.pid, time, timeText);
    failure.kind = message.kind;
    failure.code = message.code;
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
    };
  }
}

function draft(offset: number, end: number, line: number, suberror: number | undefined, pid: number | undefined, time: number | undefined, timeText: string | undefined): Draft {
  return { offset, end, line, kind: 'internal-error', suberror, code: undefined, times: 1, pid, vmid: undefined, vmidReason: undefined, vmidGuessed: false, vmidEvidence: undefined, time, timeText, data: undefined, dump: undefined };
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
