/** Files of stanzas: sources.list(5), "deb822-Style Format"; apt-pkg/sourcelist.cc `ParseStanza`, apt-pkg/tagfile.cc. */
import { type Field, type Stanza, splitStanzas } from './stanzas';
import type { ParsedSources, SourceEntry, SourceError, SourceOption, Token } from './types';
import { hasScheme } from './uri';

const core = new Set(['types', 'uris', 'suites', 'components', 'enabled']);

/** Never throws. Entries are stanzas; disabled ones are among them. */
export function parseDeb822(text: string): ParsedSources {
  const entries: SourceEntry[] = [];
  const errors: SourceError[] = [];
  splitStanzas(text).forEach((stanza, index) => {
    const entry = entryOf(stanza);
    const problem = problemOf(stanza, entry, index + 1);
    if (problem === undefined) entries.push(entry);
    else errors.push({ range: stanza.range, line: stanza.line, message: problem });
  });
  return { format: 'deb822', text, entries, errors };
}

function entryOf({ fields, range, line }: Stanza): SourceEntry {
  const words = (name: string): readonly Token[] => lastField(fields, name)?.words ?? [];
  const options = fields
    .filter(({ name }) => !core.has(name.text.toLowerCase()))
    .map(({ name, words: values }): SourceOption => {
      const lower = name.text.toLowerCase();
      return { name, operator: lower.endsWith('-add') ? '+=' : lower.endsWith('-remove') ? '-=' : '=', values };
    });
  return {
    format: 'deb822',
    range,
    line,
    types: words('types'),
    uris: words('uris'),
    suites: words('suites'),
    components: words('components'),
    options,
    enabled: !isNo(lastField(fields, 'enabled')?.value ?? ''),
  };
}

function problemOf({ fields, broken }: Stanza, entry: SourceEntry, number: number): string | undefined {
  if (broken || !lastField(fields, 'types')) return `Malformed stanza ${number} in source list FILE (type)`;
  const unknown = entry.types.find(({ text }) => text !== 'deb' && text !== 'deb-src');
  if (unknown) return `Type '${unknown.text}' is not known on stanza ${number} in source list FILE`;
  if (!entry.enabled || entry.types.length === 0) return undefined;
  const malformed = (what: string) => `Malformed entry ${number} in sources file FILE (${what})`;
  if (entry.uris.length === 0) return malformed('URI');
  if (entry.suites.length === 0) return malformed('Suite');
  if (entry.uris.some(({ text }) => !hasScheme(text))) return malformed('URI parse');
  const absolute = entry.suites.filter(({ text }) => text.endsWith('/')).length;
  if (absolute > 0 && entry.components.length > 0) return malformed('absolute Suite Component');
  return absolute < entry.suites.length && entry.components.length === 0 ? malformed('Component') : undefined;
}

/** Of a field that is given twice the last one counts. */
function lastField(fields: readonly Field[], name: string): Field | undefined {
  return fields.findLast((field) => field.name.text.toLowerCase() === name);
}

/** `StringToBool` of apt-pkg/contrib/strutl.cc: what is neither yes nor no leaves the stanza on. */
function isNo(value: string): boolean {
  return /^(?:no|false|without|off|disable|0+)$/i.test(value.trim());
}
