/** The options of a one-line entry, in brackets before the URI: apt-pkg/sourcelist.cc, `Type::ParseLine`. */
import { byteLength } from './bytes';
import { type MalformedEntry } from './problems';
import { type Unquoted, quoteWord, skipSpace, unquote } from './quoteWord';
import type { TextRange } from '../finding';
import type { SourceOption, Token } from './types';

type OptionsOutcome =
  | { readonly options: readonly SourceOption[]; readonly next: number }
  | { readonly reason: MalformedEntry; readonly at: TextRange };

const none: readonly SourceOption[] = [];

/** From the bracket, or from the URI where there is none; `next` is where the URI begins. */
export function parseOptions(text: string, from: number, end: number): OptionsOutcome {
  if (from >= end || text[from] !== '[') return { options: none, next: from };
  const options: SourceOption[] = [];
  let at = skipSpace(text, from + 1, end);
  while (at >= end || text[at] !== ']') {
    const word = quoteWord(text, at, end);
    if (!word) return { reason: 'option-unparsable', at: { start: at, end } };
    if (byteLength(word.text) < 3) return { reason: 'option-too-short', at: word };
    at = skipSpace(text, word.end, end);
    if (word.text.endsWith(']')) {
      // apt goes back to the bracket, from the word that comes next.
      const bracket = text.lastIndexOf(']', at < end ? at : end - 1);
      // A bracket written as %5d is none to go back to; apt then reads memory that is not its own.
      if (bracket < word.start) return { reason: 'option-unparsable', at: word };
      at = bracket;
    }
    const option = parseOption(text, word);
    if ('reason' in option) return option;
    options.push(option);
  }
  return { options, next: skipSpace(text, at + 1, end) };
}

function parseOption(text: string, word: Token): SourceOption | { readonly reason: MalformedEntry; readonly at: TextRange } {
  const content = word.text.endsWith(']') ? word.text.slice(0, -1) : word.text;
  const equals = content.indexOf('=');
  if (equals < 0) return { reason: 'option-not-assignment', at: word };
  if (equals === 0) return { reason: 'option-no-key', at: word };
  if (equals === content.length - 1) return { reason: 'option-no-value', at: word };
  const sign = content[equals - 1];
  const operator = sign === '+' ? '+=' : sign === '-' ? '-=' : '=';
  const part = partsOf(text, word);
  const value = content.slice(equals + 1);
  return { name: part(0, operator === '=' ? equals : equals - 1), operator, values: list(value, equals + 1, part), value };
}

/** A function that gives a part of the word with its place in the text, which quotes and %xx make longer than what apt sees. */
function partsOf(text: string, word: Token): (from: number, to: number) => Token {
  let unquoted: Unquoted | undefined;
  const plain = word.end - word.start === word.text.length;
  const origin = (at: number): number => {
    if (plain) return word.start + at;
    unquoted ??= unquote(text, word.start, word.end);
    return unquoted.origins[at] ?? word.end;
  };
  return (from, to) => ({ start: origin(from), end: origin(to), text: word.text.slice(from, to) });
}

/** What stands between commas. */
function list(value: string, offset: number, part: (from: number, to: number) => Token): Token[] {
  const tokens: Token[] = [];
  for (let from = 0; from <= value.length; ) {
    const comma = value.indexOf(',', from);
    const to = comma < 0 ? value.length : comma;
    if (to > from) tokens.push(part(offset + from, offset + to));
    from = to + 1;
  }
  return tokens;
}
