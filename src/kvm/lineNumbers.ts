/** On which line each failure is: to find every line's end costs more than to find the failures, and few ask. */
import type { TextRange } from '../finding';
import { newlinesIn } from './lines';
import type { Draft } from './types';

/** Of more than these, the end of every line is a small part of the whole cost. */
const few = 1000;

/**
 * Completes `line` of a text's failures, which are in its order, and has the lines that were met so far: those in `skipped` were
 * not. They are counted when the first line is asked for, where there are few.
 */
export function tellLines(text: string, failures: readonly Draft[], skipped: readonly TextRange[]): void {
  if (failures.length > few) {
    addSkipped(text, failures, skipped);
    return;
  }
  const known = failures.map(({ offset, line }) => ({ offset, line }));
  // Own properties, so that they go along with a copy. They keep the text in memory until one is asked for.
  const tell = (): void => {
    addSkipped(text, known, skipped);
    for (const [index, failure] of failures.entries()) Object.defineProperty(failure, 'line', { value: known[index]?.line, enumerable: true, configurable: true, writable: true });
  };
  for (const failure of failures) {
    const get = (): number => {
      tell();
      return failure.line;
    };
    Object.defineProperty(failure, 'line', { get, enumerable: true, configurable: true });
  }
}

function addSkipped(text: string, places: readonly { readonly offset: number; line: number }[], skipped: readonly TextRange[]): void {
  let [index, lines] = [0, 0];
  let next = skipped[0];
  for (const place of places) {
    for (; next && next.end <= place.offset; next = skipped[index]) {
      lines += newlinesIn(text, next.start, next.end);
      index += 1;
    }
    place.line += lines;
  }
}
