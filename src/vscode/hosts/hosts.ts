/** The hosts of the user's settings, each with its session: made when a host appears, ended when it is removed. */
import * as vscode from 'vscode';
import { HostSession, type Deed, type EvidenceStore, type GuestLog, type HostView, type RecordStore } from '../../host';
import { LocalMachine } from '../../local';
import { UserError, type Machine } from '../../machine';
import { Machines, type Prompts, type SecretStore, resolveTarget } from '../../ssh';
import { type HostSetting, labelOf, onDidChangeHosts, readHosts } from '../settings';
import { jumpsOf, ownEntry, toHostEntry } from './hostEntry';

/** One host as the tree and the commands see it. */
export interface KnownHost {
  readonly setting: HostSetting;
  readonly label: string;
  /** Undefined until its name is resolved; see `problem`. */
  readonly session: HostSession | undefined;
  /** Why there is no session. */
  readonly problem: Error | undefined;
  /** Why the user's own ssh is taken. */
  readonly transportReason: string | undefined;
  /** Where its name leads, as ssh_config says: a name or an address. Undefined until it is resolved. */
  readonly address: string | undefined;
}

interface Entry {
  /** What its session is made of. */
  readonly key: string;
  setting: HostSetting;
  session: HostSession | undefined;
  problem: Error | undefined;
  transportReason: string | undefined;
  address: string | undefined;
  opening: Promise<void> | undefined;
}

export class Hosts implements vscode.Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly changed = new vscode.EventEmitter<string | undefined>();
  private readonly machines: Machines;
  private readonly subscription: vscode.Disposable;
  private disposed = false;
  /** The id of the host that changed; undefined: the list itself. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly options: { readonly prompts: Prompts; readonly secrets: SecretStore; readonly evidence: EvidenceStore; readonly guestLogs: RecordStore<GuestLog>; readonly deeds: RecordStore<Deed>; readonly log: vscode.LogOutputChannel },
  ) {
    this.machines = new Machines(options.prompts, options.secrets, options.log);
    this.subscription = onDidChangeHosts(() => this.readSettings());
    this.readSettings();
  }

  get all(): readonly KnownHost[] {
    return [...this.entries.values()].map(known);
  }

  get(id: string): KnownHost | undefined {
    const entry = this.entries.get(id);
    return entry && known(entry);
  }

  view(id: string): HostView | undefined {
    return this.entries.get(id)?.session?.view;
  }

  /** Its session, resolving its name first. Rejects with a UserError where that is not possible. */
  async session(id: string): Promise<HostSession> {
    const entry = this.entries.get(id);
    if (!entry) throw new UserError(`There is no host “${id}” in the settings`, { detail: 'Add it to the view Proxmox Hosts.', actions: ['openSettings'] });
    await this.open(entry);
    if (entry.session) return entry.session;
    throw entry.problem ?? new UserError(`${labelOf(entry.setting)} was removed`);
  }

  /** Looks again; `mayAsk` only after something that the user did. Failures are in the host's view. */
  async refresh(id: string, mayAsk: boolean, anew = mayAsk): Promise<void> {
    const entry = this.entries.get(id);
    if (!entry) return;
    await this.open(entry);
    await entry.session?.refresh({ mayAsk, anew });
  }

  /** As above, for all of them or for those; side by side. How many connections one process opens at once is bounded, so that fifty hosts do not starve each other. */
  async refreshAll(mayAsk: boolean, ids: Iterable<string> = this.entries.keys()): Promise<void> {
    const waiting = [...ids];
    const worker = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await this.refresh(id, mayAsk);
    };
    await Promise.all(Array.from({ length: 16 }, worker));
  }

  /** Forgets the connection and what was resolved: the next look starts anew. */
  reset(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    end(entry);
    this.changed.fire(id);
  }

  dispose(): void {
    this.disposed = true;
    this.subscription.dispose();
    for (const entry of this.entries.values()) end(entry);
    this.entries.clear();
    this.changed.dispose();
  }

  private readSettings(): void {
    const settings = readHosts();
    for (const [id, entry] of this.entries) {
      if (settings.some((setting) => setting.id === id)) continue;
      end(entry);
      this.entries.delete(id);
    }
    // A new map order follows the settings' order.
    const before = new Map(this.entries);
    this.entries.clear();
    for (const setting of settings) this.entries.set(setting.id, renewed(before.get(setting.id), setting, sessionKey(setting, settings)));
    this.changed.fire(undefined);
    for (const { id } of settings) void this.refresh(id, false);
  }

  private async open(entry: Entry): Promise<void> {
    if (entry.session) return;
    entry.opening ??= this.openNow(entry).finally(() => {
      entry.opening = undefined;
      if (!this.disposed) this.changed.fire(entry.setting.id);
    });
    await entry.opening;
  }

  private async openNow(entry: Entry): Promise<void> {
    const { setting } = entry;
    try {
      const { machine, reason, address } = await this.machine(setting);
      if (this.disposed || this.entries.get(setting.id) !== entry) {
        machine.dispose();
        return;
      }
      entry.problem = undefined;
      entry.transportReason = reason;
      entry.address = address;
      entry.session = new HostSession({ id: setting.id, label: labelOf(setting), machine, evidence: this.options.evidence, guestLogs: this.options.guestLogs, deeds: this.options.deeds });
      entry.session.onDidChange(() => this.changed.fire(setting.id));
    } catch (error) {
      entry.problem = error instanceof Error ? error : new Error(String(error));
      this.options.log.warn(`${labelOf(setting)}: ${entry.problem.message}`);
    }
  }

  private async machine(setting: HostSetting): Promise<{ machine: Machine; reason: string | undefined; address: string }> {
    if (setting.transport === 'local') {
      const { prompts } = this.options;
      const askPassword = async () => (await prompts.sudoPassword({ host: 'this computer', user: 'you', again: false }))?.secret;
      return { machine: new LocalMachine(askPassword), reason: undefined, address: 'localhost' };
    }
    const target = await resolveTarget(toHostEntry(setting, this.all.map((host) => host.setting)));
    return { machine: this.machines.create(target), reason: target.transportReason, address: target.host };
  }
}

function known({ setting, session, problem, transportReason, address }: Entry): KnownHost {
  return { setting, label: labelOf(setting), session, problem, transportReason, address };
}

/** The same entry, with its connection, where only what the view shows changed. */
function renewed(entry: Entry | undefined, setting: HostSetting, key: string): Entry {
  if (entry?.key === key) {
    entry.setting = setting;
    return entry;
  }
  if (entry) end(entry);
  return { key, setting, session: undefined, problem: undefined, transportReason: undefined, address: undefined, opening: undefined };
}

/** How the host is reached, by itself and on the way, and its name in messages. */
function sessionKey(setting: HostSetting, hosts: readonly HostSetting[]): string {
  return JSON.stringify([ownEntry(setting), setting.transport, labelOf(setting), setting.jump, jumpsOf(setting, hosts)?.map((jump) => ownEntry(jump))]);
}

function end(entry: Entry): void {
  entry.session?.dispose();
  entry.session = undefined;
  entry.problem = undefined;
}
