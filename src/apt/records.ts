/**
 * Where stanzas and their fields begin and end, as apt-pkg/tagfile.cc finds them (`pkgTagSection::Scan`): only an empty line
 * ends a stanza, a field's name is all up to the next colon, even where that is lines away, and indented lines belong to the
 * field above.
 */
import { byteLength } from './bytes';
import { isSpace } from './quoteWord';

export interface Tag {
  readonly start: number;
  readonly nameEnd: number;
  readonly valueStart: number;
}

export interface StanzaRecord {
  readonly tags: readonly Tag[];
  /** The newline before the empty line. */
  readonly end: number;
}

/** The bytes that fit into apt's buffer when it has grown as large as it may. */
const largest = 1_048_703;
/** How often it tries until then. */
const rounds = 12;

/** Calls `visit` for each stanza, also for one without fields; gives where apt cannot go on, and refuses the file. */
export function readRecords(text: string, visit: (record: StanzaRecord) => void): number | undefined {
  for (let start = 0; start < text.length; ) {
    const record = scan(text, start);
    // Of what is left at the end apt reads nothing that is as short as this.
    if (!record) return isShort(text, start) ? undefined : start;
    if (isTooLong(text, start, record.end)) return start;
    visit(record);
    start = skipLineEnds(text, record.end);
  }
  return undefined;
}

/** With the two newlines at the end that apt adds where they are missing. */
export function withEmptyLine(text: string): string {
  if (text === '') return text;
  let newlines = 0;
  for (let at = text.length - 1; newlines < 2; at -= 1) {
    if (text[at] === '\n') newlines += 1;
    else if (text[at] !== '\r') break;
  }
  return text + '\n'.repeat(2 - newlines);
}

/**
 * Where the stanza behind the one that begins at `start` begins, if the text shows it: undefined where it ends before. `retried`
 * says that this hangs on the rest of the file, and not on the text up to there alone.
 */
export function nextRecord(text: string, start: number): { readonly next: number; readonly retried: boolean } | undefined {
  const record = scan(text, start);
  if (!record || isTooLong(text, start, record.end)) return undefined;
  return { next: skipLineEnds(text, record.end), retried: record.retried };
}

function isTooLong(text: string, start: number, end: number): boolean {
  return (end - start) * 3 > largest && byteLength(text.slice(start, end + 2)) > largest;
}

function isShort(text: string, start: number): boolean {
  return text.length - start <= 3 && byteLength(text.slice(start)) <= 3;
}

/**
 * One stanza; undefined where there is none up to the end of the text. Where it fails apt enlarges its buffer and tries again
 * behind the line of the last field: a carriage return that begins that line now makes it a folded one.
 */
function scan(text: string, start: number): (StanzaRecord & { readonly retried: boolean }) | undefined {
  const tags: Tag[] = [];
  for (let from = start, round = 0, known = -1; known < tags.length && round < rounds; round += 1) {
    known = tags.length;
    const end = scanOn(text, from, tags);
    if (end !== undefined) return { tags, end, retried: round > 0 };
    from = text.indexOf('\n', tags.at(-1)?.start ?? start) + 1;
  }
  return undefined;
}

/** Adds the fields from there on, which is where a line begins, and gives the end of the stanza. */
function scanOn(text: string, from: number, tags: Tag[]): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    if (!isSpace(text.charCodeAt(at))) {
      const tag = tagAt(text, at);
      if (!tag) return undefined;
      tags.push(tag);
      at = tag.valueStart;
    }
    at = text.indexOf('\n', at);
    if (at < 0) return undefined;
    while (text[at + 1] === '\r') at += 1;
    if (text[at + 1] === '\n') return at;
  }
  return undefined;
}

function tagAt(text: string, start: number): Tag | undefined {
  const colon = text.indexOf(':', start);
  if (colon < 0) return undefined;
  let nameEnd = colon;
  while (nameEnd > start && isSpace(text.charCodeAt(nameEnd - 1))) nameEnd -= 1;
  let valueStart = colon + 1;
  // A value may begin on the next line, if that begins with a space; behind a tab it begins with the line end.
  while (valueStart < text.length && isSpace(text.charCodeAt(valueStart)) && !(text[valueStart] === '\n' && text[valueStart + 1] !== ' ')) valueStart += 1;
  return valueStart < text.length ? { start, nameEnd, valueStart } : undefined;
}

function skipLineEnds(text: string, from: number): number {
  let at = from;
  while (text[at] === '\n' || text[at] === '\r') at += 1;
  return at;
}
