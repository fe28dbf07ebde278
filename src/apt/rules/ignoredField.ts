/** Fields that sources.list(5) lists and apt reads as options of one-line entries alone (2.6.1 and 3.0.4; `sourcelist.cc` has no row for them). */
import { commentOut } from '../edits';
import { fieldNamed } from '../fields';
import { stanzasOf } from '../stanzaAt';
import type { Field } from '../stanzas';
import type { AptRule, Told } from './rule';

export const ignoredField: AptRule = {
  id: 'apt/ignored-field',
  scope: 'entry',
  severity: 'warning',
  title: 'A field counts in one-line entries alone',
  check: ({ parsed }) => stanzasOf(parsed).flatMap(({ fields }) => fields.flatMap((field) => told(parsed.text, field))),
};

function told(text: string, { name, range }: Field): Told[] {
  const known = fieldNamed(name.text);
  if (known?.optionOnly !== true || known.option === undefined) return [];
  return [
    {
      severity: 'warning',
      message: `apt ignores ${known.field} in a stanza: it counts as [${known.option}=…] in a one-line entry alone`,
      where: { kind: 'document', range: { start: name.start, end: name.end } },
      explanation: `The manual of apt lists ${known.field} among the fields, but apt reads it in the brackets of a one-line entry alone, and says nothing of that. What it was to bring about does not happen. An entry that needs it has to stand in a .list file.`,
      fixes: [{ kind: 'edit', title: 'Comment this field out', edits: commentOut(text, range) }],
    },
  ];
}
