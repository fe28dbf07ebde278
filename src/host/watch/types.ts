/** Watching a host for failures: what is kept of it, and what is shown. */
import type { JournalFailure } from '../journalFailure';

/** A failure that was met while watching, with its guest as it was known then. */
export interface WatchedFailure extends JournalFailure {
  readonly vmidReason?: string;
}

/** Only ever appended; the newest of a kind counts. */
export type WatchRecord =
  /** Turned on or off by the user. */
  | { readonly at: number; readonly on: boolean }
  /** Up to there everything was met: an entry of the journal. */
  | { readonly at: number; readonly cursor: string; readonly failure?: WatchedFailure }
  /** The user looked. */
  | { readonly at: number; readonly seen: true };

export interface Watched {
  readonly on: boolean;
  /** Undefined: it begins now. */
  readonly cursor: string | undefined;
  /** Oldest first. */
  readonly unseen: readonly WatchedFailure[];
}

export type WatchState =
  | { readonly kind: 'off' }
  /** The host is not connected. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'watching' }
  /** Another window does it. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Virtual CPUs report one another's failure, and a guest may fail again at once: within so many milliseconds that is one failure. */
const burst = 120_000;

export function isSameBurst(a: WatchedFailure, b: WatchedFailure): boolean {
  const sameGuest = a.vmid === undefined || b.vmid === undefined ? a.pid === b.pid : a.vmid === b.vmid;
  return sameGuest && Math.abs(a.time - b.time) < burst;
}

/** More marks than these say nothing more. */
const mostUnseen = 200;

export function watchedOf(records: readonly WatchRecord[]): Watched {
  return records.reduce<Watched>(withWatchRecord, { on: false, cursor: undefined, unseen: [] });
}

export function withWatchRecord(before: Watched, record: WatchRecord): Watched {
  // Turned on again, it begins with what comes then.
  if ('on' in record) return { ...before, on: record.on, cursor: record.on && before.on ? before.cursor : undefined };
  if ('seen' in record) return { ...before, unseen: [] };
  const { cursor, failure } = record;
  if (failure === undefined) return { ...before, cursor };
  return { ...before, cursor, unseen: [...before.unseen.filter((one) => !isSameBurst(one, failure)), failure].slice(-mostUnseen) };
}
