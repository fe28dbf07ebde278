/** Whether a fix leaves apt with a file that it reads no worse than before. */
import type { TextEdit, TextRange } from '../finding';
import { applyEdits, applyWithin } from './applyEdits';
import { parseSources } from './parse';
import type { ParsedSources } from './types';

/** Files are shorter by far; in one that is not, the entry alone is looked at, and not whether it contradicts others. */
const longest = 8192;

/** Parts of a file that is longer. */
const parts = new WeakSet<ParsedSources>();

/** For lines or stanzas of a long file that are judged apart from the rest: they are looked at as they are in their file. */
export function asPartOfLongFile(parsed: ParsedSources): ParsedSources {
  parts.add(parsed);
  return parsed;
}

export function isLong(text: string): boolean {
  return text.length > longest;
}

/** For edits within a range of whole entries: what was hidden in one of them may be refused once it is seen. */
export function isNoWorse(parsed: ParsedSources, range: TextRange, edits: readonly TextEdit[]): boolean {
  const { text, format, errors } = parsed;
  if (!isLong(text) && !parts.has(parsed)) return parseSources(applyEdits(text, edits), format).errors.length <= errors.length;
  const before = errors.filter((error) => error.range.start >= range.start && error.range.start <= range.end).length;
  return parseSources(applyWithin(text, range, edits), format).errors.length <= before;
}

/** For edits that end a refusal: not for the price of another one, as where the entry contradicts others once it is read. */
export function isBetter(parsed: ParsedSources, edits: readonly TextEdit[]): boolean {
  const { text, format, errors } = parsed;
  return isLong(text) || parts.has(parsed) || parseSources(applyEdits(text, edits), format).errors.length < errors.length;
}
