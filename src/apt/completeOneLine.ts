/** What can stand at a place of a one-line entry: `deb [ options ] uri suite components # comment`. */
import type { TextRange } from '../finding';
import { type Choice, componentChoices, keyringChoices, type Surroundings, suiteChoices, uriChoices } from './choices';
import { optionNamed, sourcesFields } from './fields';
import { contains, type Suggestion, values, wordAround } from './suggestion';
import type { SourcesContext } from './types';

/** A line as far as it is written. */
interface Parts {
  readonly words: readonly TextRange[];
  /** Between the brackets; up to the end where they are not closed. */
  readonly options?: TextRange;
  /** Where the comment begins, or the line ends. */
  readonly end: number;
}

export function completeLine(text: string, line: TextRange, offset: number, context: SourcesContext): Suggestion[] {
  const { words, options, end } = partsOf(text, line);
  if (offset > end) return [];
  const textOf = (word: TextRange) => text.slice(word.start, word.end);
  const [, uri, suite] = words;
  const around = (word: TextRange): Surroundings => ({
    text: text.slice(0, word.start) + text.slice(word.end),
    context,
    uris: uri && !contains(uri, offset) ? [textOf(uri)] : [],
    suites: suite && !contains(suite, offset) ? [textOf(suite)] : [],
  });
  if (options && contains(options, offset)) return completeOption(text, options, offset, around);
  // A word that is glued to the brackets is an error to apt.
  if (options && offset === options.end + 1) return [];

  const word = words.find((one) => contains(one, offset)) ?? { start: offset, end: offset };
  const others = words.filter((one) => one !== word);
  const given = others.map(textOf);
  switch (others.filter((one) => one.end < offset).length) {
    case 0:
      return values(word, types, given).map((type) => ({ ...type, insert: /[ \t]/.test(text.charAt(word.end)) ? type.label : `${type.label} ` }));
    case 1:
      return given.some((one) => one.includes(':')) ? [] : values(word, uriChoices(around(word)), given);
    case 2:
      return values(word, suiteChoices(around(word)), given);
    default:
      // An exact path has no components.
      return suite && textOf(suite).endsWith('/') ? [] : values(word, componentChoices(around(word)), given);
  }
}

const types: readonly Choice[] = [
  { label: 'deb', about: 'Packages' },
  { label: 'deb-src', about: 'Sources of packages' },
];

function completeOption(text: string, options: TextRange, offset: number, around: (word: TextRange) => Surroundings): Suggestion[] {
  const word = wordAround(text, options, offset, /\s/);
  const name = /^([^=]*?)[+-]?=/.exec(text.slice(word.start, offset))?.[1];
  if (name !== undefined) return completeValue(text, word, offset, name, around(word));
  const others = (text.slice(options.start, word.start) + text.slice(word.end, options.end)).split(/\s+/).map((option) => option.replace(/[+-]?=.*$/, ''));
  // An operator and a value that are there already stay as they are.
  const operatorAt = text.slice(offset, word.end).search(/[+-]?=/);
  const range = operatorAt < 0 ? word : { start: word.start, end: offset + operatorAt };
  return sourcesFields.flatMap(({ option, about, several }): Suggestion[] => {
    if (option === undefined || others.includes(option)) return [];
    const suggest = (operator: string, detail: string): Suggestion => ({ label: option + operator, kind: 'option', detail, range, insert: option + operator });
    if (operatorAt >= 0) return [suggest('', about)];
    return [suggest('=', about), ...(several ? [suggest('+=', `${about} (beside the usual ones)`), suggest('-=', `${about} (all but these of the usual ones)`)] : [])];
  });
}

function completeValue(text: string, option: TextRange, offset: number, name: string, around: Surroundings): Suggestion[] {
  const start = text.indexOf('=', option.start) + 1;
  const word = wordAround(text, { start, end: option.end }, offset, /,/);
  const given = (text.slice(start, word.start) + text.slice(word.end, option.end)).split(',');
  const known = optionNamed(name);
  if (name === 'signed-by') return values(word, keyringChoices(around), given);
  return values(word, (known?.values ?? []).map((label) => ({ label, about: known?.about ?? '' })), given);
}

/** As apt splits a line (`ParseFileOneLine` of apt-pkg/sourcelist.cc), but what is not closed yet ends with the line. */
function partsOf(text: string, { start, end: lineEnd }: TextRange): Parts {
  const end = commentStart(text, start, lineEnd);
  const content = text.slice(start, end);
  const [, lead = '', brackets = ''] = /^(\s*[^\s[]+\s+)(\[[^\]]*\]?)/.exec(content) ?? [];
  const unbracketed = content.slice(0, lead.length) + ' '.repeat(brackets.length) + content.slice(lead.length + brackets.length);
  const words = [...unbracketed.matchAll(/(?:"[^"]*"?|\[[^\]]*\]?|[^\s"[]+)+/g)].map((match) => ({ start: start + match.index, end: start + match.index + match[0].length }));
  if (brackets === '') return { words, end };
  const from = start + lead.length;
  return { words, end, options: { start: from + 1, end: from + brackets.length - (brackets.endsWith(']') ? 1 : 0) } };
}

/** `#` ends the entry also where it is glued to a word, but not between brackets. */
function commentStart(text: string, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    if (text[at] === '#') return at;
    const close = text[at] === '[' ? text.slice(at, end).indexOf(']') : -1;
    if (close > 0) at += close;
  }
  return end;
}
