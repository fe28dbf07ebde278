/**
 * A sources file in pieces that apt reads one after another, each by itself: the lines of a one-line file; in a file of stanzas
 * each stanza with all that follows up to the next one. Where one begins and what it says hangs on no other.
 */
import { entryOf } from '../deb822';
import { parseSources } from '../parse';
import { nextLine } from '../readLines';
import { nextRecord, withEmptyLine } from '../records';
import { keepStanzas, stanzasOf } from '../stanzaAt';
import { asPartOfLongFile } from '../tried';
import type { ParsedSources, SourceEntry, SourceError, SourcesFormat } from '../types';
import { withoutComments } from '../withoutComments';

export interface Piece {
  /** Its text alone, read as if that were the whole file: places and lines count from its beginning. */
  readonly parsed: ParsedSources;
  /** How many newlines it has. */
  readonly lines: number;
  /** Whether apt counts it: every line, and of stanzas those that have a field. */
  readonly counted: boolean;
  /** What it says, also where apt refuses it; undefined for a comment and the like. */
  readonly entry: SourceEntry | undefined;
}

/** More combinations of types, URIs and suites than that have files made to be slow, and these are read as a whole. */
const mostCombined = 10_000;

/** Where more than the piece itself decides what apt reads there: its text. */
export interface OddPiece {
  readonly odd: string;
}

/** The piece that begins at a place where one begins. */
export function readPiece(text: string, format: SourcesFormat, start: number): Piece | OddPiece {
  const end = format === 'one-line' ? (nextLine(text, start) ?? text.length) : stanzaEnd(text, start);
  const own = copyOf(text, start, end);
  if (end === undefined) return { odd: own };
  // A mark within a file is not one at its beginning, and a line that is read in parts has its beginning elsewhere.
  if (own.startsWith('\uFEFF') || (end < text.length && !own.endsWith('\n'))) return { odd: own };
  // Where a lone carriage return stands matters to apt in more ways than one.
  if (format === 'deb822' && /\r(?!\n)/.test(own)) return { odd: own };
  const parsed = asPartOfLongFile(parseSources(own, format));
  const [stanza] = stanzasOf(parsed);
  const entry = parsed.entries[0] ?? (stanza && entryOf(stanza));
  if (entry && entry.types.length * entry.uris.length * entry.suites.length > mostCombined) return { odd: own };
  return { parsed, lines: newlinesIn(own), counted: format === 'one-line' || stanza !== undefined, entry };
}

/** Whether the last piece, which begins there, is no whole line: that ends as the one before it, which is known where all end the usual way. */
export function isLastOdd(text: string, start: number): boolean {
  return start > 1 && text[start - 2] === '\r' && !text.includes('\n', start);
}

/** The same piece where apt sees more errors in it, or other ones, than by itself. */
export function withErrors({ parsed }: Piece, entries: readonly SourceEntry[], errors: readonly SourceError[]): ParsedSources {
  return asPartOfLongFile(keepStanzas({ ...parsed, entries, errors }, stanzasOf(parsed)));
}

/** Looks no farther than it has to: the rest of the file may be long. */
function stanzaEnd(text: string, start: number): number | undefined {
  for (let size = 1024; ; size *= 4) {
    const newline = text.indexOf('\n', start + size);
    const end = newline < 0 ? text.length : newline + 1;
    const isRest = end === text.length;
    const { text: plain, origin } = withoutComments(text.slice(start, end));
    const whole = isRest ? withEmptyLine(plain) : plain;
    const record = nextRecord(whole, 0);
    if (record && !record.retried && record.next < whole.length) return start + origin(record.next);
    if (!isRest) continue;
    return record?.retried === true ? undefined : end;
  }
}

/** A slice holds on to the text that it is taken from: with each version of a file one of its pieces would keep all of it. */
function copyOf(text: string, start: number, end: number | undefined): string {
  return ['', text.slice(start, end)].join('\0').slice(1);
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
