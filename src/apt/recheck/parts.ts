/** The pieces of a file in the context that the file has: what is known of the entry of each, and what all come to. */
import type { Finding } from '../../finding';
import { apply, rules } from '../check';
import { type KnownEntry, type Subject, knownEntry, namesProxmoxInComment, neighboursOf } from '../subject';
import type { ParsedSources, SourcesContext } from '../types';
import { type Whole, kindOf, wholeOf } from '../whole';
import { type Replaced, replace } from './layout';
import type { Piece } from './pieces';
import { SharedKeys } from './sharedKeys';

interface Shared {
  readonly rule: (typeof rules)[number];
  readonly keys: SharedKeys<Piece>;
  readonly keysOf: (piece: Piece) => readonly string[];
}

/** No entry; of one that apt does not accept by itself the kind is kept as the complement. */
const none = NaN;

export class Parts {
  private readonly neighbours: ReturnType<typeof neighboursOf>;
  private readonly shared: readonly Shared[];
  private readonly namingProxmox = new Set<Piece>();
  private known: readonly (KnownEntry | undefined)[];
  /** Entries with the same words are of one kind: many in a long file, and for what all come to together one stands for the others. */
  private readonly kindsByName = new Map<string, number>();
  private kinds: readonly number[];

  constructor(readonly context: SourcesContext, pieces: readonly Piece[]) {
    this.neighbours = neighboursOf(context);
    this.shared = rules.flatMap((rule): Shared[] => {
      if (rule.scope !== 'shared') return [];
      const elsewhere = new Set(this.neighbours.entries.flatMap(({ entry }) => rule.keysOf(entry)));
      return [{ rule, keys: new SharedKeys((sharing, key) => sharing.length > 1 || elsewhere.has(key)), keysOf: ({ entry }) => (entry ? rule.keysOf(entry) : []) }];
    });
    this.known = pieces.map((piece) => this.add(piece));
    this.kinds = pieces.map((piece, index) => this.kindAt(piece, this.known[index]));
  }

  /** After long typing there are more kinds that no entry has any more than others. */
  get isWorn(): boolean {
    return this.kindsByName.size > 2 * this.kinds.length + 1000;
  }

  replace(replaced: Replaced, removed: readonly Piece[], added: readonly Piece[]): void {
    for (const piece of removed) {
      this.namingProxmox.delete(piece);
      for (const { keys, keysOf } of this.shared) keys.remove(piece, keysOf(piece));
    }
    const known = added.map((piece) => this.add(piece));
    this.known = replace(this.known, replaced, known);
    this.kinds = replace(this.kinds, replaced, added.map((piece, index) => this.kindAt(piece, known[index])));
  }

  knownAt(index: number): KnownEntry | undefined {
    return this.known[index];
  }

  indexOf(known: KnownEntry): number {
    return this.known.indexOf(known);
  }

  /** What all come to together. `together`: those that apt reads otherwise beside each other than by themselves, by their index. */
  wholeOf(together: ReadonlyMap<number, ParsedSources>): Whole {
    const kinds = this.kinds.slice();
    for (const [index, { entries }] of together) kinds[index] = withAcceptance(kinds[index] ?? none, entries.length > 0);
    const times = new Array<number>(this.kindsByName.size).fill(0);
    const firsts: [known: KnownEntry, kind: number][] = [];
    for (let index = 0; index < kinds.length; index += 1) {
      const kind = kinds[index] ?? none;
      if (!(kind >= 0)) continue;
      const before = times[kind] ?? 0;
      times[kind] = before + 1;
      const known = before === 0 ? this.known[index] : undefined;
      if (known) firsts.push([known, kind]);
    }
    const counts = new Map(firsts.map(([known, kind]) => [known, times[kind] ?? 1]));
    return wholeOf({ entries: [...counts.keys()], namesProxmox: () => this.namingProxmox.size > 0 }, this.neighbours, this.context, (known) => counts.get(known) ?? 1);
  }

  /** What the rules find that compare entries, in those that have a key in common with another one; `assemble` gives these as one file. */
  compare(subject: Omit<Subject, 'parsed'>, assemble: (pieces: ReadonlySet<Piece>) => ParsedSources): Finding[] {
    return this.shared.flatMap(({ rule, keys }) => {
      const found = keys.found();
      return found.size === 0 ? [] : apply(rule, { ...subject, parsed: assemble(found) });
    });
  }

  private add(piece: Piece): KnownEntry | undefined {
    for (const { keys, keysOf } of this.shared) keys.add(piece, keysOf(piece));
    if (namesProxmoxInComment(piece.parsed)) this.namingProxmox.add(piece);
    return piece.entry && knownEntry(piece.entry, this.context);
  }

  private kindAt({ parsed }: Piece, known: KnownEntry | undefined): number {
    if (!known) return none;
    const name = kindOf(known);
    const kind = this.kindsByName.get(name) ?? this.kindsByName.size;
    this.kindsByName.set(name, kind);
    return withAcceptance(kind, parsed.entries.length > 0);
  }
}

function withAcceptance(kind: number, accepted: boolean): number {
  return kind >= 0 === accepted || Number.isNaN(kind) ? kind : -1 - kind;
}
