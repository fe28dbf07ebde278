/** Stanzas that run into each other: apt ends a stanza at an empty line alone, and of a field that comes twice it takes the last. */
import type { Fix, TextRange } from '../../finding';
import { commentOut, insertAt, replaceRange } from '../edits';
import { fieldNamed } from '../fields';
import { lineEnding, lineStart, linesIn } from '../lines';
import type { Field } from '../stanzas';
import { stanzasOf } from '../stanzaAt';
import { isNoWorse } from '../tried';
import type { ParsedSources } from '../types';
import type { AptRule, Told } from './rule';

export const swallowedStanza: AptRule = {
  id: 'apt/swallowed-stanza',
  scope: 'entry',
  severity: 'warning',
  title: 'A stanza swallows the one above it',
  check: ({ parsed }) =>
    stanzasOf(parsed).flatMap(({ fields, range }) => {
      const parts = partsOf(fields);
      return parts.slice(1).flatMap((part, index) => swallowed(parsed, range, parts[index] ?? [], part));
    }),
};

export const repeatedField: AptRule = {
  id: 'apt/repeated-field',
  scope: 'entry',
  severity: 'warning',
  title: 'A field comes twice in a stanza',
  check: ({ parsed }) => stanzasOf(parsed).flatMap(({ fields }) => partsOf(fields).flatMap((part) => repeated(parsed.text, part))),
};

const nameOf = ({ name }: Field): string => name.text.toLowerCase();

/** What were meant to be stanzas: each begins where Types comes again and the part above has an address already. */
function partsOf(fields: readonly Field[]): readonly (readonly Field[])[] {
  const parts: Field[][] = [[]];
  const names = new Set<string>();
  for (const field of fields) {
    const name = nameOf(field);
    if (name === 'types' && names.has('types') && (names.has('uris') || names.has('suites'))) {
      parts.push([]);
      names.clear();
    }
    names.add(name);
    parts.at(-1)?.push(field);
  }
  return parts;
}

function swallowed(parsed: ParsedSources, stanza: TextRange, above: readonly Field[], [types]: readonly Field[]): Told[] {
  const { text } = parsed;
  const last = above.at(-1);
  if (!types || !last) return [];
  const blank = [...linesIn(text, { start: last.name.start, end: types.name.start - 1 })].filter((line) => line.end > line.start && /^[ \t]+$/.test(text.slice(line.start, line.end))).at(-1);
  const fix = separate(text, blank, types);
  return [
    {
      severity: 'warning',
      message: blank ? 'The stanza above is lost: the line between holds spaces, so it does not end there' : 'The stanza above is lost: there is no empty line between',
      where: { kind: 'document', range: types.range },
      explanation:
        'apt ends a stanza at an empty line alone; a line of spaces or a comment does not end it. It reads both as one stanza and takes the last of each field, so that the repository above vanishes without a word. The Proxmox interface shows two repositories all the same.',
      // On its own one of the two may be a stanza that apt refuses.
      fixes: isNoWorse(parsed, stanza, fix.edits) ? [fix] : [],
    },
  ];
}

function separate(text: string, blank: TextRange | undefined, types: Field): Extract<Fix, { kind: 'edit' }> {
  if (blank) return { kind: 'edit', title: 'Empty the line between the stanzas', edits: [replaceRange(blank, '')], preferred: true };
  // Comments above a stanza belong to it.
  let at = types.name.start;
  while (at > 0 && text[lineStart(text, at - 1)] === '#') at = lineStart(text, at - 1);
  return { kind: 'edit', title: 'Insert an empty line between the stanzas', edits: [insertAt(at, lineEnding(text, at))], preferred: true };
}

function repeated(text: string, part: readonly Field[]): Told[] {
  const last = new Map(part.map((field) => [nameOf(field), field]));
  return part.flatMap((field): Told[] => {
    const counting = last.get(nameOf(field));
    if (!counting || counting === field || fieldNamed(field.name.text) === undefined) return [];
    return [
      {
        severity: 'warning',
        message: `${field.name.text} comes again below: apt ignores this one`,
        where: { kind: 'document', range: field.range },
        explanation: 'Of a field that comes twice in a stanza apt takes the last one, and says nothing of the other. Put all values into one field, or give the second repository a stanza of its own.',
        fixes: [{ kind: 'edit', title: 'Comment this field out', edits: commentOut(text, field.range) }],
        related: [{ message: 'the field that counts', where: { kind: 'document', range: counting.range } }],
      },
    ];
  });
}
