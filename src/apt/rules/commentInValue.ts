/** What looks like a comment behind a value in a stanza: apt takes it for more of the value. */
import { breakBefore } from '../edits';
import { fieldNamed } from '../fields';
import { lineStop } from '../lines';
import { stanzasOf } from '../stanzaAt';
import type { Field } from '../stanzas';
import type { AptRule, Told } from './rule';

export const commentInValue: AptRule = {
  id: 'apt/comment-in-value',
  scope: 'entry',
  severity: 'warning',
  title: 'A comment behind a value is read as part of it',
  check({ parsed }) {
    // Where apt refuses the stanza, that comes first, with the same fix.
    const refused = new Set(parsed.errors.map(({ range }) => range.start));
    return stanzasOf(parsed).filter(({ range }) => !refused.has(range.start)).flatMap(({ fields }) => fields.flatMap((field) => told(parsed.text, field)));
  },
};

/** Each line of the value that has one. */
function told(text: string, { name, words, value }: Field): Told[] {
  // A key may stand in Signed-By itself, and nobody reads the fields that apt does not know.
  if (!value.includes('#') || fieldNamed(name.text) === undefined || value.includes('-----BEGIN')) return [];
  let read = 0;
  return words.flatMap((word, index): Told[] => {
    if (!word.text.startsWith('#') || word.start < read) return [];
    const end = lineStop(text, word.start);
    read = end;
    return [
      {
        severity: 'warning',
        message: `“${text.slice(word.start, end).trimEnd()}” is no comment here: apt reads it as part of ${name.text}`,
        where: { kind: 'document', range: { start: word.start, end } },
        explanation: 'In a stanza a comment needs a line of its own that begins with #. Behind a value, or indented, each word of it counts: a component that was meant to be switched off this way stays on, and “Enabled: no # …” does not disable anything.',
        // Without any other word the field would be empty.
        fixes: index === 0 ? [] : [{ kind: 'edit', title: 'Put the comment on a line of its own', edits: [breakBefore(text, word)], preferred: true }],
      },
    ];
  });
}
