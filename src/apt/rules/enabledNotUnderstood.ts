/** `Enabled: n`: only a few words disable a stanza, and every other leaves it enabled. */
import type { Fix } from '../../finding';
import { stringToBool } from '../booleans';
import { insertAt, replaceRange } from '../edits';
import { nearest } from '../nearest';
import { stanzasOf } from '../stanzaAt';
import type { Field } from '../stanzas';
import type { AptRule, Told } from './rule';

export const enabledNotUnderstood: AptRule = {
  id: 'apt/enabled-not-understood',
  scope: 'entry',
  severity: 'warning',
  title: 'Enabled says neither yes nor no',
  check: ({ parsed }) =>
    stanzasOf(parsed).flatMap(({ fields }) => {
      const enabled = fields.findLast(({ name }) => name.text.toLowerCase() === 'enabled');
      // What stands behind a # is another rule's.
      return !enabled || understood(enabled.value) || enabled.value.includes('#') ? [] : [told(parsed.text, enabled)];
    }),
};

const no = ['no', 'false', 'without', 'off', 'disable'];
const yes = ['yes', 'true', 'with', 'on', 'enable'];

function understood(value: string): boolean {
  return value !== '' && stringToBool(value) !== undefined;
}

function told(text: string, enabled: Field): Told {
  const { value } = enabled;
  return {
    severity: 'warning',
    message: value === '' ? 'Enabled has no value: the entry is enabled' : `“${value}” is neither yes nor no: the entry is enabled`,
    where: { kind: 'document', range: enabled.range },
    explanation: 'A stanza is disabled by no, false, without, off, disable or 0 alone. apt takes every other word for yes, and says nothing about that.',
    fixes: fixes(text, enabled, value),
  };
}

function fixes(text: string, { name, words }: Field, value: string): Fix[] {
  const [first] = words;
  const last = words.at(-1);
  const write = (word: string) => (first && last ? replaceRange({ start: first.start, end: last.end }, word) : insertAt(text.indexOf(':', name.end) + 1, ` ${word}`));
  const meant = /^n/i.test(value) || nearest(value, no) !== undefined ? 'no' : /^y/i.test(value) || nearest(value, yes) !== undefined ? 'yes' : undefined;
  return (meant === undefined ? ['no', 'yes'] : [meant]).map((word) => ({ kind: 'edit', title: `Write “Enabled: ${word}”`, edits: [write(word)], ...(meant === undefined ? {} : { preferred: true }) }));
}
