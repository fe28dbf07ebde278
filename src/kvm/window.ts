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

/** Offset in the log after the last place that the window can decide. */
export function decidable({ text, base, limit }: Window): number {
  return Math.min(limit, base + text.length);
}

/** Offsets in the log of the words where they begin in `from` to `to`, growing; `is` looks closer at a place in the window's text. */
export function placesOf(words: string, { text, base }: Window, from: number, to: number, is: (text: string, at: number) => boolean = () => true): number[] {
  const found: number[] = [];
  // A search of a part is over at its end, where one of the whole would go on.
  const part = text.slice(0, to - base + words.length - 1);
  for (let at = part.indexOf(words, from - base); at >= 0; at = part.indexOf(words, at + 1)) if (is(text, at)) found.push(base + at);
  return found;
}
