/** Watching one host, if the user turned it on: in one window alone, with its marks kept until the user looked. */
import type { Disposable } from '../../machine';
import type { JournalFailure } from '../journalFailure';
import type { RecordStore } from '../records';
import type { HostSession } from '../session';
import { valueOf } from '../facts';
import { guestOf } from '../guestOf';
import type { Lease } from './lease';
import { type Watched, type WatchedFailure, type WatchRecord, type WatchState, watchedOf, withWatchRecord } from './types';

export interface HostWatchOptions {
  readonly hostId: string;
  readonly store: RecordStore<WatchRecord>;
  readonly lease: Lease;
  /** Milliseconds between two looks at the lease; 5,000 unless given. */
  readonly beat?: number;
  /** A new failure, met in this window; what it shows (`unseen`) has it already. */
  readonly onFailure: (failure: WatchedFailure) => void;
  /** What is shown changed. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds for which a look at the host is new enough. */
const freshFacts = 5_000;

export class HostWatch implements Disposable {
  private watched: Watched = { on: false, cursor: undefined, unseen: [] };
  private current: WatchState = { kind: 'off' };
  private session: HostSession | undefined;
  private connection: Disposable | undefined;
  private following: Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;
  private beating = Promise.resolve();
  private disposed = false;

  constructor(private readonly options: HostWatchOptions) {}

  get state(): WatchState {
    return this.current;
  }

  get on(): boolean {
    return this.watched.on;
  }

  get unseen(): readonly WatchedFailure[] {
    return this.watched.unseen;
  }

  /** The records were written by this window or by another: reads them anew. */
  async reload(): Promise<void> {
    const { store, hostId } = this.options;
    const before = this.watched;
    const read = watchedOf(await store.read(hostId));
    if (this.disposed) return;
    // This window's own place in the journal is the newest.
    this.watched = this.following ? { ...read, cursor: before.cursor } : read;
    await this.settle();
    this.options.onChange();
  }

  /** By that session from now on; undefined: there is none. */
  async use(session: HostSession | undefined): Promise<void> {
    if (session === this.session) return;
    this.stop();
    this.connection?.dispose();
    this.session = session;
    // Connected now: another window may not be.
    this.connection = session?.machine.onDidChangeState(({ kind }) => {
      if (kind === 'connected' || kind === 'refused' || kind === 'disconnected') void this.settle();
    });
    await this.settle();
  }

  async turn(on: boolean): Promise<void> {
    await this.record({ at: Date.now(), on });
    await this.settle();
  }

  async markSeen(): Promise<void> {
    if (this.unseen.length > 0) await this.record({ at: Date.now(), seen: true });
  }

  /** What is under way; after dispose(), until another window may hold the lease. */
  get settled(): Promise<void> {
    return this.beating;
  }

  dispose(): void {
    this.disposed = true;
    clearInterval(this.timer);
    this.connection?.dispose();
    this.following?.dispose();
    this.following = undefined;
    // What is under way may take it yet.
    this.beating = this.beating.then(() => this.options.lease.release()).catch(this.options.onError);
  }

  /** Starts or stops, as it is wished and possible now. One at a time. */
  private settle(): Promise<void> {
    this.beating = this.beating.then(() => this.settleNow()).catch(this.options.onError);
    return this.beating;
  }

  private async settleNow(): Promise<void> {
    const { lease, beat = 5_000 } = this.options;
    if (this.isDisposed()) return;
    const { session } = this;
    if (!this.on || !session) {
      clearInterval(this.timer);
      this.timer = undefined;
      this.stop();
      await lease.release();
      this.become(this.on ? { kind: 'waiting' } : { kind: 'off' });
      return;
    }
    this.timer ??= setInterval(() => void this.settle(), beat).unref();
    const { kind } = session.machine.state;
    // A lost connection comes back by itself; one that needs the user leaves the watch to a window that has one.
    const mayHold = kind === 'connected' || (kind === 'lost' && this.following !== undefined);
    const holds = mayHold && (await lease.hold());
    if (holds === (this.following !== undefined)) {
      if (!holds) this.become(mayHold ? { kind: 'elsewhere' } : { kind: 'waiting' });
      return;
    }
    if (holds) {
      // The other window may have come further.
      this.watched = watchedOf(await this.options.store.read(this.options.hostId));
      if (this.isDisposed()) return;
      this.following = session.watchFailures({ cursor: this.watched.cursor, onReached: (cursor, failure) => this.reached(cursor, failure), onState: (state) => this.become(state) });
      return;
    }
    this.stop();
    if (!mayHold) await lease.release();
    this.become(mayHold ? { kind: 'elsewhere' } : { kind: 'waiting' });
  }

  /** Asked anew each time: a window may close while it waits. */
  private isDisposed(): boolean {
    return this.disposed;
  }

  private stop(): void {
    this.following?.dispose();
    this.following = undefined;
  }

  /** First it is written down, with its place in the journal: then it is met once, whatever ends this window. */
  private async reached(cursor: string, failure: JournalFailure | undefined): Promise<void> {
    if (!failure) {
      if (this.watched.cursor === undefined) await this.record({ at: Date.now(), cursor });
      else this.watched = { ...this.watched, cursor };
      return;
    }
    const named = await this.named(failure);
    await this.record({ at: Date.now(), cursor, failure: named });
    this.options.onFailure(named);
  }

  private async named(failure: JournalFailure): Promise<WatchedFailure> {
    if (failure.vmid !== undefined) return { ...failure, vmidReason: `the journal names its unit (${failure.vmid}.scope)` };
    const { session } = this;
    const known = session?.view.facts && guestOf(failure, session.view.facts);
    // Its guest may be younger than the last look at the host; many that come at once share one.
    const age = Date.now() - (session?.view.facts?.observedAt ?? 0);
    if (!known && age > freshFacts) await session?.refresh({ mayAsk: false });
    const guest = known ?? (session?.view.facts && guestOf(failure, session.view.facts));
    return guest ? { ...failure, vmid: guest.vmid, vmidReason: guest.reason } : failure;
  }

  private async record(record: WatchRecord): Promise<void> {
    this.watched = withWatchRecord(this.watched, record);
    await this.options.store.append(this.options.hostId, record).catch(this.options.onError);
    this.options.onChange();
  }

  private become(state: WatchState): void {
    if (this.disposed || JSON.stringify(state) === JSON.stringify(this.current)) return;
    this.current = state;
    this.options.onChange();
  }
}

/** The guest's number and name, as the tree has them; undefined where it is not known which it is. */
export function guestName({ vmid }: WatchedFailure, session: HostSession | undefined): string | undefined {
  if (vmid === undefined) return undefined;
  const name = valueOf(session?.view.facts?.guests)?.find((guest) => guest.vmid === vmid)?.name;
  return `${vmid}${name === undefined ? '' : ` (${name})`}`;
}
