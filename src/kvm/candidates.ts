/**
 * Where a message could be, fast: plain searches for the few letters that all of them have. A search begins with a letter
 * that is rare in logs where it can: then the machine skips over the text many characters at a time. What is found is
 * looked at more closely elsewhere.
 */
import { Cursor, endOfBlock, type Window } from './window';

/** `KVM` as a journal's JSON has it where a message is an array of its bytes: compact, and one number a line. */
const compact = '75,86,77,';
const pretty = '75,\n\t\t86,\n\t\t77,';
const error = 'error: ';

const afterKvm = /^KVM(?: internal error\.|: (?:entry failed|unknown exit|exception ))/;

/** Every place where a message could begin, in the order of the log. */
export class Candidates {
  private readonly kvm = new Cursor('KVM', isMessage);
  private readonly run = new Cursor('kvm r', (text, at) => at >= error.length && text.startsWith('error: kvm run failed', at - error.length));
  private readonly compact = new Cursor(compact);
  private readonly pretty = new Cursor(pretty);
  private readonly named = new Cursor('"MESSAGE"');

  /** Offset in the log of the first place at or after `from`; infinite where this window has none. `from` never falls. */
  next(window: Window, from: number): number {
    const end = window.base + window.text.length;
    for (let horizon = endOfBlock(Math.max(from, window.base)); ; horizon = endOfBlock(horizon)) {
      const found = this.before(window, from, horizon);
      if (found < horizon || horizon >= end) return found;
    }
  }

  private before(window: Window, from: number, horizon: number): number {
    const found = Math.min(this.kvm.next(window, from, horizon), this.run.next(window, from + error.length, horizon + error.length) - error.length);
    // Numbers are frequent; without a field's name above they are no message.
    if (!Number.isFinite(this.named.next(window, window.base, horizon))) return found;
    return Math.min(found, this.compact.next(window, from, horizon), this.pretty.next(window, from, horizon));
  }
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
