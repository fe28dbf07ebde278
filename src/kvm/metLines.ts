/**
 * On which line a message is, counted where lines are read anyway. What is skipped between is left to others: to find every
 * line's end costs more than to find the failures.
 */
import { newlinesIn } from './lines';
import type { Window } from './window';

/** Where the lines of a message begin, where the message itself, and where its last line ends: offsets in the log. */
export interface MessageLines {
  readonly lineStart: number;
  readonly offset: number;
  readonly lineEnd: number;
}

export class MetLines {
  /** So many lines end before `counted`, an offset in the log. */
  private lines = 0;
  private counted = 0;

  /** `skipped` tells how many lines end in a part of the log that was not read line by line. */
  constructor(private readonly skipped: (window: Window, from: number, to: number) => number) {}

  /** Up to an offset, before the window goes. */
  skipTo(window: Window, offset: number): void {
    if (offset <= this.counted) return;
    this.lines += this.skipped(window, this.counted, offset);
    this.counted = offset;
  }

  /** So many whole lines from `from` to `to`; what does not go on where the count stands is skipped later. */
  pass(lines: number, from: number, to: number): void {
    if (this.counted !== from) return;
    this.lines += lines;
    this.counted = to;
  }

  /** 0-based; the message's own lines are counted, too. */
  lineOf(window: Window, { lineStart, offset, lineEnd }: MessageLines): number {
    const { text, base } = window;
    this.skipTo(window, lineStart);
    const { lines } = this;
    const isOneLine = text.indexOf('\n', lineStart - base) === lineEnd - base;
    this.counted = text.charCodeAt(lineEnd - base) === 0x0a ? lineEnd + 1 : lineEnd;
    this.lines += isOneLine ? 1 : newlinesIn(text, lineStart - base, this.counted - base);
    return lines + (isOneLine ? 0 : newlinesIn(text, lineStart - base, offset - base));
  }
}
