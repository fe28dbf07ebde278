import { parseDeb822 } from './deb822';
import { parseOneLine } from './oneLine';
import type { ParsedSources, SourcesFormat } from './types';

/** What apt makes of a sources file: its entries, and an error wherever apt refuses it. Never throws. */
export function parseSources(text: string, format: SourcesFormat): ParsedSources {
  return format === 'one-line' ? parseOneLine(text) : parseDeb822(text);
}

/** The same of whole lines or stanzas of a longer file: `numberOf` gives the number there, from 1, of the first, second… one here. */
export function parsePart(text: string, format: SourcesFormat, numberOf: (number: number) => number): ParsedSources {
  return format === 'one-line' ? parseOneLine(text, numberOf) : parseDeb822(text, numberOf);
}
