/** What might mend a stanza that apt refuses; each is tried before it is offered. */
import type { TextEdit } from '../../finding';
import { withoutCommas } from '../commas';
import { breakBefore, insertAt, replaceRange } from '../edits';
import { fieldNamed } from '../fields';
import { lineEnding, lineStart, lineStop, linesIn } from '../lines';
import { nearest } from '../nearest';
import { isDebianServer } from '../archives';
import { suiteOf } from '../releases';
import { stanzaAt, stanzasOf } from '../stanzaAt';
import type { Field, Stanza } from '../stanzas';
import type { ParsedSources, SourceError } from '../types';
import { dedent, indentedRuns } from './indentedStanza';
import { meantField } from './optionNames';
import { type Candidate, pathOfSuite, scheme } from './refusedLine';

export function stanzaCandidates(parsed: ParsedSources, { range }: SourceError): Candidate[] {
  const { text } = parsed;
  const stanza = stanzaAt(parsed, range.start);
  if (!stanza) return [];
  if (stanza.fields.length > 0 && stanza.fields.every((field) => isNamed(field, 'enabled'))) return strayEnabled(parsed, stanza);
  const partial = [...mark(text, stanza), ...names(text, stanza), ...words(text, stanza), ...indented(text, stanza), ...addresses(stanza), ...pathOfSuite(text, stanza.range)];
  const whole: Candidate = { title: 'Correct the stanza', edits: partial.flatMap(({ edits }) => edits) };
  return [...partial, ...(partial.length > 1 ? [whole] : []), ...missing(text, stanza)];
}

function isNamed({ name }: Field, lower: string): boolean {
  return name.text.toLowerCase() === lower;
}

/** What a helper script appends to disable a repository, behind an empty line: a stanza of its own. */
function strayEnabled(parsed: ParsedSources, stanza: Stanza): Candidate[] {
  const { text } = parsed;
  const above = stanzasOf(parsed)[stanzasOf(parsed).indexOf(stanza) - 1];
  const next = text.indexOf('\n', stanza.range.end);
  const remove: Candidate = { title: 'Remove the stray “Enabled”', edits: [replaceRange({ start: stanza.range.start, end: next < 0 ? text.length : next + 1 }, '')] };
  if (!above || above.fields.some((field) => isNamed(field, 'enabled'))) return [remove];
  const gaps = [...linesIn(text, { start: above.range.end, end: stanza.range.start })].slice(1, -1).filter(({ start, end }) => start === end);
  return [remove, { title: 'Join it to the stanza above', edits: gaps.map(({ start }) => replaceRange({ start, end: text.indexOf('\n', start) + 1 }, '')), scope: { start: above.range.start, end: stanza.range.end } }];
}

function mark(text: string, { range }: Stanza): Candidate[] {
  return text.startsWith('\uFEFF') && range.start === 0 ? [{ title: 'Remove the byte order mark', edits: [replaceRange({ start: 0, end: 1 }, '')] }] : [];
}

/** `Type:`, `URI:`, `Suite:`, and names without their colon. */
function names(text: string, { fields, range }: Stanza): Candidate[] {
  const renamed = fields.flatMap(({ name }) => {
    const meant = meantField(name.text.replace(/^\uFEFF/, ''));
    const isThere = meant === undefined || fields.some((field) => isNamed(field, meant.toLowerCase()));
    return isThere ? [] : [{ name: meant, edit: replaceRange({ start: name.end - name.text.replace(/^\uFEFF/, '').length, end: name.end }, meant) }];
  });
  const colons = [...linesIn(text, range)].flatMap(({ start, end }): TextEdit[] => {
    const [, name] = /^([A-Za-z-]+)[ \t]+[^:\s]/.exec(text.slice(start, end)) ?? [];
    return name !== undefined && fieldNamed(name) ? [insertAt(start + name.length, ':')] : [];
  });
  return [
    ...(renamed.length === 0 ? [] : [{ title: `Write ${renamed.map(({ name }) => name).join(', ')}`, edits: renamed.map(({ edit }) => edit) }]),
    ...(colons.length === 0 ? [] : [{ title: 'Put a colon behind the name of the field', edits: colons }]),
  ];
}

/** Types in capitals or misspelt, commas, and what looks like a comment. */
function words(text: string, { fields }: Stanza): Candidate[] {
  const types = fields.findLast((field) => isNamed(field, 'types'))?.words ?? [];
  const meant = types.flatMap((word) => {
    const type = word.text === 'deb' || word.text === 'deb-src' ? undefined : nearest(word.text.replace(/,+$/, ''), ['deb', 'deb-src']);
    return type === undefined || type === word.text.replace(/,+$/, '') ? [] : [replaceRange({ start: word.start, end: word.start + word.text.replace(/,+$/, '').length }, type)];
  });
  const commas = types.filter((word) => word.text.includes(',')).flatMap((word) => withoutCommas(text, word));
  const comments = ['types', 'uris'].flatMap((name) => {
    const all = fields.findLast((field) => isNamed(field, name))?.words ?? [];
    const at = all.findIndex((word) => word.text.startsWith('#'));
    const hash = all[at];
    return hash && at > 0 ? [breakBefore(text, hash)] : [];
  });
  return [
    ...(meant.length === 0 ? [] : [{ title: `Write ${meant.map(({ newText }) => newText).join(' ')}`, edits: meant }]),
    ...(commas.length === 0 ? [] : [{ title: 'Separate by spaces', edits: commas }]),
    ...(comments.length === 0 ? [] : [{ title: 'Put the comment on a line of its own', edits: comments }]),
  ];
}

function indented(text: string, { range }: Stanza): Candidate[] {
  const edits = indentedRuns(text.slice(range.start, range.end)).flatMap((run) => dedent(text.slice(range.start, range.end), run));
  return edits.length === 0 ? [] : [{ title: 'Remove the indentation', edits: edits.map((edit) => replaceRange({ start: edit.range.start + range.start, end: edit.range.end + range.start }, edit.newText)) }];
}

function addresses({ fields }: Stanza): Candidate[] {
  return (fields.findLast((field) => isNamed(field, 'uris'))?.words ?? []).filter(({ text }) => !text.includes(':') && !text.startsWith('#')).flatMap((word) => scheme(word.text, word));
}

/** Fields that can be told from the others: packages, and of Debian’s archive the component that each suite has. */
function missing(text: string, { fields, range }: Stanza): Candidate[] {
  const wordsOf = (name: string) => fields.findLast((field) => isNamed(field, name))?.words ?? [];
  const newline = lineEnding(text, range.start);
  const [suite] = wordsOf('suites');
  if (!fields.some(({ name }) => /^\uFEFF?types$/i.test(name.text)) && wordsOf('uris').length > 0 && suite) return [{ title: 'Add “Types: deb”', edits: [insertAt(lineStart(text, fields[0]?.name.start ?? range.start), `Types: deb${newline}`)] }];
  if (!suite || wordsOf('components').length > 0 || !suiteOf(suite.text) || !wordsOf('uris').every((uri) => isDebianServer(uri.text))) return [];
  const empty = fields.findLast((field) => isNamed(field, 'components'));
  if (empty) return [{ title: 'Add main', edits: [insertAt(text.indexOf(':', empty.name.end) + 1, ' main')] }];
  const end = lineStop(text, wordsOf('suites').at(-1)?.end ?? suite.end);
  return [{ title: 'Add “Components: main”', edits: [insertAt(end, `${newline}Components: main`)] }];
}
