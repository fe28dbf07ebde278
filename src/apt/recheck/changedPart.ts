/** Where two versions of a text differ. */

export interface ChangedPart {
  readonly start: number;
  /** Where the old text and the new one are the same again, up to the end. */
  readonly endBefore: number;
  readonly endAfter: number;
}

/** Beside what they have in common at the beginning and at the end; empty in both where they are the same. */
export function changedPart(before: string, after: string): ChangedPart {
  const shorter = Math.min(before.length, after.length);
  const start = inCommon(shorter, (from, to) => before.slice(from, to) === after.slice(from, to));
  const same = inCommon(shorter - start, (from, to) => before.slice(before.length - to, before.length - from) === after.slice(after.length - to, after.length - from));
  return { start, endBefore: before.length - same, endAfter: after.length - same };
}

/** Whole stretches are compared by the machine's own comparison of memory, many times faster than one by one. */
const stretch = 4096;

/** The largest length up to `most` at which both are the same, where `isSame` tells it of a part. */
function inCommon(most: number, isSame: (from: number, to: number) => boolean): number {
  let length = 0;
  while (length + stretch <= most && isSame(length, length + stretch)) length += stretch;
  // The first difference is within the next stretch: halved until it is found.
  let [from, to] = [length, Math.min(most, length + stretch)];
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if (isSame(from, middle)) from = middle;
    else to = middle - 1;
  }
  return from;
}
