/**
 * A long sources file while it is edited. Of each new text only the pieces that changed are read, and those alone judged again for
 * which something changed, in them or around them.
 */
import type { Finding } from '../../finding';
import { apply, rules } from '../check';
import { isLeftover } from '../fileName';
import { parsePart } from '../parse';
import { releaseOf } from '../releases';
import type { KnownEntry, Subject } from '../subject';
import type { ParsedSources, SourcesContext, SourcesFormat } from '../types';
import { describeWhole } from '../whole';
import { Agreements } from './agreements';
import { type CheckedPiece, CheckedSources, assemble } from './checkedSources';
import { judge } from './judge';
import { emptyLayout, layOut, replace } from './layout';
import { Parts } from './parts';
import { type OddPiece, type Piece, withErrors } from './pieces';

/** A piece as it was judged, and what of its surroundings that hung on. */
interface Judged extends CheckedPiece {
  /** How apt counted it, which its errors name. */
  readonly number: number;
  /** Read together with others. */
  readonly isBeside: boolean;
  readonly whole: string;
  /** What its suites lack is told here, if anywhere. */
  readonly isMain: boolean;
  readonly errorsBefore: number;
  readonly above: readonly Piece[];
}

/** apt itself gives up comparing beyond some more. */
const mostArchives = 150_000;
const nothing: readonly never[] = [];

export class LongFile {
  private readonly agreements: Agreements;
  private layout = emptyLayout;
  private parts: Parts | undefined;
  private whole = '';
  private mains: ReadonlySet<KnownEntry> = new Set();
  /** By the index of the piece, 1 where apt refuses it by itself or refused it beside others. */
  private troubled: readonly number[] = [];
  /** As they were judged last; undefined for what is new. */
  private judged: readonly (Judged | undefined)[] = [];

  constructor(private readonly format: SourcesFormat) {
    this.agreements = new Agreements(format);
  }

  /** What was found odd, where the text cannot be read piece by piece: then this object is of no more use. */
  check(text: string, context: SourcesContext): CheckedSources | OddPiece {
    const laid = layOut(this.layout, text, this.format);
    if ('odd' in laid) return laid;
    const { replaced, layout } = laid;
    const removed = this.layout.pieces.slice(replaced.first, replaced.first + replaced.removed);
    const added = layout.pieces.slice(replaced.first, replaced.first + replaced.added);
    this.layout = layout;
    for (const piece of removed) this.agreements.remove(piece);
    for (const piece of added) this.agreements.add(piece);
    if (this.agreements.size > mostArchives) return { odd: text };
    this.troubled = replace(this.troubled, replaced, added.map(({ parsed }) => (parsed.errors.length > 0 ? 1 : 0)));
    if (this.parts && !this.parts.isWorn && sameContext(this.parts.context, context)) {
      this.parts.replace(replaced, removed, added);
      this.judged = replace(this.judged, replaced, added.map(() => undefined));
      return this.judge(this.parts, added.map((_, index) => replaced.first + index));
    }
    this.parts = new Parts(context, layout.pieces);
    this.judged = layout.pieces.map(() => undefined);
    return this.judge(this.parts, [...layout.pieces.keys()]);
  }

  /** `fresh`: the indices of what was never judged. */
  private judge(parts: Parts, fresh: readonly number[]): CheckedSources {
    const { context } = parts;
    const { text, starts, lines } = this.layout;
    const together = this.agreements.together(this.layout);
    const subject = { context, entries: nothing, whole: parts.wholeOf(together), errorsBefore: 0, hostRelease: releaseOf(context.host?.codename) };
    const pieces = this.judgePieces(parts, together, subject, fresh);
    const result = (across: readonly Finding[]) => new CheckedSources(text, this.format, context, { pieces, starts, lines, across });
    const alone = result(nothing);
    if (isLeftover(context.path ?? '')) return alone;
    const across = [...parts.compare(subject, (some) => this.assemble(pieces, some)), ...ofTheFile(alone, subject)];
    return across.length === 0 ? alone : result(across);
  }

  /** Looks at those alone whose findings may be others than before. */
  private judgePieces(parts: Parts, together: ReadonlyMap<number, ParsedSources>, common: Omit<Subject, 'parsed'>, fresh: readonly number[]): readonly (CheckedPiece | undefined)[] {
    const { pieces, numbers } = this.layout;
    const whole = describeWhole(common.whole);
    const mains = new Set([...common.whole.enabled.values()].map(({ main }) => main));
    const refused = this.refused(together);
    const otherMains = [...mains, ...this.mains].filter((known) => mains.has(known) !== this.mains.has(known)).map((known) => parts.indexOf(known));
    const looked = whole === this.whole ? new Set([...fresh, ...otherMains, ...refused.keys()]) : pieces.keys();
    this.whole = whole;
    this.mains = mains;
    const judged = this.judged.slice();
    for (const index of looked) {
      const piece = pieces[index];
      if (!piece) continue;
      const before = judged[index];
      const { parsed, errorsBefore } = refused.get(index) ?? { parsed: piece.parsed, errorsBefore: 0 };
      const known = parsed.entries.length === 0 ? undefined : parts.knownAt(index);
      const isMain = known !== undefined && mains.has(known);
      const above = parsed.errors.length === 0 ? nothing : this.above(index);
      if (before?.parsed === parsed && before.whole === whole && before.isMain === isMain && before.errorsBefore === errorsBefore && sameList(before.above, above)) continue;
      const findings = isLeftover(common.context.path ?? '') ? nothing : judge({ ...common, parsed, entries: known ? [known] : nothing, errorsBefore }, above);
      judged[index] = { parsed, findings, number: numbers[index] ?? 0, isBeside: together.has(index), whole, isMain, errorsBefore, above };
    }
    this.judged = judged;
    return judged;
  }

  /** The pieces in which apt sees an error, or saw one, as it reads them beside the others, with the number of errors above each. */
  private refused(together: ReadonlyMap<number, ParsedSources>): ReadonlyMap<number, { readonly parsed: ParsedSources; readonly errorsBefore: number }> {
    const troubled = this.troubled.slice();
    for (const index of together.keys()) troubled[index] = 1;
    const refused = new Map<number, { parsed: ParsedSources; errorsBefore: number }>();
    let errorsBefore = 0;
    for (const [index, piece] of this.layout.pieces.entries()) {
      if (troubled[index] !== 1) continue;
      const parsed = this.readBeside(piece, index, together.get(index));
      refused.set(index, { parsed, errorsBefore: parsed.errors.length === 0 ? 0 : errorsBefore });
      errorsBefore += parsed.errors.length;
      if (parsed.errors.length === 0 && !together.has(index)) troubled[index] = 0;
    }
    this.troubled = troubled;
    return refused;
  }

  /** The same object as before where nothing changed. */
  private readBeside(piece: Piece, index: number, beside: ParsedSources | undefined): ParsedSources {
    const before = this.judged[index];
    const now = beside ?? (piece.parsed.errors.length === 0 ? piece.parsed : undefined);
    if (now) return before && sameErrors(before.parsed, now) ? before.parsed : now;
    const number = this.layout.numbers[index] ?? 0;
    if (before?.number === number && !before.isBeside) return before.parsed;
    return withErrors(piece, piece.parsed.entries, parsePart(piece.parsed.text, this.format, () => number).errors);
  }

  /** From the line or stanza above on, up to the piece. */
  private above(index: number): readonly Piece[] {
    const { pieces } = this.layout;
    let from = index - 1;
    while (from >= 0 && pieces[from]?.counted === false) from -= 1;
    return from < 0 ? nothing : pieces.slice(from, index);
  }

  private assemble(read: readonly (CheckedPiece | undefined)[], some: ReadonlySet<Piece>): ParsedSources {
    const { text, pieces, starts, lines } = this.layout;
    const chosen = pieces.flatMap((piece, index) => (some.has(piece) ? [{ parsed: read[index]?.parsed ?? piece.parsed, start: starts[index] ?? 0, line: lines[index] ?? 0 }] : []));
    return assemble(text, this.format, chosen);
  }
}

/** The whole is put together only if a rule looks at it. */
function ofTheFile(checked: CheckedSources, subject: Omit<Subject, 'parsed'>): Finding[] {
  const whole: Subject = {
    ...subject,
    get parsed() {
      return checked.parsed;
    },
  };
  return rules.flatMap((rule) => (rule.scope === 'file' ? apply(rule, whole) : []));
}

function sameErrors(a: ParsedSources, b: ParsedSources): boolean {
  return a === b || (a.entries.length === b.entries.length && a.errors.length === b.errors.length && JSON.stringify(a.errors) === JSON.stringify(b.errors));
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

/** Of two that say the same, whether or not they are one object; files that were parsed again count as others. */
function sameContext(a: SourcesContext, b: SourcesContext): boolean {
  const files = (context: SourcesContext) => (context.others ?? []).flatMap(({ path, parsed }): unknown[] => [path, parsed]);
  return a === b || (a.path === b.path && JSON.stringify(a.host) === JSON.stringify(b.host) && sameList(files(a), files(b)));
}
