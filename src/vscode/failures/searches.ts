/** Searching the logs of hosts: what was found so far, kept over restarts, and what is being searched now. */
import * as vscode from 'vscode';
import { type HostSession, type RecordStore, type SearchProgress, type SearchRecord, type SearchResult, resultOf, withRecord } from '../../host';
import { Cancelled } from '../../machine';
import { progressWords } from './shownFailures';

interface Running {
  readonly stop: AbortController;
  readonly ended: Promise<SearchResult>;
  progress: SearchProgress | undefined;
}

export class Searches implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string>();
  /** Fired with a host's id. */
  readonly onDidChange = this.changed.event;
  private readonly results = new Map<string, SearchResult | undefined>();
  private readonly loading = new Map<string, Promise<void>>();
  private readonly running = new Map<string, Running>();

  constructor(
    private readonly store: RecordStore<SearchRecord>,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Undefined where nothing was searched, or what was found is still being read: then the change is announced. */
  result(hostId: string): SearchResult | undefined {
    if (!this.results.has(hostId)) void this.load(hostId);
    return this.results.get(hostId);
  }

  /** Undefined where none goes on. */
  searching(hostId: string): { readonly progress: SearchProgress | undefined } | undefined {
    return this.running.get(hostId);
  }

  stop(hostId: string): void {
    this.running.get(hostId)?.stop.abort(new Cancelled('The search was stopped'));
  }

  /** From where the last one ended. One at a time for each host: who comes second waits for the first. */
  async search(session: HostSession, signal: AbortSignal, say: (text: string) => void): Promise<SearchResult> {
    const { id } = session.view;
    const stopped = () => this.stop(id);
    signal.addEventListener('abort', stopped, { once: true });
    try {
      const before = this.running.get(id);
      if (before) return await before.ended;
      const stop = new AbortController();
      const running: Running = { stop, ended: this.searchNow(session, stop.signal, (progress) => this.progressed(id, progress, say)), progress: undefined };
      this.running.set(id, running);
      this.changed.fire(id);
      if (signal.aborted) stopped();
      return await running.ended;
    } finally {
      signal.removeEventListener('abort', stopped);
      if (this.running.delete(id)) this.changed.fire(id);
    }
  }

  dispose(): void {
    for (const id of this.running.keys()) this.stop(id);
    this.changed.dispose();
  }

  private async searchNow(session: HostSession, signal: AbortSignal, onProgress: (progress: SearchProgress) => void): Promise<SearchResult> {
    const { id } = session.view;
    await this.load(id);
    const before = this.results.get(id);
    const record = await session.searchFailures(before?.next, { signal, onProgress });
    const result = withRecord(before, record);
    this.results.set(id, result);
    await this.store.append(id, record);
    return result;
  }

  private progressed(id: string, progress: SearchProgress, say: (text: string) => void): void {
    const running = this.running.get(id);
    if (!running) return;
    running.progress = progress;
    say(progressWords(progress));
    this.changed.fire(id);
  }

  private async load(id: string): Promise<void> {
    let loading = this.loading.get(id);
    if (!loading) {
      loading = this.read(id);
      this.loading.set(id, loading);
    }
    await loading;
  }

  private async read(id: string): Promise<void> {
    try {
      this.results.set(id, resultOf(await this.store.read(id)));
    } catch (error) {
      // What was kept is a help, and no more: the next search begins anew.
      this.results.set(id, undefined);
      this.log.warn(`What was found in the logs of ${id} could not be read: ${String(error)}`);
    }
    this.changed.fire(id);
  }
}
