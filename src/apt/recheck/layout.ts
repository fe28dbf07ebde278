/** A text in its pieces, and how few of them have to be read again when the text changes. */
import type { SourcesFormat } from '../types';
import { changedPart } from './changedPart';
import { type OddPiece, type Piece, isLastOdd, readPiece } from './pieces';

export interface Layout {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** Where each piece begins, and its line. */
  readonly starts: readonly number[];
  readonly lines: readonly number[];
  /** By which apt counts it, or else the one before it. */
  readonly numbers: readonly number[];
}

export const emptyLayout: Layout = { text: '', pieces: [], starts: [], lines: [], numbers: [] };

/** `removed` pieces of the old layout, from `first` on, gave way to `added` ones; all others are the same, wherever they are now. */
export interface Replaced {
  readonly first: number;
  readonly removed: number;
  readonly added: number;
}

export function layOut(before: Layout, text: string, format: SourcesFormat): { readonly layout: Layout; readonly replaced: Replaced } | OddPiece {
  if (text === before.text) return { layout: before, replaced: { first: 0, removed: 0, added: 0 } };
  const { start, endBefore, endAfter } = changedPart(before.text, text);
  // A piece ends where the next one shows itself, so that the change may belong to the one before it.
  const first = Math.max(0, indexAt(before.starts, start - 1));
  const added: Piece[] = [];
  let next = first;
  let at = before.starts[first] ?? 0;
  while (at < text.length) {
    const place = at - endAfter + endBefore;
    if (place >= endBefore) {
      while ((before.starts[next] ?? Infinity) < place) next += 1;
      if (before.starts[next] === place) break;
    }
    const piece = readPiece(text, format, at);
    if ('odd' in piece) return piece;
    added.push(piece);
    at += piece.parsed.text.length;
  }
  if (at >= text.length) next = before.pieces.length;
  const replaced = { first, removed: next - first, added: added.length };
  const layout = { text, pieces: replace(before.pieces, replaced, added), ...placesOf(before, replaced, added) };
  const last = layout.starts.at(-1) ?? 0;
  return isLastOdd(text, last) ? { odd: text.slice(last) } : { layout, replaced };
}

/** The same list with other elements in the place of those that were replaced. */
export function replace<T>(before: readonly T[], { first, removed }: Replaced, added: readonly T[]): T[] {
  // Joined whole, not element by element: of lists of thousands there are ten at each change.
  return before.slice(0, first).concat(added, before.slice(first + removed));
}

/** As replace(), with `by` added to all that comes behind. */
function replaceAndShift(before: readonly number[], replaced: Replaced, added: readonly number[], by: number): readonly number[] {
  const after = replace(before, replaced, added);
  if (by === 0) return after;
  for (let index = replaced.first + added.length; index < after.length; index += 1) after[index] = (after[index] ?? 0) + by;
  return after;
}

/** The last of the ascending `starts` that is not behind `offset`; -1 where all are. */
export function indexAt(starts: readonly number[], offset: number): number {
  let [from, to] = [0, starts.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((starts[middle] ?? Infinity) <= offset) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

/** Of the pieces behind those that were replaced only the places move, whatever is in them. */
function placesOf(before: Layout, replaced: Replaced, added: readonly Piece[]): Pick<Layout, 'starts' | 'lines' | 'numbers'> {
  const { first, removed } = replaced;
  const next = first + removed;
  let [start, line, number] = [before.starts[first] ?? 0, before.lines[first] ?? 0, before.numbers[first - 1] ?? 0];
  const [starts, lines, numbers]: [number[], number[], number[]] = [[], [], []];
  for (const piece of added) {
    if (piece.counted) number += 1;
    starts.push(start);
    lines.push(line);
    numbers.push(number);
    start += piece.parsed.text.length;
    line += piece.lines;
  }
  const [byStart, byLine, byNumber] = [start - (before.starts[next] ?? 0), line - (before.lines[next] ?? 0), number - (before.numbers[next - 1] ?? 0)];
  return {
    starts: replaceAndShift(before.starts, replaced, starts, byStart),
    lines: replaceAndShift(before.lines, replaced, lines, byLine),
    numbers: replaceAndShift(before.numbers, replaced, numbers, byNumber),
  };
}
