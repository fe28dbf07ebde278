/**
 * The failures of a log that comes in pieces, for what is too long for memory or for VS Code. Piece by piece the same is
 * found as scanLog finds in the whole: a window goes over the log, and holds enough on both sides of what it decides.
 */
import { copied } from './copied';
import { Dumps } from './dump';
import { attribute } from './guests';
import { type Head, Heads, isVouchedFor } from './heads';
import { Statements } from './statements';
import type { Draft, Failure } from './types';
import { newlinesIn } from './lines';
import { context, type Window } from './window';

/** Pieces are gathered to this size: each window is looked at once. */
const step = 1_048_576;
/** So many of the last failures may still get more lines, and are settled later. */
const mayGrow = 64;

export class LogScanner {
  private readonly statements = new Statements();
  private readonly dumps = new Dumps(
    new Heads((window, to) => this.statements.collect(window, to)),
    (head) => this.last.push(head),
    ({ text, base }, from, to) => newlinesIn(text, from - base, to - base),
  );
  /** Not settled yet. */
  private last: Head[] = [];
  private readonly kept: Draft[] = [];
  private readonly bootIds = new Map<Draft, string>();
  private settled = 0;
  private settledThrees = 0;
  private text = '';
  private base = 0;
  private pieces: string[] = [];
  private waiting = 0;

  /** The first `most` failures are kept, so that no log fills the memory; all are counted. */
  constructor(private readonly most = Number.POSITIVE_INFINITY) {}

  /** How many failures were found so far. */
  get found(): number {
    return this.settled + this.last.length;
  }

  /** How many of them are of suberror 3; known after the end. */
  get threes(): number {
    return this.settledThrees;
  }

  /** The next piece of the log; where pieces are cut does not matter. */
  push(piece: string): void {
    this.pieces.push(piece);
    this.waiting += piece.length;
    if (this.waiting >= step) this.look(false);
  }

  /** After the last piece: the failures in the order of the log, with offsets in the whole of it. */
  end(): Failure[] {
    this.look(true);
    attribute(this.kept, this.bootIds, this.statements);
    return this.kept;
  }

  private look(isLast: boolean): void {
    this.text += this.pieces.join('');
    this.pieces = [];
    this.waiting = 0;
    const end = this.base + this.text.length;
    const window: Window = { text: this.text, base: this.base, limit: isLast ? Number.POSITIVE_INFINITY : Math.max(this.base, end - context) };
    this.dumps.run(window);
    const from = Math.max(0, Math.min(this.text.length, window.limit - this.base - context));
    // The lines of what goes are counted first.
    this.dumps.skipTo(window, this.base + from);
    // A part keeps the whole in memory until it is joined with the next pieces, and no longer.
    this.text = isLast ? '' : this.text.slice(from);
    this.base += from;
    const settling = this.last.length - (isLast ? 0 : mayGrow);
    if (settling <= 0) return;
    for (const head of this.last.slice(0, settling)) this.settle(head);
    this.last = this.last.slice(settling);
  }

  private settle(head: Head): void {
    if (!isVouchedFor(head)) return;
    const { failure, bootId } = head;
    this.settled += 1;
    if (failure.suberror === 3) this.settledThrees += 1;
    if (this.kept.length >= this.most) return;
    quoteByCopy(failure);
    this.kept.push(failure);
    if (bootId !== undefined) this.bootIds.set(failure, bootId);
  }
}

/** What a failure quotes would keep its window in memory. */
function quoteByCopy(failure: Draft): void {
  const copy = (part: string | undefined) => (part === undefined ? undefined : copied(part));
  failure.timeText = copy(failure.timeText);
  failure.code = copy(failure.code);
  failure.vmidReason = copy(failure.vmidReason);
  failure.data = failure.data?.map(copied);
}
