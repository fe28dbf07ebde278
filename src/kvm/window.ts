/**
 * A part of a log that is in memory, and where in the whole log it stands. A short log is one window; of a long one, each
 * window holds what was decided last and what can be decided next, so that no decision depends on where windows end.
 */

export interface Window {
  readonly text: string;
  /** Offset of the window's first character in the log. */
  readonly base: number;
  /** Offset in the log: what begins before it can be decided, since all that it depends on is here. Infinite in the last window. */
  readonly limit: number;
}

/** A line is read so far and no further: a journal's record with a guest's whole command line has some kilobytes. */
export const longestLine = 65_536;
/** The fields of a record are looked for so far above and below its message. */
export const farthestField = 131_072;
/** So much of the log has to be in memory on both sides of what is decided. */
export const context = 4 * longestLine;

export function wholeText(text: string): Window {
  return { text, base: 0, limit: Number.POSITIVE_INFINITY };
}

/** Several words are searched side by side in parts of this size, which stay in the processor's cache for all of them. */
const block = 262_144;

/** Where the part ends that holds the offset. */
export function endOfBlock(offset: number): number {
  return (Math.floor(offset / block) + 1) * block;
}

/** The places of some words in windows that follow each other: a search goes on where it ended. */
export class Cursor {
  private found = -1;
  /** What begins before is looked at, but for what was found last. */
  private searched = 0;

  /** `is` looks closer at a place, which is given as an offset in the window's text. */
  constructor(
    private readonly words: string,
    private readonly is: (text: string, at: number) => boolean = () => true,
  ) {}

  /**
   * Offset in the log of the first place at or after `from`, looked for up to `horizon`; infinite where none is known: then there
   * is none before `horizon`, or none in this window. What is given may lie behind `horizon`. Neither argument ever falls.
   */
  next({ text, base }: Window, from: number, horizon = Number.POSITIVE_INFINITY): number {
    if (this.found >= from) return this.found;
    const last = base + text.length - this.words.length + 1;
    const stop = Math.min(horizon, last);
    const begin = Math.max(from, this.searched, base);
    if (begin >= stop) return Number.POSITIVE_INFINITY;
    const part = stop === last ? text : text.slice(0, stop - base + this.words.length - 1);
    let at = part.indexOf(this.words, begin - base);
    while (at >= 0 && !this.is(text, at)) at = part.indexOf(this.words, at + 1);
    this.searched = at < 0 ? stop : base + at + 1;
    if (at < 0) return Number.POSITIVE_INFINITY;
    this.found = base + at;
    return this.found;
  }
}

/** Tells line numbers of offsets that grow: every newline is looked at once. */
export class LineCounter {
  private searched = 0;
  private newline = -1;
  /** Of the line that was asked for last, 0-based. */
  line = 0;
  /** Offset in the log where that line begins. */
  start = 0;

  /** Goes to the line that holds the offset. */
  seek(window: Window, offset: number): void {
    for (;;) {
      if (this.newline < 0) {
        const at = window.text.indexOf('\n', Math.max(this.start, this.searched) - window.base);
        if (at < 0) {
          this.searched = window.base + window.text.length;
          return;
        }
        this.newline = window.base + at;
      }
      if (this.newline >= offset) return;
      this.line += 1;
      this.start = this.newline + 1;
      this.newline = -1;
    }
  }

  /** Where that line ends, as far as the window goes. */
  end({ text, base }: Window): number {
    return this.newline < 0 ? base + text.length : this.newline;
  }
}
