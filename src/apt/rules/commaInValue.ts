/** Suites and components separated by commas. */
import type { TextRange } from '../../finding';
import { withoutCommas } from '../commas';
import { isNoWorse } from '../tried';
import type { ParsedSources, Token } from '../types';
import type { AptRule, Told } from './rule';

export const commaInValue: AptRule = {
  id: 'apt/comma-in-value',
  scope: 'entry',
  severity: 'warning',
  title: 'Commas between suites or components are read as part of their names',
  check({ parsed }) {
    const found: Told[] = [];
    for (const { suites, components, enabled, range } of parsed.entries) {
      if (!enabled) continue;
      for (const words of [suites, components]) if (words.some(hasComma)) found.push(told(parsed, range, words.filter(hasComma)));
    }
    return found;
  },
};

function hasComma({ text }: Token): boolean {
  return text.includes(',');
}

function told(parsed: ParsedSources, entry: TextRange, words: readonly Token[]): Told {
  const edits = words.flatMap((word) => withoutCommas(parsed.text, word));
  return {
    severity: 'warning',
    message: `The comma is part of the name: apt looks for “${words[0]?.text ?? ''}”`,
    where: { kind: 'document', range: { start: words[0]?.start ?? entry.start, end: words.at(-1)?.end ?? entry.end } },
    explanation: 'Suites and components are separated by spaces. A comma becomes part of the name before it, the archive has nothing of that name, and apt only warns that it skips it. Only the values of options like arch may be separated by commas.',
    fixes: edits.length === 0 || !isNoWorse(parsed, entry, edits) ? [] : [{ kind: 'edit', title: 'Separate by spaces', edits, preferred: true }],
  };
}
