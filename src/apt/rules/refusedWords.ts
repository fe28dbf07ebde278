/** Why apt refuses an entry, in plain words. */
import { stanzaAt } from '../stanzaAt';
import type { ParsedSources, SourceError, SourceErrorReason } from '../types';

/** In a line, and in a stanza; WORD stands for what is at fault. */
const words: Readonly<Record<SourceErrorReason, readonly [line: string, stanza: string]>> = {
  'no-type': ['an entry needs a type, a URI, a suite and components', 'the stanza has no field Types'],
  'unknown-type': ['“WORD” is no type, only deb and deb-src are', '“WORD” is no type, only deb and deb-src are'],
  'option-unparsable': ['the bracket with the options is not closed', 'an option cannot be read'],
  'option-too-short': ['“WORD” is no option: options are name=value', '“WORD” is no option'],
  'option-not-assignment': ['“WORD” is no option: options are name=value, without spaces', '“WORD” is no option'],
  'option-no-key': ['the option has no name before “=”', 'an option has no name'],
  'option-no-value': ['the option has no value behind “=”', 'an option has no value'],
  'no-uri': ['the URI is missing, or its quote or bracket is not closed', 'the field URIs is missing or empty'],
  'no-suite': ['the suite is missing', 'the field Suites is missing or empty'],
  'bad-uri': ['“WORD” is no URI: one begins with http:// or the like', '“WORD” is no URI: one begins with http:// or the like'],
  'component-on-exact-path': ['a suite that ends in a slash is a path, and has no components', 'a suite that ends in a slash is a path, and has no components'],
  'no-component': ['the suite needs components behind it', 'the field Components is missing or empty'],
  'not-a-fingerprint': ['Signed-By needs an absolute path or a fingerprint', 'Signed-By needs an absolute path or a fingerprint'],
  'conflict': ['another entry of the same suite says otherwise about an option', 'another entry of the same suite says otherwise about an option'],
  'unparsable': ['the file cannot be read at all', 'the file is no sequence of fields and values'],
};

export function plainReason(parsed: ParsedSources, { reason, at, range }: SourceError): string {
  const { text, format } = parsed;
  if (text.startsWith('\uFEFF') && text.slice(0, range.start).trim() === '') return 'the file begins with a byte order mark';
  if (format === 'one-line') return fill(words[reason][0], text.slice(at.start, at.end));
  const stanza = stanzaAt(parsed, range.start);
  if (/^deb(?:-src)?\s/.test(text.slice(range.start, range.end))) return 'an entry of one line belongs in a .list file';
  if (reason === 'no-type' && stanza?.fields.every(({ name }) => name.text.toLowerCase() === 'enabled')) return '“Enabled” stands alone: it belongs to the stanza above, without an empty line between';
  return fill(words[reason][1], text.slice(at.start, at.end));
}

/** A line is enough to tell which word is meant. */
function fill(sentence: string, word: string): string {
  const [line = ''] = word.trim().split(/\r?\n/);
  return sentence.replace('WORD', () => (line.length > 60 ? `${line.slice(0, 60)}…` : line));
}
