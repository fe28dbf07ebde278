/** Whether a fix leaves apt with a file that it reads no worse than before. */
import type { TextEdit, TextRange } from '../finding';
import { applyEdits, applyWithin } from './applyEdits';
import { parseSources } from './parse';
import type { ParsedSources } from './types';

/** Files are shorter by far; in one that is not, the entry alone is looked at, and not whether it contradicts others. */
const longest = 8192;

/** For edits within a range of whole entries: what was hidden in one of them may be refused once it is seen. */
export function isNoWorse({ text, format, errors }: ParsedSources, range: TextRange, edits: readonly TextEdit[]): boolean {
  if (text.length <= longest) return parseSources(applyEdits(text, edits), format).errors.length <= errors.length;
  const before = errors.filter((error) => error.range.start >= range.start && error.range.start <= range.end).length;
  return parseSources(applyWithin(text, range, edits), format).errors.length <= before;
}

/** For edits that end a refusal: not for the price of another one, as where the entry contradicts others once it is read. */
export function isBetter({ text, format, errors }: ParsedSources, edits: readonly TextEdit[]): boolean {
  return text.length > longest || parseSources(applyEdits(text, edits), format).errors.length < errors.length;
}
