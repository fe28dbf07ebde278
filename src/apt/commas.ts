/** Words with commas in them: apt separates by spaces alone, and takes a comma for part of a name. */
import type { TextEdit, TextRange } from '../finding';
import { replaceRange } from './edits';

/** A space in place of each comma between two names; none in place of one at the end. Empty where the word is quoted. */
export function withoutCommas(text: string, { start, end }: TextRange): TextEdit[] {
  const word = text.slice(start, end);
  if (/["%]/.test(word)) return [];
  return [...word.matchAll(/,+/g)].map(({ 0: commas, index }) => {
    const inside = index > 0 && index + commas.length < word.length;
    return replaceRange({ start: start + index, end: start + index + commas.length }, inside ? ' ' : '');
  });
}
