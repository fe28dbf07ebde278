/** Files of one entry a line: sources.list(5), "One-Line-Style Format"; apt-pkg/sourcelist.cc, `Type::ParseLine`. */
import { quoteWord, skipSpace } from './quoteWord';
import type { ParsedSources, SourceEntry, SourceError, SourceOption, Token } from './types';
import { hasScheme } from './uri';

type Outcome = { readonly entry: Omit<SourceEntry, 'range' | 'line'> } | { readonly problem: string };

/** Commented-out entries are not among the entries. Never throws. */
export function parseOneLine(text: string): ParsedSources {
  const entries: SourceEntry[] = [];
  const errors: SourceError[] = [];
  let start = 0;
  for (let line = 0; start <= text.length; line += 1) {
    const newline = text.indexOf('\n', start);
    const lineEnd = newline < 0 ? text.length : newline;
    const first = skipSpace(text, start, lineEnd);
    const end = trimEnd(text, first, commentStart(text, start, lineEnd));
    if (first < end) {
      const outcome = parseLine(text, first, end, line + 1);
      const range = { start: first, end };
      if ('entry' in outcome) entries.push({ ...outcome.entry, range, line });
      else errors.push({ range, line, message: outcome.problem });
    }
    start = lineEnd + 1;
  }
  return { format: 'one-line', text, entries, errors };
}

function parseLine(text: string, start: number, end: number, number: number): Outcome {
  const type = quoteWord(text, start, end);
  if (!type) return { problem: `Malformed line ${number} in source list FILE (type)` };
  if (type.token.text !== 'deb' && type.token.text !== 'deb-src') return { problem: `Type '${type.token.text}' is not known on line ${number} in source list FILE` };
  const malformed = (what: string): Outcome => ({ problem: `Malformed entry ${number} in list file FILE (${what})` });

  const options = parseOptions(text, type.next, end);
  if ('problem' in options) return malformed(options.problem);
  const uri = quoteWord(text, options.next, end);
  if (!uri) return malformed('URI');
  const suite = quoteWord(text, uri.next, end);
  if (!suite) return malformed('Suite');
  if (!hasScheme(uri.token.text)) return malformed('URI parse');

  const components: Token[] = [];
  for (let word = quoteWord(text, suite.next, end); word; word = quoteWord(text, word.next, end)) components.push(word.token);
  if (suite.token.text.endsWith('/')) {
    if (components.length > 0) return malformed('absolute Suite Component');
  } else if (components.length === 0) return malformed('Component');
  return {
    entry: { format: 'one-line', types: [type.token], uris: [uri.token], suites: [suite.token], components, options: options.options, enabled: true },
  };
}

type Options = { readonly options: readonly SourceOption[]; readonly next: number } | { readonly problem: string };

function parseOptions(text: string, from: number, end: number): Options {
  if (text[from] !== '[') return { options: [], next: from };
  const options: SourceOption[] = [];
  let at = skipSpace(text, from + 1, end);
  while (text[at] !== ']') {
    const word = at < end ? quoteWord(text, at, end) : undefined;
    if (!word) return { problem: '[option] unparsable' };
    const { token } = word;
    if (token.text.length < 3) return { problem: '[option] too short' };
    const closed = token.text.endsWith(']');
    const content = closed ? token.text.slice(0, -1) : token.text;
    at = closed ? text.lastIndexOf(']', token.end) : word.next;
    const option = parseOption(content, token, text);
    if ('problem' in option) return option;
    options.push(option.option);
  }
  return { options, next: skipSpace(text, at + 1, end) };
}

function parseOption(content: string, token: Token, text: string): { readonly option: SourceOption } | { readonly problem: string } {
  const equals = content.indexOf('=');
  if (equals < 0) return { problem: '[option] not assignment' };
  if (equals === 0) return { problem: '[option] no key' };
  if (equals === content.length - 1) return { problem: '[option] no value' };
  const sign = content[equals - 1];
  const operator = sign === '+' ? '+=' : sign === '-' ? '-=' : '=';
  const nameEnd = operator === '=' ? equals : equals - 1;
  // Places within the word are those of the text, which quotes and %xx may have made longer than what apt sees.
  const equalsAt = text.indexOf('=', token.start);
  const name: Token = { start: token.start, end: equalsAt - (operator === '=' ? 0 : 1), text: content.slice(0, nameEnd) };
  const values = content.slice(equals + 1).split(',').filter(Boolean).map((value): Token => ({ start: equalsAt + 1, end: token.end, text: value }));
  return { option: { name, operator, values } };
}

/** `#` begins a comment everywhere but in brackets. */
function commentStart(text: string, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    if (text[at] === '#') return at;
    if (text[at] !== '[') continue;
    const close = text.indexOf(']', at + 1);
    if (close >= 0 && close < end) at = close;
  }
  return end;
}

function trimEnd(text: string, start: number, from: number): number {
  let end = from;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  return end;
}
