/**
 * The failures of a log that comes in pieces, for what is too long for memory or for VS Code. Piece by piece the same is
 * found as scanLog finds in the whole: a window goes over the log, and holds enough on both sides of what it decides.
 */
import { copied } from './copied';
import { Pass } from './scan';
import type { Draft, Failure } from './types';
import { context } from './window';

/** Pieces are gathered to this size: each window is looked at once. */
const step = 1_048_576;
/** So many of the last failures may still get more lines, and are copied later. */
const mayGrow = 64;

export class LogScanner {
  private readonly pass = new Pass();
  private text = '';
  private base = 0;
  private pieces: string[] = [];
  private waiting = 0;
  private copiedUpTo = 0;

  /** How many failures were found so far. */
  get found(): number {
    return this.pass.drafts.length;
  }

  /** The next piece of the log; where pieces are cut does not matter. */
  push(piece: string): void {
    this.pieces.push(piece);
    this.waiting += piece.length;
    if (this.waiting >= step) this.look(false);
  }

  /** After the last piece: every failure in the order of the log, with offsets in the whole of it. */
  end(): Failure[] {
    this.look(true);
    this.copy(this.found);
    return this.pass.failures();
  }

  private look(last: boolean): void {
    this.text += this.pieces.join('');
    this.pieces = [];
    this.waiting = 0;
    const end = this.base + this.text.length;
    const window = { text: this.text, base: this.base, limit: last ? Number.POSITIVE_INFINITY : Math.max(this.base, end - context) };
    this.pass.look(window);
    this.pass.statements.collect(window);
    const from = Math.max(0, Math.min(this.text.length, window.limit - this.base - context));
    this.text = last ? '' : copied(this.text.slice(from));
    this.base += from;
    this.copy(this.found - mayGrow);
  }

  /** What a failure quotes would keep its window in memory. */
  private copy(upTo: number): void {
    for (const failure of this.pass.drafts.slice(this.copiedUpTo, Math.max(this.copiedUpTo, upTo))) quoteByCopy(failure);
    this.copiedUpTo = Math.max(this.copiedUpTo, upTo);
  }
}

function quoteByCopy(failure: Draft): void {
  const copy = (part: string | undefined) => (part === undefined ? undefined : copied(part));
  failure.timeText = copy(failure.timeText);
  failure.code = copy(failure.code);
  failure.vmidReason = copy(failure.vmidReason);
  failure.data = failure.data?.map(copied);
}
