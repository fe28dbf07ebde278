/** What might mend a line that apt refuses; each is tried before it is offered. */
import type { TextEdit, TextRange } from '../../finding';
import { isDebianEntry } from '../archives';
import { insertAt, replaceRange } from '../edits';
import { nearest } from '../nearest';
import { parseSources } from '../parse';
import { suiteOf } from '../releases';
import type { ParsedSources, SourceError } from '../types';

export interface Candidate {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** What is to be accepted once it is mended, where that is more than the entry. */
  readonly scope?: TextRange;
}

export function lineCandidates({ text, entries }: ParsedSources, { reason, range, at }: SourceError): Candidate[] {
  const word = text.slice(at.start, at.end);
  switch (reason) {
    case 'unknown-type':
    case 'no-type':
      return [...strangeCharacters(text, range), ...typeWord(word, at), ...continuation(text, range, entries.findLast((entry) => entry.range.end < range.start)?.range)];
    case 'option-unparsable':
    case 'option-too-short':
    case 'option-not-assignment':
    case 'option-no-key':
    case 'option-no-value':
      return brackets(text, range);
    case 'bad-uri':
      return [...secondBracket(text, range), ...scheme(word, at)];
    case 'component-on-exact-path':
      return pathOfSuite(text, range);
    case 'no-component':
      return isDebianEntry(parseSources(`${text.slice(range.start, range.end)} main`, 'one-line').entries[0] ?? nothing) ? [{ title: 'Add main', edits: [insertAt(range.end, ' main')] }] : [];
    case 'no-uri':
    case 'no-suite':
    case 'not-a-fingerprint':
    case 'conflict':
    case 'unparsable':
      return [];
  }
}

const nothing = { format: 'one-line', range: { start: 0, end: 0 }, line: 0, types: [], uris: [], suites: [], components: [], options: [], enabled: false } as const;

/** The mark that some editors put before UTF-8, and spaces that are none to apt: copied from a web page. */
function strangeCharacters(text: string, { start, end }: TextRange): Candidate[] {
  const found = [...text.slice(start, end).matchAll(/[\uFEFF\u200B\u00A0\u2000-\u200A\u202F\u3000\f]/g)];
  const edits = found.map(({ 0: character, index }) => replaceRange({ start: start + index, end: start + index + 1 }, /[\uFEFF\u200B]/.test(character) ? '' : ' '));
  return edits.length === 0 ? [] : [{ title: found.every(({ 0: character }) => character === '\uFEFF') ? 'Remove the byte order mark' : 'Replace the characters that are no spaces to apt', edits }];
}

function typeWord(word: string, { start, end }: TextRange): Candidate[] {
  const [, glued] = /^(deb(?:-src)?)\[/.exec(word) ?? [];
  if (glued !== undefined) return [{ title: 'Put a space before the bracket', edits: [insertAt(start + glued.length, ' ')] }];
  const type = /^\w+(?:-\w+)?$/.test(word) ? nearest(word, ['deb', 'deb-src']) : undefined;
  return type === undefined ? [] : [{ title: `Replace ${word} by ${type}`, edits: [replaceRange({ start, end }, type)] }];
}

/** Components on a line of their own, as if an entry could go on there. */
function continuation(text: string, { start, end }: TextRange, above: TextRange | undefined): Candidate[] {
  if (!above || !/^\s*$/.test(text.slice(above.end, start)) || text.slice(above.end, start).split('\n').length !== 2) return [];
  if (!/^[a-z][a-z0-9/-]*(?:\s+[a-z][a-z0-9/-]*)*$/.test(text.slice(start, end))) return [];
  const from = text[above.end - 1] === '\\' ? text.slice(0, above.end - 1).trimEnd().length : above.end;
  return [{ title: 'Join it to the line above', edits: [replaceRange({ start: from, end: start }, ' ')], scope: { start: above.start, end } }];
}

/** A bracket that is not closed or has something glued to it, and spaces and commas in it that part what belongs together. */
function brackets(text: string, { start, end }: TextRange): Candidate[] {
  const open = text.indexOf('[', start);
  const close = text.indexOf(']', open);
  if (open < 0 || open >= end) return [];
  if (close < 0 || close >= end) {
    const uri = /\s+[a-z][a-z0-9+.-]*:/i.exec(text.slice(open, end));
    return uri ? [{ title: 'Close the bracket before the URI', edits: [insertAt(open + uri.index, ']')] }] : [];
  }
  const glued = close + 1 < end && /\S/.test(text.charAt(close + 1)) ? [insertAt(close + 1, ' ')] : [];
  const inside = text.slice(open + 1, close);
  const tidied = [...inside.matchAll(/\s*([+-]?=)\s*|\s*,[\s,]*/g)].flatMap(({ 0: found, 1: assignment, index }) => {
    const from = open + 1 + index;
    const next = inside.slice(index + found.length);
    const wanted = assignment ?? (index === 0 || next === '' ? '' : /^[^\s,]*=/.test(next) ? ' ' : ',');
    return found === wanted ? [] : [replaceRange({ start: from, end: from + found.length }, wanted)];
  });
  const edits = [...tidied, ...glued];
  return edits.length === 0 ? [] : [{ title: tidied.length === 0 ? 'Put a space behind the bracket' : 'Put the spaces and commas of the options right', edits }];
}

/** `[…] […]`: apt takes one bracket alone. */
function secondBracket(text: string, { start, end }: TextRange): Candidate[] {
  const between = /\][ \t]*\[/.exec(text.slice(start, end));
  return between ? [{ title: 'Put all options into one bracket', edits: [replaceRange({ start: start + between.index, end: start + between.index + between[0].length }, ' ')] }] : [];
}

/** `http//ftp.debian.org`, `ftp.debian.org/debian`. */
export function scheme(word: string, { start }: TextRange): Candidate[] {
  const [, name] = /^(https?|ftp|file)\/\//.exec(word) ?? [];
  if (name !== undefined) return [{ title: `Put a colon behind ${name}`, edits: [insertAt(start + name.length, ':')] }];
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/|$)/i.test(word) ? [{ title: 'Put http:// before it', edits: [insertAt(start, 'http://')] }] : [];
}

/** `bookworm/` for bookworm. */
export function pathOfSuite(text: string, { start, end }: TextRange): Candidate[] {
  const slashes = [...text.slice(start, end).matchAll(/(?<=\s)([^\s/]+(?:\/updates)?)\/+(?=\s|$)/g)].filter(([, suite = '']) => suiteOf(suite));
  return slashes.length === 0 ? [] : [{ title: 'Remove the slash behind the suite', edits: slashes.map(({ 0: found, 1: suite = '', index }) => replaceRange({ start: start + index + suite.length, end: start + index + found.length }, '')) }];
}
