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
  const start = commonStart(before, after, shorter);
  let same = 0;
  while (same < shorter - start && before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)) same += 1;
  return { start, endBefore: before.length - same, endAfter: after.length - same };
}

function commonStart(before: string, after: string, shorter: number): number {
  let at = 0;
  while (at < shorter && before.charCodeAt(at) === after.charCodeAt(at)) at += 1;
  return at;
}
