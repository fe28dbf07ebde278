import { parseDeb822 } from './deb822';
import { parseOneLine } from './oneLine';
import type { ParsedSources, SourcesFormat } from './types';

/** What apt makes of a sources file: its entries, and an error wherever apt refuses it. Never throws. */
export function parseSources(text: string, format: SourcesFormat): ParsedSources {
  return format === 'one-line' ? parseOneLine(text) : parseDeb822(text);
}
