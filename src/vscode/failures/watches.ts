/** The hosts that the user wants to be watched, in whichever window that is done; and what is new there. */
import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { HostWatch, type WatchRecord, type WatchState, type WatchedFailure, fileLease, guestName, noticeOf } from '../../host';
import { recordsIn } from '../evidence';
import type { Hosts } from '../hosts/hosts';
import { WatchNotices } from './watchNotices';

/** pvestatd looks every ten seconds: only then the host itself shows the guest as dead. */
const untilSeen = 15_000;
const off: WatchState = { kind: 'off' };

export class Watches implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string>();
  /** Fired with a host's id. */
  readonly onDidChange = this.changed.event;
  private readonly watches = new Map<string, HostWatch>();
  private readonly notices = new WatchNotices((hostId, failures) => void this.notify(hostId, failures));
  private readonly looks = new Map<string, NodeJS.Timeout>();
  private readonly subscription: vscode.Disposable;
  private readonly others: FSWatcher | undefined;

  /** `folder`: where it is kept which hosts are watched, how far, and what is new; every window has the same. */
  constructor(
    private readonly hosts: Hosts,
    private readonly folder: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.others = this.listenToOthers();
    this.subscription = hosts.onDidChange((id) => {
      if (id === undefined) this.follow();
      else this.settle(id);
    });
    this.follow();
  }

  state(hostId: string): WatchState {
    return this.watches.get(hostId)?.state ?? off;
  }

  unseen(hostId: string): readonly WatchedFailure[] {
    return this.watches.get(hostId)?.unseen ?? [];
  }

  async turn(hostId: string, on: boolean): Promise<void> {
    await this.watches.get(hostId)?.turn(on);
  }

  /** The user looks at that host's failures. */
  markSeen(hostId: string): void {
    const watched = this.watches.get(hostId);
    if (watched) this.safely(watched.markSeen());
  }

  dispose(): void {
    this.subscription.dispose();
    this.others?.close();
    this.notices.dispose();
    for (const timer of this.looks.values()) clearTimeout(timer);
    for (const one of this.watches.values()) one.dispose();
    this.changed.dispose();
  }

  /** Of the hosts in the settings each has its watch, on or off. */
  private follow(): void {
    for (const [id, one] of this.watches) {
      if (this.hosts.get(id)) continue;
      one.dispose();
      this.watches.delete(id);
    }
    for (const { setting } of this.hosts.all) this.settle(setting.id);
  }

  private settle(id: string): void {
    const host = this.hosts.get(id);
    if (!host) return;
    const known = this.watches.get(id);
    if (known) {
      this.safely(known.use(host.session));
      return;
    }
    const made = new HostWatch({
      hostId: id,
      store: recordsIn<WatchRecord>(this.folder),
      lease: fileLease(join(this.folder, `${encodeURIComponent(id)}.lease`)),
      onFailure: (failure) => this.met(id, failure),
      onChange: () => this.changed.fire(id),
      onError: (error) => this.log.warn(`Watching ${id}: ${String(error)}`),
    });
    this.watches.set(id, made);
    this.safely(made.reload().then(() => made.use(this.hosts.get(id)?.session)));
  }

  private met(id: string, failure: WatchedFailure): void {
    this.log.info(`${id}: ${failure.text} (process ${failure.pid ?? 'unknown'}, guest ${failure.vmid ?? 'unknown'})`);
    this.notices.add(id, failure);
    this.safely(this.hosts.refresh(id, false));
    clearTimeout(this.looks.get(id));
    this.looks.set(id, setTimeout(() => this.safely(this.hosts.refresh(id, false)), untilSeen));
  }

  private async notify(id: string, failures: readonly WatchedFailure[]): Promise<void> {
    const host = this.hosts.get(id);
    if (!host) return;
    const { message, vmid } = noticeOf(failures, host.label, (failure) => guestName(failure, host.session));
    const restart = 'Stop and Start';
    const show = 'Show';
    const choice = await vscode.window.showErrorMessage(message, ...(vmid === undefined ? [show] : [restart, show]));
    if (choice === restart) await vscode.commands.executeCommand('pveDoctor.stopAndStart', id, String(vmid));
    if (choice === show) await vscode.commands.executeCommand('pveDoctor.openFailures', id);
  }

  /** What another window writes down is shown here, too. */
  private listenToOthers(): FSWatcher | undefined {
    try {
      mkdirSync(this.folder, { recursive: true });
      const watcher = watch(this.folder, (_event, name) => {
        const id = name?.endsWith('.jsonl') === true ? decodeURIComponent(name.slice(0, -'.jsonl'.length)) : undefined;
        const one = id === undefined ? undefined : this.watches.get(id);
        if (one) this.safely(one.reload());
      });
      return watcher.on('error', (error) => this.log.warn(`What other windows watch is not seen: ${error.message}`));
    } catch (error) {
      this.log.warn(`What other windows watch is not seen: ${String(error)}`);
      return undefined;
    }
  }

  private safely(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.log.warn(`Watching: ${String(error)}`));
  }
}
