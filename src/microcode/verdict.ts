/** What is expected of one host's microcode, from what is running, what is on the disk, and what is known. */
import { packageFor } from './files';
import { type KnownRevision, knownRevision } from './known/revisions';
import { isKnownBad, knownTrouble } from './known/trouble';
import type { Revision } from './newest';
import type { CpuIdentity, EarlyUpdate, MicrocodeVerdict, Obstacle } from './types';
import { summaryOf } from './words';

export interface MicrocodeEvidence {
  readonly cpu?: CpuIdentity;
  /** Why there is no `cpu`. */
  readonly cpuUnknownReason?: string;
  readonly machine: 'physical' | 'virtual-machine' | 'container' | 'unknown';
  /** The newest update for this CPU in the files under /lib/firmware; undefined: none has this CPU, or they are not known. */
  readonly onDisk?: { readonly revision: number; readonly date?: string; readonly file: string };
  /** Since when that file is there, milliseconds since 1970. */
  readonly onDiskSince?: number;
  /** Milliseconds since 1970. */
  readonly bootedAt?: number;
  /** What this boot loaded before user space. */
  readonly earlyUpdate?: EarlyUpdate;
  /** The newest update for this CPU in the package that apt would install, where its files were read; 'none': it has none. */
  readonly inPackage?: Revision | 'none';
  /** Debian's release: the table then tells what that one brings. */
  readonly codename?: string;
  /** The vendor's release, YYYYMMDD, of a newer package that apt would install: the table then tells what that one brings, beside what is on the disk. */
  readonly upgrade?: string;
  /** Of the kernel that boots next, and of the running one: what its initramfs holds for this CPU. */
  readonly initramfs?: { readonly next?: InitramfsContent; readonly running?: InitramfsContent };
  /** Whether dis_ucode_ldr is on the kernel's command line, of this boot and of the next. */
  readonly loaderDisabled?: { readonly now: boolean; readonly next: boolean };
  /** A revision that the kernel of this boot said to have been refused. */
  readonly refusal?: { readonly revision: number };
}

export interface InitramfsContent {
  readonly kernel: string;
  /** Undefined: no update for this CPU. */
  readonly revision?: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/**
 * The verdict. Files go before the table: a host that runs what its package brings is current, and a newer revision that
 * the table knows is then only told of; unless apt would install a newer package that has it, or the running one is below
 * what cures this CPU's known trouble, or is itself known to be bad. Where CPUs run different revisions, the lowest counts.
 */
export function assessMicrocode(evidence: MicrocodeEvidence): MicrocodeVerdict {
  const { cpu, machine, codename, upgrade } = evidence;
  if (machine === 'container') return { state: 'not-this-machine', summary: 'This is a container: its CPU’s microcode belongs to the host that it runs on' };
  if (machine === 'virtual-machine' || cpu?.hypervisor) {
    return { state: 'not-this-machine', summary: 'This is a virtual machine: what it shows as microcode is made up by its host, which alone can load an update' };
  }
  if (!cpu) return { state: 'unknown', summary: `The CPU is not known: ${evidence.cpuUnknownReason ?? 'nothing was read of it'}` };
  const running = runningRevision(cpu, evidence.earlyUpdate);
  const newest = knownRevision(cpu);
  const outcome = judge(evidence, cpu, running, { newest, here: knownRevision(cpu, codename, upgrade) });
  const wanted = knownTrouble(cpu)?.wanted;
  const name = packageFor(cpu.vendor);
  return {
    state: outcome.state,
    ...(running === undefined ? {} : { running }),
    ...(outcome.expected ? { expected: outcome.expected } : {}),
    ...(outcome.obstacle ? { obstacle: outcome.obstacle } : {}),
    ...(wanted === undefined ? {} : { wanted }),
    ...(name === undefined ? {} : { package: name }),
    summary: summaryOf({ ...outcome, cpu, running, newest, onDisk: evidence.onDisk, inPackage: evidence.inPackage, earlyUpdate: evidence.earlyUpdate }),
  };
}

/** The lowest of all CPUs'; where the kernel shows none, what it says to have loaded in this boot. */
function runningRevision(cpu: CpuIdentity, earlyUpdate: EarlyUpdate | undefined): number | undefined {
  return cpu.revisions.length > 0 ? cpu.revisions.reduce((a, b) => Math.min(a, b)) : earlyUpdate?.to;
}

type Outcome = Pick<MicrocodeVerdict, 'state' | 'expected' | 'obstacle'>;

/** What the table knows: of all releases, and of what this host's own release of Debian brings. */
interface Tables {
  readonly newest: KnownRevision | undefined;
  readonly here: KnownRevision | undefined;
}

function judge(evidence: MicrocodeEvidence, cpu: CpuIdentity, running: number | undefined, { newest, here }: Tables): Outcome {
  const { onDisk, inPackage, upgrade } = evidence;
  const fromFiles = onDisk && ({ ...revisionOf(onDisk), source: 'files' } as const);
  const fromPackage = inPackage && inPackage !== 'none' ? ({ ...revisionOf(inPackage), source: 'package' } as const) : undefined;
  // A package that was read goes before what a table says of it.
  const fromTable = inPackage === undefined && here ? ({ ...revisionOf(here), source: 'table' } as const) : undefined;
  const expected = fromFiles ?? fromPackage ?? fromTable;
  if (cpu.vendor === 'other') return { state: 'no-update-known' };
  if (running === undefined) return { state: 'unknown', ...(expected ? { expected } : {}) };
  if (fromFiles && fromFiles.revision > running) return { ...onDiskOutcome(evidence, cpu, fromFiles.revision), expected: fromFiles };
  if (fromPackage && fromPackage.revision > running) return { state: 'update-available', expected: fromPackage };
  const needed = fromTable && needsMore(cpu, running) && newest ? ({ ...revisionOf(newest), source: 'table' } as const) : fromTable;
  if (needed && needed.revision > running && (!fromFiles || upgrade !== undefined || needsMore(cpu, running))) return { state: 'update-available', expected: needed };
  return expected ? { state: 'current', expected } : { state: 'no-update-known' };
}

/** A newer one is on the disk: whether the next boot loads it, or why this one did not. */
function onDiskOutcome({ onDiskSince, bootedAt, initramfs, loaderDisabled, refusal }: MicrocodeEvidence, cpu: CpuIdentity, revision: number): Pick<Outcome, 'state' | 'obstacle'> {
  const obstacle = obstacleOf(initramfs?.next, loaderDisabled?.next, revision);
  if (obstacle) return { state: 'will-not-load', obstacle };
  if (onDiskSince === undefined || bootedAt === undefined || onDiskSince >= bootedAt) return { state: 'reboot-pending' };
  if (loaderDisabled?.now) return { state: 'reboot-pending' };
  const { next, running } = initramfs ?? {};
  // What the next boot takes is not what this one took: it was rebuilt since, or it is another kernel's.
  if (next && (next.changedAt > bootedAt || (running && running.kernel !== next.kernel && (running.revision ?? 0) < revision))) return { state: 'reboot-pending' };
  const offered = running !== undefined && (running.revision ?? 0) >= revision && running.changedAt <= bootedAt;
  return { state: cpu.vendor === 'amd' && (offered || refusal?.revision === revision) ? 'refused' : 'not-loaded' };
}

function obstacleOf(next: InitramfsContent | undefined, disabled: boolean | undefined, revision: number): Obstacle | undefined {
  if (disabled) return { kind: 'loader-disabled' };
  if (!next || (next.revision ?? 0) >= revision) return undefined;
  return { kind: 'initramfs', kernel: next.kernel, ...(next.revision === undefined ? {} : { holds: next.revision }) };
}

/** Whether the running revision is one with which this CPU's known trouble was reported. */
function needsMore(cpu: CpuIdentity, running: number): boolean {
  const wanted = knownTrouble(cpu)?.wanted;
  return isKnownBad(cpu, running) || (wanted !== undefined && running < wanted);
}

function revisionOf({ revision, date }: Revision): Revision {
  return { revision, ...(date === undefined ? {} : { date }) };
}
