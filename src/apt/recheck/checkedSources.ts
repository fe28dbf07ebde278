/** A sources file as it was read and judged: nothing in it changes any more, whatever becomes of the file. */
import type { Finding, TextRange } from '../../finding';
import { rules, startOf } from '../check';
import { keepStanzas, stanzasOf } from '../stanzaAt';
import type { Stanza } from '../stanzas';
import type { ParsedSources, SourcesContext, SourcesFormat } from '../types';
import { indexAt } from './layout';
import { type Shift, shiftEntry, shiftError, shiftFinding, shiftRange, shiftStanza } from './shift';

/** A piece of the file by itself: places count from its beginning. */
export interface CheckedPiece {
  readonly parsed: ParsedSources;
  readonly findings: readonly Finding[];
}

/** As long as the piece stays the same, so does the object of its finding, wherever the piece is now. */
export type VisitFinding = (finding: Finding, start: number, line: number) => void;

/** A finding of a piece that begins there. */
export interface PlacedFinding extends Shift {
  readonly finding: Finding;
}

interface Pieces {
  /** None is undefined: lists of thousands are not copied for the sake of their type. */
  readonly pieces: readonly (CheckedPiece | undefined)[];
  readonly starts: readonly number[];
  readonly lines: readonly number[];
  /** Findings that take in several pieces, at their places in the file. */
  readonly across: readonly Finding[];
}

export class CheckedSources {
  private whole: ParsedSources | undefined;
  private readonly read: Pieces;

  constructor(readonly text: string, readonly format: SourcesFormat, readonly context: SourcesContext, { across, ...read }: Pieces) {
    this.read = { ...read, across: across.length < 2 ? across : [...across].sort((a, b) => startOf(a) - startOf(b) || rankOf(a) - rankOf(b)) };
  }

  /** How many pieces it was read in: one, where it is short or cannot be read in pieces. */
  get pieces(): number {
    return this.read.pieces.length;
  }

  /** All of it, as parseSources reads it; put together when it is asked for first. */
  get parsed(): ParsedSources {
    this.whole ??= this.assemble([...this.read.pieces.keys()]);
    return this.whole;
  }

  /** Of the entries and errors only those near the range. */
  around(range: TextRange): ParsedSources {
    return this.assemble(this.indicesAround(range));
  }

  /** All findings, as checkSources gives them. */
  get findings(): readonly Finding[] {
    const findings: Finding[] = [];
    this.each((finding, start) => findings.push(shiftFinding(finding, start)));
    return findings;
  }

  /** Those near the range, in their order: every one that touches it, and some more. */
  findingsAround(range: TextRange): readonly Finding[] {
    if (this.read.across.length > 0) return this.findings;
    return this.indicesAround(range).flatMap((index) => (this.read.pieces[index]?.findings ?? []).map((finding) => shiftFinding(finding, this.shiftOf(index).start)));
  }

  /** All findings, in the order of the text, without the expense of telling the place of each: `start` and `line` are those of its piece. */
  each(visit: VisitFinding): void {
    const { pieces, starts, lines, across } = this.read;
    let next = 0;
    for (let index = 0; index < pieces.length; index += 1) {
      const findings = pieces[index]?.findings;
      if (findings === undefined || findings.length === 0) continue;
      const start = starts[index] ?? 0;
      for (const finding of findings) {
        for (let other = across[next]; other && isBefore(other, finding, start); other = across[next]) {
          visit(other, 0, 0);
          next += 1;
        }
        visit(finding, start, lines[index] ?? 0);
      }
    }
    for (const rest of across.slice(next)) visit(rest, 0, 0);
  }

  /** What `read` gives for each piece, with its range at its place in the file. */
  collect<T extends { readonly range: TextRange }>(read: (piece: ParsedSources) => readonly T[]): T[] {
    const { pieces, starts } = this.read;
    return pieces.flatMap((piece, index) => (piece ? read(piece.parsed) : []).map((one) => ({ ...one, range: shiftRange(one.range, starts[index] ?? 0) })));
  }

  private indicesAround({ start, end }: TextRange): number[] {
    const { starts } = this.read;
    const first = Math.max(0, indexAt(starts, start - 1));
    return Array.from({ length: indexAt(starts, end) - first + 1 }, (_, index) => first + index);
  }

  private shiftOf(index: number): Shift {
    return { start: this.read.starts[index] ?? 0, line: this.read.lines[index] ?? 0 };
  }

  private assemble(indices: readonly number[]): ParsedSources {
    return assemble(this.text, this.format, indices.flatMap((index) => (this.read.pieces[index] ? [{ parsed: this.read.pieces[index].parsed, ...this.shiftOf(index) }] : [])));
  }
}

/** Where two rules find something at one place, the one that comes first in the table comes first. */
const ranks: ReadonlyMap<string, number> = new Map(rules.map(({ id }, index) => [id, index]));

const rankOf = ({ rule }: Finding) => ranks.get(rule) ?? 0;

/** Whether a finding that has its place in the file comes before one of a piece that begins there. */
function isBefore(across: Finding, finding: Finding, start: number): boolean {
  const distance = startOf(finding) + start - startOf(across);
  return distance > 0 || (distance === 0 && rankOf(across) < rankOf(finding));
}

/** With the places that it has in the file. */
export function atItsPlace({ finding, start }: PlacedFinding): Finding {
  return shiftFinding(finding, start);
}

/** These pieces of the file as one, each at its place. */
export function assemble(text: string, format: SourcesFormat, pieces: readonly (Shift & { readonly parsed: ParsedSources })[]): ParsedSources {
  const entries = pieces.flatMap(({ parsed, ...shift }) => parsed.entries.map((entry) => shiftEntry(entry, shift)));
  const errors = pieces.flatMap(({ parsed, ...shift }) => parsed.errors.map((error) => shiftError(error, shift)));
  const assembled = { format, text, entries, errors };
  if (format === 'one-line') return assembled;
  return keepStanzas(assembled, pieces.flatMap(({ parsed, ...shift }): Stanza[] => stanzasOf(parsed).map((stanza) => shiftStanza(stanza, shift))));
}
