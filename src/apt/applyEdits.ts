/** What a text is after its edits, which must not overlap. */
import type { TextEdit, TextRange } from '../finding';

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return applyWithin(text, { start: 0, end: text.length }, edits);
}

/** The part of a text that `range` covers, after the edits in it. */
export function applyWithin(text: string, { start, end }: TextRange, edits: readonly TextEdit[]): string {
  let at = start;
  let result = '';
  for (const { range, newText } of [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)) {
    result += text.slice(at, range.start) + newText;
    at = range.end;
  }
  return result + text.slice(at, end);
}
