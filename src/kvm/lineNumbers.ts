/** On which line each failure is: to find every line's end costs more than to find the failures, and few ask. */
import type { Draft } from './types';
import { LineCounter, wholeText } from './window';

/** Of more than these, the end of every line is a small part of the whole cost. */
const few = 1000;

/** Sets `line` of the failures of a text, which are in its order: counted when the first is asked for, where there are few. */
export function tellLines(text: string, failures: readonly Draft[]): void {
  if (failures.length > few) count(text, failures);
  else for (const failure of failures) {
    // An own property, so that it goes along with a copy. It keeps the text in memory until it is asked for.
    const get = (): number => {
      count(text, failures);
      return failure.line;
    };
    Object.defineProperty(failure, 'line', { get, enumerable: true, configurable: true });
  }
}

function count(text: string, failures: readonly Draft[]): void {
  const lines = new LineCounter();
  const window = wholeText(text);
  for (const failure of failures) Object.defineProperty(failure, 'line', { value: lines.lineOf(window, failure.offset), enumerable: true, configurable: true, writable: true });
}
