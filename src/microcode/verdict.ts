/** What is expected of one host's microcode, from what is running, what is on the disk, and what is known. */
import { packageFor } from './files';
import { type KnownRevision, knownRevision } from './known/revisions';
import { isKnownBad, knownTrouble } from './known/trouble';
import type { CpuIdentity, EarlyUpdate, MicrocodeVerdict } from './types';
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
}

/**
 * The verdict. Files go before the table: a host that runs what its package brings is current, and a newer revision that
 * the table knows is then only told of; unless the running one is below what cures this CPU's known trouble, or is itself
 * known to be bad. Where CPUs run different revisions, the lowest counts.
 */
export function assessMicrocode(evidence: MicrocodeEvidence): MicrocodeVerdict {
  const { cpu, machine } = evidence;
  if (machine === 'container') return { state: 'not-this-machine', summary: 'This is a container: its CPU’s microcode belongs to the host that it runs on' };
  if (machine === 'virtual-machine' || cpu?.hypervisor) {
    return { state: 'not-this-machine', summary: 'This is a virtual machine: what it shows as microcode is made up by its host, which alone can load an update' };
  }
  if (!cpu) return { state: 'unknown', summary: `The CPU is not known: ${evidence.cpuUnknownReason ?? 'nothing was read of it'}` };
  const running = runningRevision(cpu, evidence.earlyUpdate);
  const table = knownRevision(cpu);
  const outcome = judge(evidence, cpu, running, table);
  const wanted = knownTrouble(cpu)?.wanted;
  const name = packageFor(cpu.vendor);
  return {
    state: outcome.state,
    ...(running === undefined ? {} : { running }),
    ...(outcome.expected ? { expected: outcome.expected } : {}),
    ...(wanted === undefined ? {} : { wanted }),
    ...(name === undefined ? {} : { package: name }),
    summary: summaryOf({ ...outcome, cpu, running, table, onDisk: evidence.onDisk, earlyUpdate: evidence.earlyUpdate }),
  };
}

/** The lowest of all CPUs'; where the kernel shows none, what it says to have loaded in this boot. */
function runningRevision(cpu: CpuIdentity, earlyUpdate: EarlyUpdate | undefined): number | undefined {
  return cpu.revisions.length > 0 ? cpu.revisions.reduce((a, b) => Math.min(a, b)) : earlyUpdate?.to;
}

type Outcome = Pick<MicrocodeVerdict, 'state' | 'expected'>;

function judge({ onDisk, onDiskSince, bootedAt }: MicrocodeEvidence, cpu: CpuIdentity, running: number | undefined, table: KnownRevision | undefined): Outcome {
  const fromFiles = onDisk && ({ ...revisionOf(onDisk), source: 'files' } as const);
  const fromTable = table && ({ ...revisionOf(table), source: 'table' } as const);
  const expected = fromFiles ?? fromTable;
  if (cpu.vendor === 'other') return { state: 'no-update-known' };
  if (running === undefined) return { state: 'unknown', ...(expected ? { expected } : {}) };
  if (fromFiles && fromFiles.revision > running) {
    const sinceBefore = onDiskSince !== undefined && bootedAt !== undefined && onDiskSince < bootedAt;
    return { state: sinceBefore ? 'not-loaded' : 'reboot-pending', expected: fromFiles };
  }
  const newer = fromTable && fromTable.revision > running ? fromTable : undefined;
  if (newer && (!fromFiles || needsMore(cpu, running))) return { state: 'update-available', expected: newer };
  return expected ? { state: 'current', expected } : { state: 'no-update-known' };
}

/** Whether the running revision is one with which this CPU's known trouble was reported. */
function needsMore(cpu: CpuIdentity, running: number): boolean {
  const wanted = knownTrouble(cpu)?.wanted;
  return isKnownBad(cpu, running) || (wanted !== undefined && running < wanted);
}

function revisionOf({ revision, date }: { readonly revision: number; readonly date?: string }): { revision: number; date?: string } {
  return { revision, ...(date === undefined ? {} : { date }) };
}
