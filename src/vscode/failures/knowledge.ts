/** What is known of the hosts whose logs stand in editors: their guests' processes, and what their logs say elsewhere. */
import * as vscode from 'vscode';
import { type HostFacts, type SearchResult, elsewhereOf, valueOf } from '../../host';
import type { Elsewhere } from '../../kvm';
import { hostIdOf } from '../documents/uris';
import type { Hosts } from '../hosts/hosts';
import type { Searches } from './searches';

export class Knowledge implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string>();
  /** Fired with a host's id when what is known for its logs changed, and not with each look at the host. */
  readonly onDidChange = this.changed.event;
  private readonly keys = new Map<string, string>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly hosts: Hosts,
    private readonly searches: Searches,
  ) {
    this.subscriptions = vscode.Disposable.from(
      hosts.onDidChange((id) => (id === undefined ? undefined : this.look(id))),
      searches.onDidChange((id) => this.look(id)),
    );
  }

  of(uri: vscode.Uri): Elsewhere | undefined {
    const id = hostIdOf(uri);
    const facts = id === undefined ? undefined : this.hosts.view(id)?.facts;
    return id === undefined || !facts ? undefined : elsewhereOf(facts, this.searches.result(id));
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.changed.dispose();
  }

  private look(id: string): void {
    const facts = this.hosts.view(id)?.facts;
    if (!facts) return;
    const key = keyOf(facts, this.searches.result(id));
    if (this.keys.get(id) === key) return;
    this.keys.set(id, key);
    this.changed.fire(id);
  }
}

/** Differs where an answer of elsewhereOf() can. */
function keyOf({ guests, failures, boot }: HostFacts, result: SearchResult | undefined): string {
  const processes = (valueOf(guests) ?? []).map(({ vmid, pid, pidSince }) => [vmid, pid, pidSince]);
  return JSON.stringify([valueOf(boot)?.id, processes, (valueOf(failures)?.failures ?? []).map(({ time, vmid }) => [time, vmid]), result?.at]);
}
