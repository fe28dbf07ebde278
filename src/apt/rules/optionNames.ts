/** Fields and options that apt does not know: it ignores them without a word, so that a slip of the pen switches them off. */
import type { TextRange } from '../../finding';
import { replaceRange } from '../edits';
import { type SourcesField, fieldNamed, optionNamed, sourcesFields } from '../fields';
import { nearest } from '../nearest';
import { stanzasOf } from '../stanzaAt';
import type { Field, Stanza } from '../stanzas';
import { isNoWorse } from '../tried';
import type { ParsedSources, SourceEntry, SourceOption, Token } from '../types';
import type { AptRule, Told } from './rule';

export const misspeltField: AptRule = {
  id: 'apt/misspelt-field',
  scope: 'entry',
  severity: 'warning',
  title: 'A field or an option is misspelt, and ignored',
  check({ parsed }) {
    // What apt says of a stanza that it refuses comes first.
    const refused = new Set(parsed.errors.map(({ range }) => range.start));
    if (parsed.format === 'deb822') return stanzasOf(parsed).filter(({ range }) => !refused.has(range.start)).flatMap((stanza) => stanza.fields.flatMap((field) => misspelt(parsed, stanza, field)));
    return optionsUnknown(parsed).flatMap(({ entry, option }) => misspeltOption(parsed, entry, option));
  },
};

export const optionCase: AptRule = {
  id: 'apt/option-case',
  scope: 'entry',
  severity: 'warning',
  title: 'An option is written in capitals, and ignored',
  check: ({ parsed }) =>
    (parsed.format === 'deb822' ? [] : optionsUnknown(parsed)).flatMap(({ entry, option: { name } }) => {
      const lower = name.text.toLowerCase();
      return optionNamed(lower) ? [told(parsed, entry.range, name, lower, `“${name.text}” is ignored: apt knows the option as ${lower} alone`)] : [];
    }),
};

/** Of the thousands that a file may have nearly all are known. */
function optionsUnknown({ entries }: ParsedSources): readonly { readonly entry: SourceEntry; readonly option: SourceOption }[] {
  const unknown: { entry: SourceEntry; option: SourceOption }[] = [];
  for (const entry of entries) for (const option of entry.options) if (!optionNamed(option.name.text)) unknown.push({ entry, option });
  return unknown;
}

const fieldNames = sourcesFields.flatMap(({ field, several }) => (field.startsWith('X-') ? [] : [field, ...(several ? [`${field}-Add`, `${field}-Remove`] : [])]));
const optionNames = sourcesFields.flatMap(({ option }) => option ?? []);

/** Names of the other format, and of what people think of first. */
const others: Readonly<Record<string, string>> = { arch: 'Architectures', lang: 'Languages', url: 'URIs', urls: 'URIs', dist: 'Suites', distribution: 'Suites', release: 'Suites', codename: 'Suites', section: 'Components', sections: 'Components' };

/** The field that a name of none was meant to be; undefined for what may well be meant for another program. */
export function meantField(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (fieldNamed(name) !== undefined || lower.startsWith('x-') || !/^[a-z_-]+$/.test(lower)) return undefined;
  return (Object.hasOwn(others, lower) ? others[lower] : undefined) ?? nearest(name, fieldNames);
}

function misspelt(parsed: ParsedSources, { fields, range }: Stanza, { name }: Field): Told[] {
  const meant = meantField(name.text);
  if (meant === undefined) return [];
  const taken = fields.some((other) => other.name.text.toLowerCase() === meant.toLowerCase());
  return [told(parsed, range, name, taken ? undefined : meant, `apt ignores “${name.text}”: the field is called ${meant}`)];
}

function misspeltOption(parsed: ParsedSources, { options, range }: SourceEntry, { name }: SourceOption): Told[] {
  const lower = name.text.toLowerCase();
  if (optionNamed(lower)) return [];
  const field: SourcesField | undefined = fieldNamed(lower);
  const meant = field?.option ?? nearest(lower, optionNames);
  if (meant === undefined) return [];
  return [told(parsed, range, name, options.some((other) => other.name.text === meant) ? undefined : meant, `apt ignores “${name.text}”: the option is called ${meant}`)];
}

function told(parsed: ParsedSources, entry: TextRange, name: Token, meant: string | undefined, message: string): Told {
  const { text } = parsed;
  const { start, end } = name;
  // A name in quotes stands somewhere else than its letters.
  const edits = meant !== undefined && text.slice(start, end) === name.text ? [replaceRange(name, meant)] : [];
  return {
    severity: 'warning',
    message,
    where: { kind: 'document', range: { start, end } },
    explanation: 'apt ignores fields and options that it does not know, and says nothing about that: what this one was to bring about does not happen. Names of options in brackets are written in small letters; names of fields in a stanza may be written either way.',
    // Now that it counts it may contradict another entry.
    fixes: meant === undefined || edits.length === 0 || !isNoWorse(parsed, entry, edits) ? [] : [{ kind: 'edit', title: `Replace ${name.text} by ${meant}`, edits, preferred: true }],
  };
}
