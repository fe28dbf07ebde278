/**
 * One host over time: its connection, what was read of it, what follows from that, and what can be done there. Knows no
 * VS Code; what it shows is its `view`, which changes as a whole and is announced once a change.
 */
import { ConnectionLost, type ConnectionState, type Disposable, type Machine, type Script, Unreachable } from '../machine';
import { updateFileNames } from '../microcode';
import { Access, decode } from './access';
import { checkHost } from './checks';
import { type KeptCopy, copiesFolder, listCopies, placesOf, readCopy } from './copies';
import { type AskedReboot, type Deed, deedsOfStory, proofOf } from './deeds';
import type { EvidenceStore } from './evidence';
import { type HostFacts, type PackageContent, valueOf } from './facts';
import { type SaveOptions, createFile, readFile, saveFile, statFile } from './fileAccess';
import type { FileContent, FileStat, SaveOutcome } from './files';
import { type Hold, holdCommand, setHold } from './hold';
import type { HostView } from './hostView';
import { type GuestLog, type GuestState, readGuestLog, readGuestState, restartCommands, restartGuest, startCommand } from './guestRestart';
import { maintenanceCommand, setMaintenance } from './haMaintenance';
import { type HistoryOptions, readHistory } from './history/read';
import type { HostHistory } from './history/types';
import { Observed } from './observed';
import { type OlderVersions, olderVersions } from './older';
import { type ReadOptions, readJournal, readPackedLog, showEarlyUpdates, showRevision } from './outputs';
import { packageContent } from './packageContent';
import { parseProbe } from './probe';
import { probeArguments, probeDeadline } from './probe/sections';
import { planRemediation } from './remediation';
import { scripts } from './scripts';
import type { RecordStore } from './records';
import { type SearchOptions, type SearchRecord, searchFailures } from './search';
import { type Simulation, installCommands } from './simulation';
import { type Surroundings, readSurroundings } from './surroundings';
import { duration } from './times';
import { type FollowOptions, followFailures } from './watch/follow';
import { type Waiting, reboot, simulateInstall, startInstall, waitForNewBoot } from './work';

export interface SessionOptions {
  readonly id: string;
  readonly label: string;
  readonly machine: Machine;
  readonly evidence: EvidenceStore;
  readonly guestLogs: RecordStore<GuestLog>;
  readonly deeds: RecordStore<Deed>;
  /** Milliseconds between two looks while our install runs there; 5,000 unless given. */
  readonly workPause?: number;
}

export class HostSession implements Disposable {
  readonly machine: Machine;
  readonly followInstall: { readonly script: Script; readonly args: readonly string[] } = { script: scripts.installFollow, args: [] };
  private readonly access: Access;
  private readonly observed: Observed;
  private readonly listeners = new Set<(view: HostView) => void>();
  private readonly stateSubscription: Disposable;
  private current: HostView;
  private looking: Promise<void> | undefined;
  /** What a package that was fetched to be read brings; the plan looks whether it still is the one that apt would install. */
  private content: PackageContent | undefined;
  private nextLook: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(private readonly options: SessionOptions) {
    const { id, label, machine, evidence } = options;
    this.machine = machine;
    this.observed = new Observed(evidence, id);
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

  async saveFile(path: string, content: Uint8Array, expected: string | undefined, options: SaveOptions = {}): Promise<SaveOutcome> {
    const outcome = await saveFile(this.access, path, content, expected, options);
    if (outcome.kind === 'saved') await this.did(`Saved ${path}; what it was before is kept in ${copiesFolder}`);
    return outcome;
  }

  async createFile(path: string, content: Uint8Array): Promise<void> {
    await createFile(this.access, path, content);
    await this.did(`Made ${path}`);
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
    return await readHistory(this.access, await this.observed.records(), options);
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
    this.become({ plan: planRemediation(facts, await this.observed.records(), brings) });
    return { ...simulation, brings };
  }

  /** What hangs on the host beside its own programs, as it is now. */
  surroundings({ signal }: { readonly signal?: AbortSignal } = {}): Promise<Surroundings> {
    return readSurroundings(this.access, signal);
  }

  async startInstall(packageName: string, version?: string): Promise<void> {
    await startInstall(this.access, packageName, version);
    await this.did(`Started the install of ${packageName}`, installCommands(packageName, version));
  }

  /** Which versions older than the installed one apt could install. */
  olderVersions(packageName: string): Promise<OlderVersions> {
    return olderVersions(this.access, packageName);
  }

  /** Has apt leave the package alone, or lets it go on. */
  async setHold(hold: Hold, packageName: string): Promise<void> {
    await setHold(this.access, hold, packageName);
    await this.did(hold === 'hold' ? `Put ${packageName} on hold` : `Released ${packageName}`, [holdCommand(hold, packageName)]);
  }

  /** Resolves with what the journal had of the guest, which is kept before anything is done to it. */
  async stopAndStart(vmid: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<GuestLog> {
    const { guestLogs, id } = this.options;
    const pid = valueOf(this.current.facts?.guests)?.find((guest) => guest.vmid === vmid)?.pid;
    const guestLog = await readGuestLog(this.access, vmid, pid, signal);
    if (guestLog.text !== '') await guestLogs.append(id, guestLog);
    await restartGuest(this.access, 'restart', vmid, signal);
    await this.did(`Stopped and started guest ${vmid}`, restartCommands(this.current.facts, vmid));
    return guestLog;
  }

  /** Starts a guest that a stop and start has left stopped. */
  async startGuest(vmid: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    await restartGuest(this.access, 'start', vmid, signal);
    await this.did(`Started guest ${vmid}, which was left stopped`, [startCommand(this.current.facts, vmid)]);
  }

  /** What became of a guest whose stop and start was broken off. */
  guestState(vmid: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<GuestState> {
    return readGuestState(this.access, vmid, signal);
  }

  /** Has HA take its services from this node, or give them back; resolves when it is so. */
  async setMaintenance(action: 'enable' | 'disable', node: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    await setMaintenance(this.access, action, node, signal);
    await this.did(`${action === 'enable' ? 'Began' : 'Ended'} the HA maintenance of ${node}`, [maintenanceCommand(action, node)]);
  }

  /** Asks the host to reboot, and resolves when a new boot answers; `downMs` is how long that took. */
  reboot(bootId: string, waiting: Waiting = {}): Promise<{ readonly downMs: number }> {
    const asked = { since: Date.now(), bootId, ...(waiting.expected === undefined ? {} : { expected: waiting.expected }) };
    return this.whileRebooting(asked, waiting, async () => {
      await reboot(this.access, bootId);
      await this.did('Asked for a reboot', ['systemctl reboot'], { reboot: asked });
    });
  }

  /** Waits for the end of a reboot that was asked for before, in this window or another. */
  awaitReboot(asked: AskedReboot, waiting: Waiting = {}): Promise<{ readonly downMs: number }> {
    return this.whileRebooting(asked, waiting, () => Promise.resolve());
  }

  /** What was done to the host from this computer, as far as it belongs to the present plan; oldest first. */
  async deeds(): Promise<readonly Deed[]> {
    return deedsOfStory(await this.options.deeds.read(this.options.id), this.current.plan?.verdict.running);
  }

  /** Notes that the plan is done, once for each revision. */
  async noteProof(): Promise<void> {
    const proof = proofOf(this.current.plan, await this.deeds());
    if (proof) await this.did(proof.what, [], proof);
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.nextLook);
    this.stateSubscription.dispose();
    this.listeners.clear();
    this.machine.dispose();
  }

  private async whileRebooting({ since, bootId, ...bound }: AskedReboot, waiting: Waiting, ask: () => Promise<void>): Promise<{ readonly downMs: number }> {
    this.become({ rebooting: { since, ...bound } });
    try {
      await ask();
      await waitForNewBoot(this.access, bootId, { ...waiting, ...bound, since });
      const downMs = Date.now() - since;
      await this.did(`It was back after ${duration(downMs)}`);
      return { downMs };
    } finally {
      this.become({ rebooting: undefined });
    }
  }

  private did(what: string, commands: readonly string[] = [], more: Partial<Deed> = {}): Promise<void> {
    return this.options.deeds.append(this.options.id, { at: Date.now(), what, commands, ...more });
  }

  private async look(mayAsk: boolean): Promise<void> {
    // Logging in is not tried again by itself: the reason stays until the user asks.
    if (!mayAsk && this.machine.state.kind === 'refused') return;
    this.become({ refreshing: true });
    try {
      await this.machine.connect({ mayAsk });
      const { stdout } = await this.access.run(scripts.probe, probeArguments, 'prefer', { priority: mayAsk ? 'user' : 'background', deadline: probeDeadline });
      const facts = parseProbe(decode(stdout));
      const records = await this.observed.add(facts);
      this.become({ refreshing: false, error: undefined, facts, findings: checkHost(facts), plan: planRemediation(facts, records, this.content) });
      this.watchWork(facts);
    } catch (thrown) {
      this.become({ refreshing: false, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
    }
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
