/**
 * Where a message could be, fast: plain searches for the few letters that all of them have. What is found is looked at
 * more closely elsewhere.
 */

/** `KVM` as a journal's JSON has it where a message is an array of its bytes: compact, and one number a line. */
const compact = '75,86,77,';
const pretty = '75,\n\t\t86,\n\t\t77,';
const runFailed = 'error: kvm run failed';

const afterKvm = /^KVM(?: internal error\.|: (?:entry failed|unknown exit|exception ))/;

/** Offsets, growing. */
export function candidates(text: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf('KVM'); at >= 0; at = text.indexOf('KVM', at + 3)) {
    const next = text.charCodeAt(at + 3);
    if ((next === 0x20 || next === 0x3a) && afterKvm.test(text.slice(at, at + 24))) found.push(at);
  }
  const others = [...occurrences(text, runFailed)];
  if (text.includes('"MESSAGE"')) others.push(...occurrences(text, compact), ...occurrences(text, pretty));
  return others.length === 0 ? found : [...found, ...others].sort((a, b) => a - b);
}

/** Every offset of the words. */
export function* occurrences(text: string, words: string): Generator<number> {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) yield at;
}
