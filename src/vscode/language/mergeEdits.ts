/** "Fix all in this file": the edits of several fixes as one, without touching anything twice. */
import type { TextEdit } from '../../finding';

export interface MergedEdits {
  /** In order of the text, none overlapping another, each once. */
  readonly edits: readonly TextEdit[];
  /** How many of the fixes are carried out by them. */
  readonly applied: number;
}

/**
 * Merges the edits of `fixes`. A fix that would change what an earlier one changes already is left out whole: half a fix
 * can be worse than none. An edit that two fixes share is made once.
 */
export function mergeEdits(fixes: readonly (readonly TextEdit[])[]): MergedEdits {
  const taken: TextEdit[] = [];
  let applied = 0;
  for (const edits of fixes) {
    const fresh = edits.filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (fresh.some((edit) => taken.some((other) => collide(edit, other)))) continue;
    taken.push(...fresh);
    applied++;
  }
  return { edits: taken.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end), applied };
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.range.start === b.range.start && a.range.end === b.range.end && a.newText === b.newText;
}

/** Two insertions at one place collide too: nothing says which of them goes first. */
function collide(a: TextEdit, b: TextEdit): boolean {
  if (a.range.start === b.range.start) return true;
  return a.range.start < b.range.end && b.range.start < a.range.end;
}
