/** A text in its pieces, and how few of them have to be read again when the text changes. */
import type { SourcesFormat } from '../types';
import { changedPart } from './changedPart';
import { type OddPiece, type Piece, readPiece } from './pieces';

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
  const pieces = replace(before.pieces, replaced, added);
  // How the last line ends may have changed with the one before it.
  const last = replaced.added === 0 || next < before.pieces.length ? readPiece(text, format, text.length - (pieces.at(-1)?.parsed.text.length ?? 0)) : undefined;
  if (last && 'odd' in last) return last;
  return { layout: { text, pieces, ...placesOf(pieces) }, replaced };
}

/** The same list with other elements in the place of those that were replaced. */
export function replace<T>(before: readonly T[], { first, removed }: Replaced, added: readonly T[]): readonly T[] {
  return before.slice(0, first).concat(added, before.slice(first + removed));
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

function placesOf(pieces: readonly Piece[]): Pick<Layout, 'starts' | 'lines' | 'numbers'> {
  const starts = new Array<number>(pieces.length);
  const lines = new Array<number>(pieces.length);
  const numbers = new Array<number>(pieces.length);
  let [start, line, number] = [0, 0, 0];
  for (const [index, piece] of pieces.entries()) {
    starts[index] = start;
    lines[index] = line;
    if (piece.counted) number += 1;
    numbers[index] = number;
    start += piece.parsed.text.length;
    line += piece.lines;
  }
  return { starts, lines, numbers };
}
