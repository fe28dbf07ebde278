/** What completion gives, and the word at a place that it replaces. */
import type { TextRange } from '../finding';
import type { Choice } from './choices';

export interface Suggestion {
  readonly label: string;
  readonly kind: 'field' | 'value' | 'option';
  /** One line: what it is. */
  readonly detail: string;
  /** The word that is replaced: it holds the offset, and does not leave its line. */
  readonly range: TextRange;
  readonly insert: string;
}

/** Choices as values for the word, without those that are given beside it. */
export function values(range: TextRange, choices: readonly Choice[], given: readonly string[]): Suggestion[] {
  return choices.filter(({ label }) => !given.includes(label)).map(({ label, about }) => ({ label, kind: 'value', detail: about, range, insert: label }));
}

/** The word of `inside` around an offset, ended by what `separator` matches; empty between two separators. */
export function wordAround(text: string, inside: TextRange, offset: number, separator: RegExp): TextRange {
  let { start, end } = { start: offset, end: offset };
  while (start > inside.start && !separator.test(text.charAt(start - 1))) start -= 1;
  while (end < inside.end && !separator.test(text.charAt(end))) end += 1;
  return { start, end };
}

export function contains({ start, end }: TextRange, offset: number): boolean {
  return offset >= start && offset <= end;
}
