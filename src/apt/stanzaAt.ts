/** The stanzas of a parsed file with their fields, which its entries do not have. */
import { type Stanza, readStanzas } from './stanzas';
import type { ParsedSources } from './types';

const split = new WeakMap<ParsedSources, readonly Stanza[]>();

/** For the parser, which has them already. */
export function keepStanzas(parsed: ParsedSources, stanzas: readonly Stanza[]): ParsedSources {
  split.set(parsed, stanzas);
  return parsed;
}

/** Empty for a file of lines. */
export function stanzasOf(parsed: ParsedSources): readonly Stanza[] {
  if (parsed.format === 'one-line') return [];
  const known = split.get(parsed);
  if (known) return known;
  const { stanzas } = readStanzas(parsed.text);
  split.set(parsed, stanzas);
  return stanzas;
}

/** The stanza around an offset, found by halving: files may be long. */
export function stanzaAt(parsed: ParsedSources, offset: number): Stanza | undefined {
  const stanzas = stanzasOf(parsed);
  let [from, to] = [0, stanzas.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((stanzas[middle]?.range.end ?? 0) < offset) from = middle + 1;
    else to = middle;
  }
  const stanza = stanzas[from];
  return stanza && stanza.range.start <= offset ? stanza : undefined;
}
