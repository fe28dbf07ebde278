/** Stanzas and their fields, with their places in the file. */
import type { TextRange } from '../finding';
import { isSpace } from './quoteWord';
import { type StanzaRecord, type Tag, readRecords, withEmptyLine } from './records';
import type { Token } from './types';
import { type Uncommented, withoutComments } from './withoutComments';

export interface Field {
  readonly name: Token;
  /** Without the space around it; folded lines with their line ends and indents, comments left out. */
  readonly value: string;
  readonly words: readonly Token[];
  /** From the name to the end of the last line of its value. */
  readonly range: TextRange;
}

export interface Stanza {
  readonly fields: readonly Field[];
  readonly range: TextRange;
  readonly line: number;
  /** A line without a colon: apt takes it, and the line ends behind it, for the beginning of the next field's name. */
  readonly broken: boolean;
}

export interface Stanzas {
  readonly stanzas: readonly Stanza[];
  /** From where on apt cannot tell stanzas apart, and refuses the file. */
  readonly unparsable: TextRange | undefined;
}

/** Stanzas are those that have fields: apt counts no others. */
export function readStanzas(text: string): Stanzas {
  const source = withoutComments(text);
  const whole = withEmptyLine(source.text);
  const stanzas: Stanza[] = [];
  const lineOf = lineCounter(text);
  const stop = readRecords(whole, (record) => {
    const [first] = record.tags;
    if (first) stanzas.push(stanzaOf(source, whole, record, lineOf(source.origin(first.start))));
  });
  return { stanzas, unparsable: stop === undefined ? undefined : { start: source.origin(stop), end: withoutLineEnds(text) } };
}

function withoutLineEnds(text: string): number {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1;
  return end;
}

function stanzaOf(source: Uncommented, text: string, { tags, end }: StanzaRecord, line: number): Stanza {
  const fields = tags.map((tag, index) => fieldOf(source, text, tag, tags[index + 1]?.start ?? end));
  const range = { start: fields[0]?.range.start ?? 0, end: fields.at(-1)?.range.end ?? 0 };
  return { fields, range, line, broken: fields.some(({ name }) => name.text.includes('\n')) };
}

function fieldOf({ origin }: Uncommented, text: string, { start, nameEnd, valueStart }: Tag, next: number): Field {
  const name = { start: origin(start), end: nameEnd === start ? origin(start) : origin(nameEnd - 1) + 1, text: text.slice(start, nameEnd) };
  let valueEnd = next;
  while (valueEnd > valueStart && isSpace(text.charCodeAt(valueEnd - 1))) valueEnd -= 1;
  const words: Token[] = [];
  for (let at = valueStart; at < valueEnd; ) {
    if (isSpace(text.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const from = at;
    while (at < valueEnd && !isSpace(text.charCodeAt(at))) at += 1;
    const place = origin(from);
    words.push({ start: place, end: place + at - from, text: text.slice(from, at) });
  }
  // An empty value ends with the line of its colon.
  const last = valueEnd === valueStart ? text.indexOf(':', nameEnd) + 1 : valueEnd;
  return { name, value: text.slice(valueStart, valueEnd), words, range: { start: name.start, end: endOfLine(text, last, origin) } };
}

/** Of the line in which the place before `at` is, without its line end. */
function endOfLine(text: string, at: number, origin: Uncommented['origin']): number {
  let end = text.indexOf('\n', at);
  while (end > at && text[end - 1] === '\r') end -= 1;
  return origin(end - 1) + 1;
}

/** A function that counts lines up to an offset, each at or behind the one before. */
function lineCounter(text: string): (offset: number) => number {
  let line = 0;
  let newline = text.indexOf('\n');
  return (offset) => {
    while (newline >= 0 && newline < offset) {
      line += 1;
      newline = text.indexOf('\n', newline + 1);
    }
    return line;
  };
}
