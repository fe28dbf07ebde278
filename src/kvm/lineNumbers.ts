/** On which line each failure is: to find every line's end costs more than to find the failures, and few ask. */
import { newlinesIn } from './lines';
import type { TextRange } from '../finding';
import type { Draft } from './types';

/** Of more than these, the end of every line is a small part of the whole cost. */
const few = 1000;

/**
 * Completes `line` of a text's failures, which are in its order, and has the lines that were met so far: those in `skipped` were
 * not. They are counted when the first line is asked for, where there are few.
 */
export function tellLines(text: string, failures: readonly Draft[], skipped: readonly TextRange[]): void {
  const lines = failures.map(({ line }) => line);
  const count = (): void => {
    let [part, more] = [0, 0];
    for (const [index, { offset }] of failures.entries()) {
      for (; (skipped[part]?.end ?? Number.POSITIVE_INFINITY) <= offset; part += 1) more += newlinesIn(text, skipped[part]?.start ?? 0, skipped[part]?.end ?? 0);
      lines[index] = (lines[index] ?? 0) + more;
    }
  };
  if (failures.length > few) {
    count();
    for (const [index, failure] of failures.entries()) failure.line = lines[index] ?? 0;
    return;
  }
  // Own properties, so that they go along with a copy. They keep the text in memory until one is asked for.
  const tell = (): void => {
    count();
    for (const [index, failure] of failures.entries()) Object.defineProperty(failure, 'line', { value: lines[index], enumerable: true, configurable: true, writable: true });
  };
  for (const failure of failures) {
    const get = (): number => {
      tell();
      return failure.line;
    };
    Object.defineProperty(failure, 'line', { get, enumerable: true, configurable: true });
  }
}
