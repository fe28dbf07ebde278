/** Contradictions between the pieces of a file: apt refuses those that want one archive and suite in different ways. */
import { parsePart } from '../parse';
import { archivesOf, isValid } from '../repositories';
import { type Settings, SettingsOf } from '../settings';
import type { ParsedSources, SourceError, SourcesFormat } from '../types';
import type { Layout } from './layout';
import { type Piece, withErrors } from './pieces';
import { SharedKeys } from './sharedKeys';
import { shiftError } from './shift';

export class Agreements {
  private readonly settings: SettingsOf;
  private readonly wanted = new WeakMap<Piece, Settings>();
  /** By archive and suite. Those that want the same, which apt accepts, cannot contradict each other. */
  private readonly sharing = new SharedKeys<Piece>((pieces) => pieces.length > 1 && !this.agree(pieces));

  constructor(private readonly format: SourcesFormat) {
    this.settings = new SettingsOf(format);
  }

  /** How many archives and suites there are. */
  get size(): number {
    return this.sharing.size;
  }

  add(piece: Piece): void {
    this.sharing.add(piece, this.keysOf(piece));
  }

  remove(piece: Piece): void {
    this.sharing.remove(piece, this.keysOf(piece));
  }

  /**
   * Those pieces that might contradict another one, by their index, as apt reads them beside each other: together, as if there were
   * no others.
   */
  together({ pieces, numbers }: Layout): ReadonlyMap<number, ParsedSources> {
    const read = new Map<number, ParsedSources>();
    const found = this.sharing.found();
    if (found.size === 0) return read;
    const some = pieces.flatMap((piece, index) => (found.has(piece) ? [{ piece, index, number: numbers[index] ?? 0 }] : []));
    const { entries, errors } = parsePart(some.map(({ piece }) => piece.parsed.text).join(''), this.format, (number) => some[number - 1]?.number ?? number);
    const accepted = new Set(entries.map(({ line }) => line));
    let next = 0;
    let [start, line] = [0, 0];
    for (const { piece, index } of some) {
      const end = start + piece.parsed.text.length;
      const own: SourceError[] = [];
      for (let error = errors[next]; error && error.range.start < end; error = errors[next]) {
        own.push(shiftError(error, { start: -start, line: -line }));
        next += 1;
      }
      // What contradicts another entry is understood all the same, also where apt would stumble over the rest of it.
      const entry = piece.entry && accepted.has(line + piece.entry.line) ? [piece.entry] : [];
      read.set(index, withErrors(piece, entry, own));
      [start, line] = [end, line + piece.lines];
    }
    return read;
  }

  private agree(pieces: readonly Piece[]): boolean {
    const [first] = pieces;
    const wanted = first && this.settingsOf(first);
    return !wanted || (isValid(wanted) && pieces.every((piece) => this.settingsOf(piece) === wanted));
  }

  private settingsOf(piece: Piece): Settings {
    let settings = this.wanted.get(piece);
    if (!settings) this.wanted.set(piece, (settings = this.settings.of(piece.entry?.options ?? [])));
    return settings;
  }

  private keysOf({ entry }: Piece): readonly string[] {
    return entry?.enabled ? archivesOf(this.format, entry) : [];
  }
}
