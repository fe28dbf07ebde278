/**
 * Where a message could be, fast: plain searches for the few letters that all of them have. A search begins with a letter
 * that is rare in logs where it can: then the machine skips over the text many characters at a time. What is found is
 * looked at more closely elsewhere.
 */
import { decidable, endOfBlock, placesOf, type Window } from './window';

/** `KVM` as a journal's JSON has it where a message is an array of its bytes: compact, and one number a line. */
const compact = '75,86,77,';
const pretty = '75,\n\t\t86,\n\t\t77,';
const error = 'error: ';

const afterKvm = /^KVM(?: internal error\.|: (?:entry failed|unknown exit|exception ))/;

/** Every place where a message could begin, in the order of the log. */
export class Candidates {
  /** Of the part that was searched last. */
  private found: readonly number[] = [];
  private index = 0;
  private searched = 0;
  /** Numbers are frequent; without a field's name above they are no message. */
  private isNamed = false;

  /** `also` searches the same part of the log up to `to`, while the processor has it at hand. */
  constructor(private readonly also: (window: Window, to: number) => void) {}

  /** Offset in the log of the first place at or after `from` that the window can decide; infinite where it has none. `from` never falls. */
  next(window: Window, from: number): number {
    const end = decidable(window);
    for (;;) {
      for (; this.index < this.found.length; this.index += 1) {
        const at = this.found[this.index];
        if (at !== undefined && at >= from) return at;
      }
      if (this.searched >= end) return Number.POSITIVE_INFINITY;
      const to = Math.min(end, endOfBlock(this.searched));
      this.found = this.search(window, this.searched, to);
      this.index = 0;
      this.searched = to;
      this.also(window, to);
    }
  }

  private search(window: Window, from: number, to: number): number[] {
    const found = placesOf('KVM', window, from, to, isMessage);
    const others = placesOf('kvm r', window, from + error.length, to + error.length, isRun).map((at) => at - error.length);
    this.isNamed ||= placesOf('"MESSAGE"', window, from, to).length > 0;
    if (this.isNamed) others.push(...placesOf(compact, window, from, to), ...placesOf(pretty, window, from, to));
    return others.length === 0 ? found : [...found, ...others].sort((a, b) => a - b);
  }
}

function isRun(text: string, at: number): boolean {
  return at >= error.length && text.startsWith('error: kvm run failed', at - error.length);
}

function isMessage(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 3);
  if (next === 0x20) return text.startsWith(' internal error.', at + 3);
  return next === 0x3a && afterKvm.test(text.slice(at, at + 24));
}

/** Every offset of the words. */
export function* occurrences(text: string, words: string): Generator<number> {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) yield at;
}
