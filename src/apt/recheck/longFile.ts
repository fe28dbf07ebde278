/**
 * A long sources file while it is edited. Of each new text only the pieces that changed are read, and those alone judged again for
 * which something changed, in them or around them.
 */
import type { Finding } from '../../finding';
import { apply, rules } from '../check';
import { isLeftover } from '../fileName';
import { parsePart } from '../parse';
import { releaseOf } from '../releases';
import type { Subject } from '../subject';
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
  /** Those pieces whose errors hang on each other. */
  private together: ReadonlyMap<Piece, ParsedSources> = new Map();
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
    if (this.parts && sameContext(this.parts.context, context)) {
      this.parts.replace(replaced, removed, added);
      this.judged = replace(this.judged, replaced, new Array<undefined>(added.length).fill(undefined));
    } else {
      this.parts = new Parts(context, layout.pieces);
      this.judged = new Array<undefined>(layout.pieces.length).fill(undefined);
    }
    return this.judge(this.parts);
  }

  private judge(parts: Parts): CheckedSources {
    const { context } = parts;
    const { text, starts, lines } = this.layout;
    const parsed = this.read();
    // Of a copy that apt is not meant to read nobody wants to know.
    if (isLeftover(context.path ?? '')) return new CheckedSources(text, this.format, context, { pieces: parsed.map((one) => ({ parsed: one, findings: nothing })), starts, lines, across: nothing });
    const subject = { context, entries: nothing, whole: parts.wholeOf(parsed), errorsBefore: 0, hostRelease: releaseOf(context.host?.codename) };
    const pieces = this.judgePieces(parts, parsed, subject);
    this.judged = pieces;
    const result = (across: readonly Finding[]) => new CheckedSources(text, this.format, context, { pieces, starts, lines, across });
    const alone = result(nothing);
    const across = [...parts.compare(subject, (some) => this.assemble(parsed, some)), ...ofTheFile(alone, subject)];
    return across.length === 0 ? alone : result(across);
  }

  /** Each piece as apt reads it beside the others; the same object as before where that did not change. */
  private read(): readonly ParsedSources[] {
    const { pieces, numbers } = this.layout;
    const [last, together] = [this.together, this.agreements.together(this.layout)];
    this.together = together;
    return pieces.map((piece, index) => {
      if (piece.parsed.errors.length === 0 && together.size === 0) return piece.parsed;
      const number = numbers[index] ?? 0;
      const now = together.get(piece) ?? (piece.parsed.errors.length === 0 ? piece.parsed : undefined);
      const before = this.judged[index];
      if (!now) return before?.number === number && !last.has(piece) ? before.parsed : withErrors(piece, piece.parsed.entries, parsePart(piece.parsed.text, this.format, () => number).errors);
      return before && sameErrors(before.parsed, now) ? before.parsed : now;
    });
  }

  private judgePieces(parts: Parts, parsed: readonly ParsedSources[], common: Omit<Subject, 'parsed'>): readonly Judged[] {
    const description = describeWhole(common.whole);
    // One and the same text for the pieces of all rounds: so the comparison of thousands takes no time.
    const whole = (this.whole = description === this.whole ? this.whole : description);
    const mains = new Set([...common.whole.enabled.values()].map(({ main }) => main));
    let errorsBefore = 0;
    return parsed.map((one, index): Judged => {
      const before = this.judged[index];
      const known = one.entries.length === 0 ? undefined : parts.knownAt(index);
      const isMain = known !== undefined && mains.has(known);
      const above = one.errors.length === 0 ? nothing : this.above(index);
      const errors = errorsBefore;
      errorsBefore += one.errors.length;
      if (before?.parsed === one && before.whole === whole && before.isMain === isMain && (one.errors.length === 0 || (before.errorsBefore === errors && sameList(before.above, above)))) return before;
      const findings = judge({ ...common, parsed: one, entries: known ? [known] : nothing, errorsBefore: errors }, above);
      return { parsed: one, findings, number: this.layout.numbers[index] ?? 0, whole, isMain, errorsBefore: errors, above };
    });
  }

  /** From the line or stanza above on, up to the piece. */
  private above(index: number): readonly Piece[] {
    const { pieces } = this.layout;
    const from = pieces.findLastIndex(({ counted }, place) => place < index && counted);
    return from < 0 ? nothing : pieces.slice(from, index);
  }

  private assemble(parsed: readonly ParsedSources[], some: ReadonlySet<Piece>): ParsedSources {
    const { text, pieces, starts, lines } = this.layout;
    const chosen = pieces.flatMap((piece, index) => (some.has(piece) ? [{ parsed: parsed[index] ?? piece.parsed, start: starts[index] ?? 0, line: lines[index] ?? 0 }] : []));
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
