/**
 * One host over time: its connection, what was read of it, what follows from that, and what can be done there. Knows no
 * VS Code; what it shows is its `view`, which changes as a whole and is announced once a change.
 */
import type { Finding } from '../finding';
import { ConnectionLost, type ConnectionState, type Disposable, type Machine, type Script, Unreachable } from '../machine';
import { updateFileNames } from '../microcode';
import { Access, decode } from './access';
import { checkHost } from './checks';
import { type KeptCopy, listCopies, placesOf, readCopy } from './copies';
import { type EvidenceRecord, type EvidenceStore, newRecord } from './evidence';
import { type HostFacts, type PackageContent, valueOf } from './facts';
import { type SaveOptions, createFile, readFile, saveFile, statFile } from './fileAccess';
import type { FileContent, FileStat, SaveOutcome } from './files';
import { type Hold, setHold } from './hold';
import { type GuestLog, readGuestLog, restartGuest } from './guestRestart';
import { setMaintenance } from './haMaintenance';
import { type HistoryOptions, readHistory } from './history/read';
import type { HostHistory } from './history/types';
import { type OlderVersions, olderVersions } from './older';
import { type ReadOptions, readJournal, readPackedLog, showEarlyUpdates, showRevision } from './outputs';
import { packageContent } from './packageContent';
import type { RemediationPlan } from './plan';
import { parseProbe } from './probe';
import { probeArguments, probeDeadline } from './probe/sections';
import { planRemediation } from './remediation';
import type { Rebooting } from './rebooting';
import { scripts } from './scripts';
import type { RecordStore } from './records';
import { type SearchOptions, type SearchRecord, searchFailures } from './search';
import type { Simulation } from './simulation';
import { type Surroundings, readSurroundings } from './surroundings';
import { type FollowOptions, followFailures } from './watch/follow';
import { type Waiting, reboot, simulateInstall, startInstall, waitForNewBoot } from './work';

/** What the tree and the pages show of a host. */
export interface HostView {
  readonly id: string;
  readonly label: string;
  readonly connection: ConnectionState;
  /** As they were read last; they stay while the host does not answer. */
  readonly facts?: HostFacts;
  readonly plan?: RemediationPlan;
  readonly findings: readonly Finding[];
  /** Why the last look failed. */
  readonly error?: Error;
  readonly refreshing: boolean;
  readonly rebooting?: Rebooting;
}

export interface SessionOptions {
  readonly id: string;
  readonly label: string;
  readonly machine: Machine;
  readonly evidence: EvidenceStore;
  readonly guestLogs: RecordStore<GuestLog>;
  /** Milliseconds between two looks while our install runs there; 5,000 unless given. */
  readonly workPause?: number;
}

export class HostSession implements Disposable {
  readonly machine: Machine;
  readonly followInstall: { readonly script: Script; readonly args: readonly string[] } = { script: scripts.installFollow, args: [] };
  private readonly access: Access;
  private readonly listeners = new Set<(view: HostView) => void>();
  private readonly stateSubscription: Disposable;
  private current: HostView;
  private looking: Promise<void> | undefined;
  private records: readonly EvidenceRecord[] | undefined;
  /** What a package that was fetched to be read brings; the plan looks whether it still is the one that apt would install. */
  private content: PackageContent | undefined;
  private nextLook: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(private readonly options: SessionOptions) {
    const { id, label, machine } = options;
    this.machine = machine;
    this.access = new Access(machine);
    this.current = { id, label, connection: machine.state, findings: [], refreshing: false };
    this.stateSubscription = machine.onDidChangeState((connection) => this.connectionChanged(connection));
  }

  get view(): HostView {
    return this.current;
  }

  /** Called after each change of the view. */
  onDidChange(listener: (view: HostView) => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Connects if needed and looks again; calls that come meanwhile share the look, unless they are to look `anew`, since something was changed. Never rejects: a failure is in the view. */
  async refresh({ mayAsk, anew = mayAsk }: { readonly mayAsk: boolean; readonly anew?: boolean }): Promise<void> {
    if (this.looking && anew) await this.looking;
    this.looking ??= this.look(mayAsk).finally(() => (this.looking = undefined));
    await this.looking;
  }

  stat(path: string): Promise<FileStat> {
    return statFile(this.access, path);
  }

  readFile(path: string): Promise<FileContent> {
    return readFile(this.access, path);
  }

  saveFile(path: string, content: Uint8Array, expected: string | undefined, options: SaveOptions = {}): Promise<SaveOutcome> {
    return saveFile(this.access, path, content, expected, options);
  }

  createFile(path: string, content: Uint8Array): Promise<void> {
    return createFile(this.access, path, content);
  }

  /** The versions of files that a save has kept, the newest first. */
  listCopies(): Promise<readonly KeptCopy[]> {
    return listCopies(this.access);
  }

  /** Where a copy of a file of that name may belong. */
  placesOf(baseName: string): Promise<readonly string[]> {
    return placesOf(this.access, baseName);
  }

  readCopy(name: string): Promise<Uint8Array> {
    return readCopy(this.access, name);
  }

  readJournal(only: 'all' | 'kvm', options: ReadOptions): Promise<string> {
    return readJournal(this.access, only, options);
  }

  /** What the journal and the packages' logs tell of the time until now. */
  async readHistory(options: HistoryOptions): Promise<HostHistory> {
    return await readHistory(this.access, await this.knownRecords(), options);
  }

  readPackedLog(path: string, options: ReadOptions): Promise<string> {
    return readPackedLog(this.access, path, options);
  }

  /** Looks through all logs for failures, from where the last search ended. */
  searchFailures(next: SearchRecord['next'] | undefined, options: SearchOptions = {}): Promise<SearchRecord> {
    return searchFailures(this.access, next, options);
  }

  /** Follows the journal until it is disposed of; never asks the user anything. */
  watchFailures(options: FollowOptions): Disposable {
    return followFailures(this.access, options);
  }

  showRevision(): Promise<string> {
    return showRevision(this.access);
  }

  showEarlyUpdates(): Promise<string> {
    return showEarlyUpdates(this.access);
  }

  /** What apt would install, and what of it this CPU would get: read in the package, which the plan then goes by. */
  async simulateInstall(packageName: string, { signal, version }: { readonly signal?: AbortSignal; readonly version?: string | undefined } = {}): Promise<Simulation & { readonly brings?: PackageContent }> {
    const { facts } = this.current;
    const cpu = valueOf(facts?.cpu);
    const simulation = await simulateInstall(this.access, packageName, { files: cpu ? updateFileNames(cpu).paths : [], codename: valueOf(facts?.os)?.codename, version, signal });
    const brings = cpu && packageContent(cpu, simulation.content);
    if (!facts || !brings) return simulation;
    this.content = brings;
    this.become({ plan: planRemediation(facts, this.records, brings) });
    return { ...simulation, brings };
  }

  /** What hangs on the host beside its own programs, as it is now. */
  surroundings({ signal }: { readonly signal?: AbortSignal } = {}): Promise<Surroundings> {
    return readSurroundings(this.access, signal);
  }

  startInstall(packageName: string, version?: string): Promise<void> {
    return startInstall(this.access, packageName, version);
  }

  /** Which versions older than the installed one apt could install. */
  olderVersions(packageName: string): Promise<OlderVersions> {
    return olderVersions(this.access, packageName);
  }

  /** Has apt leave the package alone, or lets it go on. */
  setHold(hold: Hold, packageName: string): Promise<void> {
    return setHold(this.access, hold, packageName);
  }

  /** Resolves with what the journal had of the guest, which is kept before anything is done to it. */
  async stopAndStart(vmid: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<GuestLog> {
    const { guestLogs, id } = this.options;
    const pid = valueOf(this.current.facts?.guests)?.find((guest) => guest.vmid === vmid)?.pid;
    const guestLog = await readGuestLog(this.access, vmid, pid, signal);
    if (guestLog.text !== '') await guestLogs.append(id, guestLog);
    await restartGuest(this.access, vmid, signal);
    return guestLog;
  }

  /** Has HA take its services from this node, or give them back; resolves when it is so. */
  setMaintenance(action: 'enable' | 'disable', node: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return setMaintenance(this.access, action, node, signal);
  }

  /** Asks the host to reboot, and resolves when a new boot answers; `downMs` is how long that took. */
  async reboot(bootId: string, waiting: Waiting = {}): Promise<{ readonly downMs: number }> {
    const since = Date.now();
    this.become({ rebooting: { since, ...(waiting.expected === undefined ? {} : { expected: waiting.expected }) } });
    try {
      await reboot(this.access, bootId);
      await waitForNewBoot(this.access, bootId, waiting);
      return { downMs: Date.now() - since };
    } finally {
      this.become({ rebooting: undefined });
    }
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.nextLook);
    this.stateSubscription.dispose();
    this.listeners.clear();
    this.machine.dispose();
  }

  private async look(mayAsk: boolean): Promise<void> {
    // Logging in is not tried again by itself: the reason stays until the user asks.
    if (!mayAsk && this.machine.state.kind === 'refused') return;
    this.become({ refreshing: true });
    try {
      await this.machine.connect({ mayAsk });
      const { stdout } = await this.access.run(scripts.probe, probeArguments, 'prefer', { priority: mayAsk ? 'user' : 'background', deadline: probeDeadline });
      const facts = parseProbe(decode(stdout));
      const records = await this.recorded(facts);
      this.become({ refreshing: false, error: undefined, facts, findings: checkHost(facts), plan: planRemediation(facts, records, this.content) });
      this.watchWork(facts);
    } catch (thrown) {
      this.become({ refreshing: false, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
    }
  }

  private async recorded(facts: HostFacts): Promise<readonly EvidenceRecord[]> {
    const { evidence, id } = this.options;
    const before = await this.knownRecords();
    const record = newRecord(facts, before);
    if (!record) return before;
    this.records = [...before, record];
    await evidence.append(id, record);
    return this.records;
  }

  private async knownRecords(): Promise<readonly EvidenceRecord[]> {
    this.records ??= await this.options.evidence.read(this.options.id);
    return this.records;
  }

  /** While our install runs there, nothing else tells when it ends: a window that came later has no terminal on it. */
  private watchWork({ work }: HostFacts): void {
    clearTimeout(this.nextLook);
    if (this.disposed || work.state !== 'known' || work.value.state !== 'running') return;
    this.nextLook = setTimeout(() => void this.refresh({ mayAsk: false }), this.options.workPause ?? 5_000);
    this.nextLook.unref();
  }

  private connectionChanged(connection: ConnectionState): void {
    const before = this.current.connection.kind;
    this.become({ connection });
    // The network came back by itself: what is shown is older than the loss.
    if (before !== 'connected' && connection.kind === 'connected' && !this.looking && (this.current.error instanceof ConnectionLost || this.current.error instanceof Unreachable)) void this.refresh({ mayAsk: false });
  }

  private become(change: { [K in keyof HostView]?: HostView[K] | undefined }): void {
    if (this.disposed) return;
    this.current = Object.fromEntries(Object.entries({ ...this.current, ...change }).filter(([, value]) => value !== undefined)) as unknown as HostView;
    for (const listener of [...this.listeners]) listener(this.current);
  }
}
