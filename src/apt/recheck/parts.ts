/** The pieces of a file in the context that the file has: what is known of the entry of each. */
import type { Finding } from '../../finding';
import { apply, rules } from '../check';
import { type KnownEntry, type Subject, knownEntry, namesProxmoxInComment, neighboursOf } from '../subject';
import type { ParsedSources, SourcesContext } from '../types';
import { type Whole, kindOf, wholeOf } from '../whole';
import { type Replaced, replace } from './layout';
import type { Piece } from './pieces';
import { SharedKeys } from './sharedKeys';

/** Entries with the same words: many in a long file, and for what all come to together the first stands for the others. */
interface Kind {
  first: KnownEntry;
  times: number;
  /** When it was counted last. */
  round: number;
}

interface Part {
  readonly known: KnownEntry | undefined;
  readonly kind: Kind | undefined;
  readonly namesProxmox: boolean;
}

export class Parts {
  private readonly kinds = new Map<string, Kind>();
  private readonly neighbours: ReturnType<typeof neighboursOf>;
  private readonly shared: readonly { readonly rule: (typeof rules)[number]; readonly keysOf: (piece: Piece) => readonly string[]; readonly keys: SharedKeys<Piece> }[];
  private round = 0;
  private all: readonly Part[];

  constructor(readonly context: SourcesContext, pieces: readonly Piece[]) {
    this.neighbours = neighboursOf(context);
    const elsewhere = this.neighbours.entries.map(({ entry }) => entry);
    this.shared = rules.flatMap((rule) => {
      if (rule.scope !== 'shared') return [];
      const there = new Set(elsewhere.flatMap((entry) => rule.keysOf(entry)));
      return [{ rule, keysOf: ({ entry }: Piece) => (entry ? rule.keysOf(entry) : []), keys: new SharedKeys<Piece>((sharing, key) => sharing.length > 1 || there.has(key)) }];
    });
    this.all = pieces.map((piece) => this.add(piece));
  }

  replace(replaced: Replaced, removed: readonly Piece[], added: readonly Piece[]): void {
    for (const { keys, keysOf } of this.shared) for (const piece of removed) keys.remove(piece, keysOf(piece));
    this.all = replace(this.all, replaced, added.map((piece) => this.add(piece)));
  }

  knownAt(index: number): KnownEntry | undefined {
    return this.all[index]?.known;
  }

  private add(piece: Piece): Part {
    for (const { keys, keysOf } of this.shared) keys.add(piece, keysOf(piece));
    const { entry, parsed } = piece;
    if (!entry) return { known: undefined, kind: undefined, namesProxmox: namesProxmoxInComment(parsed) };
    const known = knownEntry(entry, this.context);
    const name = kindOf(known);
    let kind = this.kinds.get(name);
    if (!kind) this.kinds.set(name, (kind = { first: known, times: 0, round: this.round }));
    return { known, kind, namesProxmox: namesProxmoxInComment(parsed) };
  }

  /** What all come to together; in `parsed`, which has the same order, those have an entry of which apt accepts it. */
  wholeOf(parsed: readonly ParsedSources[]): Whole {
    this.round += 1;
    const counted: Kind[] = [];
    let namesProxmox = false;
    for (const [index, part] of this.all.entries()) {
      namesProxmox ||= part.namesProxmox;
      const { known, kind } = part;
      if (!known || !kind || parsed[index]?.entries.length === 0) continue;
      if (kind.round === this.round) kind.times += 1;
      else {
        Object.assign(kind, { first: known, times: 1, round: this.round });
        counted.push(kind);
      }
    }
    // What somebody typed for a moment need not be kept.
    for (const [name, { round }] of this.kinds) if (round !== this.round) this.kinds.delete(name);
    const times = new Map(counted.map((kind) => [kind.first, kind.times]));
    return wholeOf({ entries: counted.map(({ first }) => first), namesProxmox: () => namesProxmox }, this.neighbours, this.context, (known) => times.get(known) ?? 1);
  }

  /** What the rules find that compare entries, in those that have a key in common with another one; `assemble` gives these as one file. */
  compare(subject: Omit<Subject, 'parsed'>, assemble: (pieces: ReadonlySet<Piece>) => ParsedSources): Finding[] {
    return this.shared.flatMap(({ rule, keys }) => {
      const found = keys.found();
      return found.size === 0 ? [] : apply(rule, { ...subject, parsed: assemble(found) });
    });
  }
}
