/** Files of one entry a line: sources.list(5), "One-Line-Style Format"; apt-pkg/sourcelist.cc, `ParseFileOldStyle`. */
import type { TextRange } from '../finding';
import { parseOptions } from './options';
import { type Problem, errorAt, isKnownType, malformedEntry, noType, unknownType } from './problems';
import { quoteWord, skipSpace } from './quoteWord';
import { readLines } from './readLines';
import { Repositories, suiteForArchitecture } from './repositories';
import type { ParsedSources, SourceEntry, SourceError, Token } from './types';
import { hasScheme } from './uri';

/** Commented-out entries are not among the entries. Never throws. `numberOf`: see parsePart. */
export function parseOneLine(text: string, numberOf = (number: number): number => number): ParsedSources {
  const entries: SourceEntry[] = [];
  const errors: SourceError[] = [];
  // Most lines have no comment behind them, and need not be searched for one.
  let hash = text.indexOf('#');
  readLines(text, (from, to, number, line, rest) => {
    const start = skip(text, from, to);
    if (hash >= 0 && hash < start) hash = text.indexOf('#', start);
    const end = trimEnd(text, start, hash >= 0 && hash < to ? commentStart(text, start, to) : to);
    if (start === end) return;
    const read = parseLine(text, { start, end }, numberOf(number), line, rest);
    if ('message' in read) errors.push(errorAt(read, { start, end }, line));
    else entries.push(read);
  });
  const contradictions = contradictionsOf(entries);
  if (contradictions.length === 0) return { format: 'one-line', text, entries, errors };
  return { format: 'one-line', text, entries, errors: [...errors, ...contradictions].sort((a, b) => a.range.start - b.range.start) };
}

function contradictionsOf(entries: readonly SourceEntry[]): SourceError[] {
  const repositories = new Repositories('one-line', entries);
  return entries.flatMap((entry) => {
    const [uri] = entry.uris;
    const [suite] = entry.suites;
    const problem = uri && suite && repositories.add(uri.text, suiteForArchitecture('one-line', suite.text), entry);
    return problem ? [errorAt(problem, entry.range, entry.line)] : [];
  });
}

/** The entry, or why apt refuses it: apt-pkg/sourcelist.cc, `Type::ParseLine`. `rest`: see readLines. */
function parseLine(text: string, range: TextRange, number: number, line: number, rest: number): SourceEntry | Problem {
  const { start, end } = range;
  const typeEnd = endOfType(text, start, end);
  if (typeEnd === start || typeEnd === end) return noType('one-line', number);
  const type: Token = { start, end: typeEnd, text: typeText(text.slice(start, typeEnd), rest) };
  if (!isKnownType(type)) return unknownType('one-line', number, type);

  const bracketed = parseOptions(text, skipSpace(text, typeEnd, end), end);
  if ('reason' in bracketed) return malformedEntry('one-line', number, bracketed.reason, bracketed.at);
  const uri = quoteWord(text, bracketed.next, end);
  if (!uri) return malformedEntry('one-line', number, 'no-uri');
  const suite = quoteWord(text, skipSpace(text, uri.end, end), end);
  if (!suite) return malformedEntry('one-line', number, 'no-suite');
  if (!hasScheme(uri.text)) return malformedEntry('one-line', number, 'bad-uri', uri);

  const components = wordsFrom(text, suite.end, end);
  const [first] = components;
  const exactPath = suite.text.endsWith('/');
  if (first && exactPath) return malformedEntry('one-line', number, 'component-on-exact-path', { start: first.start, end });
  if (!first && !exactPath) return malformedEntry('one-line', number, 'no-component');
  return { format: 'one-line', range, line, types: [type], uris: [uri], suites: [suite], components, options: bracketed.options, enabled: true };
}

/** To the end of the line, or to a quote or bracket that is not closed: apt says nothing of it, and leaves out the rest. */
function wordsFrom(text: string, from: number, end: number): Token[] {
  const words: Token[] = [];
  for (let word = quoteWord(text, skipSpace(text, from, end), end); word; word = quoteWord(text, skipSpace(text, word.end, end), end)) words.push(word);
  // A copy has no room left over, of which there would be much in a long file.
  return words.slice();
}

/** Bytes that are the end of a character alone are none: each is shown as U+FFFD. */
function typeText(whole: string, rest: number): string {
  return rest === 0 ? whole : '\uFFFD'.repeat(rest) + whole.replace(/^./su, '');
}

/** Other than words further on, a type ends at a space, a tab or a vertical tab alone. */
function endOfType(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && !isOneOf(text.charCodeAt(at), 0x20, 0x09, 0x0b)) at += 1;
  return at;
}

/** `#` begins a comment, unless more brackets were opened than closed before it. */
function commentStart(text: string, start: number, end: number): number {
  let open = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x23 /* # */ && open <= 0) return at;
    if (code === 0x5b /* [ */) open += 1;
    else if (code === 0x5d /* ] */) open -= 1;
  }
  return end;
}

/** Over spaces, tabs and carriage returns, no others. */
function skip(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isOneOf(text.charCodeAt(at), 0x20, 0x09, 0x0d)) at += 1;
  return at;
}

function trimEnd(text: string, start: number, from: number): number {
  let end = from;
  while (end > start && isOneOf(text.charCodeAt(end - 1), 0x20, 0x09, 0x0d)) end -= 1;
  return end;
}

function isOneOf(code: number, first: number, second: number, third: number): boolean {
  return code === first || code === second || code === third;
}
