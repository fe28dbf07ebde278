/** What can stand at a place of a stanza: a field's name, or a value of a field, folded or not. */
import type { TextRange } from '../finding';
import { type Choice, componentChoices, keyringChoices, type Surroundings, suiteChoices, uriChoices } from './choices';
import { fieldNamed, type SourcesField, sourcesFields } from './fields';
import { contains, type Suggestion, values, wordAround } from './suggestion';
import type { SourcesContext } from './types';

/** A field as far as it is written: its name, and what holds its values, line by line. */
interface Written {
  readonly name: TextRange;
  readonly lines: readonly TextRange[];
}

export function completeStanza(text: string, line: TextRange, offset: number, context: SourcesContext): Suggestion[] {
  if (text[line.start] === '#') return [];
  const written = fieldsAround(text, line);
  const here = written.find(({ name, lines }) => contains(name, offset) || lines.some((one) => contains(one, offset)));
  if (here && !contains(here.name, offset)) return completeValue(text, offset, here, written, context);
  const range = here?.name ?? line;
  // What is indented before the first field is nothing at all to apt, and no field has a space in its name.
  if (/\s/.test(text.slice(range.start, offset))) return [];
  const others = written.filter((field) => field !== here).map(({ name }) => textOf(text, name).toLowerCase());
  const colon = /^[ \t]*:/.test(text.slice(range.end, line.end)) ? '' : ': ';
  return fieldNames
    .filter(({ label }) => !others.includes(label.toLowerCase()))
    .map(({ label, about }) => ({ label, kind: 'field', detail: about, range, insert: label + colon }));
}

const fieldNames: readonly Choice[] = [
  ...sourcesFields.filter(({ optionOnly }) => !optionOnly).map(({ field, about }) => ({ label: field, about })),
  ...sourcesFields.filter(({ several }) => several).flatMap(({ field, about }) => [
    { label: `${field}-Add`, about: `${about} (beside the usual ones)` },
    { label: `${field}-Remove`, about: `${about} (all but these of the usual ones)` },
  ]),
];

function completeValue(text: string, offset: number, { name, lines }: Written, written: readonly Written[], context: SourcesContext): Suggestion[] {
  const known = fieldNamed(textOf(text, name));
  const inside = lines.find((one) => contains(one, offset));
  if (!known || !inside) return [];
  // Commas part architectures and languages, and belong to the name of a component.
  const separator = known.several ? /[\s,]/ : /\s/;
  const word = wordAround(text, inside, offset, separator);
  const given = lines.flatMap((one) => (one === inside ? [{ ...one, end: word.start }, { ...one, start: word.end }] : [one])).flatMap((one) => textOf(text, one).split(separator).filter(Boolean));
  if (given.some((value) => value.startsWith('-----BEGIN')) || (isSingle(known) && given.length > 0)) return [];
  const valuesOf = (field: string) => written.findLast((one) => one.name !== name && textOf(text, one.name).toLowerCase() === field)?.lines.flatMap((one) => textOf(text, one).split(/\s/).filter(Boolean)) ?? [];
  return values(word, choicesOf(known, { text: text.slice(0, word.start) + text.slice(word.end), context, uris: valuesOf('uris'), suites: valuesOf('suites') }), given);
}

function choicesOf({ field, values: few = [], about }: SourcesField, around: Surroundings): readonly Choice[] {
  switch (field) {
    case 'URIs':
      return uriChoices(around);
    case 'Suites':
      return suiteChoices(around);
    case 'Components':
      // An exact path has none.
      return around.suites.some((suite) => suite.endsWith('/')) ? [] : componentChoices(around);
    case 'Signed-By':
      return keyringChoices(around);
    default:
      return few.map((label) => ({ label, about }));
  }
}

/** One word, such as yes or no. */
function isSingle({ field, values: few, several }: SourcesField): boolean {
  return few !== undefined && !several && field !== 'Types';
}

/** The fields of the stanza that the line belongs to, or would belong to if something stood in it: apt-pkg/tagfile.cc. */
function fieldsAround(text: string, line: TextRange): readonly Written[] {
  const fields: { name: TextRange; lines: TextRange[] }[] = [];
  for (const { start, end } of [...linesAbove(text, line.start), line, ...linesBelow(text, line.end)]) {
    const first = text.charAt(start);
    if (first === '#') continue;
    if (first === ' ' || first === '\t') {
      fields.at(-1)?.lines.push({ start, end });
      continue;
    }
    const colon = text.slice(start, end).indexOf(':');
    if (colon < 0) continue;
    const name = text.slice(start, start + colon).trimEnd();
    fields.push({ name: { start, end: start + name.length }, lines: [{ start: start + colon + 1, end }] });
  }
  return fields;
}

/** Up to the next empty line; one of spaces parts nothing. */
function linesAbove(text: string, from: number): TextRange[] {
  const lines: TextRange[] = [];
  for (let below = from; below > 0; ) {
    const newline = below - 1;
    const start = newline === 0 ? 0 : text.lastIndexOf('\n', newline - 1) + 1;
    const end = newline > start && text[newline - 1] === '\r' ? newline - 1 : newline;
    if (end === start) break;
    lines.push({ start, end });
    below = start;
  }
  return lines.reverse();
}

function linesBelow(text: string, from: number): TextRange[] {
  const lines: TextRange[] = [];
  for (let newline = text.indexOf('\n', from); newline >= 0; ) {
    const start = newline + 1;
    newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline;
    const end = next > start && text[next - 1] === '\r' ? next - 1 : next;
    if (end === start) break;
    lines.push({ start, end });
  }
  return lines;
}

function textOf(text: string, { start, end }: TextRange): string {
  return text.slice(start, end);
}
