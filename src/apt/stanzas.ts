/** Stanzas and their fields, as apt-pkg/tagfile.cc splits them: only an empty line ends a stanza, `#` in column 0 is a comment. */
import type { TextRange } from '../finding';
import type { Token } from './types';

export interface Field {
  readonly name: Token;
  /** Folded lines joined by a newline, comments left out. */
  readonly value: string;
  readonly words: readonly Token[];
  /** From the name to the end of the last line of its value. */
  readonly range: TextRange;
}

export interface Stanza {
  readonly fields: readonly Field[];
  readonly range: TextRange;
  readonly line: number;
  /** A line that is neither a field nor the continuation of one. */
  readonly broken: boolean;
}

interface Line extends TextRange {
  readonly number: number;
}

export function splitStanzas(text: string): readonly Stanza[] {
  const stanzas: Stanza[] = [];
  let block: Line[] = [];
  const close = () => {
    const stanza = stanzaOf(text, block);
    if (stanza) stanzas.push(stanza);
    block = [];
  };
  for (const line of linesOf(text)) {
    if (line.start === line.end) close();
    else if (text[line.start] !== '#') block.push(line);
  }
  close();
  return stanzas;
}

function stanzaOf(text: string, lines: readonly Line[]): Stanza | undefined {
  const fields: Field[] = [];
  let broken = false;
  let open: { name: Token; parts: TextRange[] } | undefined;
  const close = () => {
    if (open) fields.push(fieldOf(text, open.name, open.parts));
  };
  for (const line of lines) {
    const first = text.charAt(line.start);
    if (first === ' ' || first === '\t') {
      // Indented lines before the first field are nothing at all to apt.
      open?.parts.push(line);
      continue;
    }
    close();
    const colon = text.indexOf(':', line.start);
    if (colon < 0 || colon >= line.end) {
      broken = true;
      open = undefined;
      continue;
    }
    const name = text.slice(line.start, colon).trimEnd();
    open = { name: { start: line.start, end: line.start + name.length, text: name }, parts: [{ start: colon + 1, end: line.end }] };
  }
  close();
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last || (fields.length === 0 && !broken)) return undefined;
  return { fields, broken, range: { start: first.start, end: last.end }, line: first.number };
}

function fieldOf(text: string, name: Token, parts: readonly TextRange[]): Field {
  const words = parts.flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(/\S+/g)].map((match): Token => ({ start: start + match.index, end: start + match.index + match[0].length, text: match[0] })),
  );
  return { name, words, value: parts.map(({ start, end }) => text.slice(start, end)).join('\n'), range: { start: name.start, end: parts.at(-1)?.end ?? name.end } };
}

/** Without their line ends, `\r` included. */
function* linesOf(text: string): Generator<Line> {
  let start = 0;
  for (let number = 0; start <= text.length; number += 1) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline;
    const end = next > start && text[next - 1] === '\r' ? next - 1 : next;
    yield { start, end, number };
    start = next + 1;
  }
}
