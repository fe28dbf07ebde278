/** What a failure means, in plain text: no promise of a cure, and guesses labelled as guesses. */
import type { Beside } from './beside';
import { knownCauses } from './causes';
import { describeData, suberrorName } from './decode';
import type { Failure } from './types';

/** Paragraphs: what happened, which guest, what the numbers say and what is known of them, what the log knows beside it (`near`, of besideOf), what to check. */
export function explainFailure(failure: Failure, near?: Beside, told: readonly string[] = []): string {
  return [meaning(failure), guest(failure), ...numbers(failure), ...knownCauses(failure), ...neighbours(failure, near, told.length === 0), ...told, ...advice(failure)].join('\n\n');
}

const stops = 'QEMU stops such a guest: its status is internal-error, its process stays, and it does nothing until it is stopped and started.';

function meaning({ kind, suberror, times }: Failure): string {
  const repeats = times > 1 ? ` The log says that this was repeated ${times} times, as it is when several virtual CPUs report the same failure.` : '';
  if (kind !== 'internal-error') return `KVM could not go on running a guest (${sisters[kind]}). ${stops}${repeats}`;
  if (suberror === undefined) return `KVM gave up on a guest and QEMU printed no suberror, as old versions do. ${stops}${repeats}`;
  return `${plainly[suberror] ?? `KVM calls it internal error, suberror ${suberror}: ${suberrorName(suberror)}.`} ${suberror === 1 ? emulationStops : stops}${repeats}`;
}

const plainly: Readonly<Record<number, string>> = {
  1: 'The guest came to an instruction that KVM had to carry out itself and could not.',
  2: 'The CPU raised an exception in the guest while it was delivering another one, in a way that KVM does not expect.',
  3: 'The CPU left the guest in the middle of delivering an interrupt or exception to it, for a reason that should not come up there, and KVM could not go on.',
  4: 'The CPU left the guest for a reason that KVM does not know.',
};
const emulationStops = 'QEMU may stop the guest (status internal-error), or go on if it was the guest’s own program that failed.';
const sisters: Readonly<Record<Exclude<Failure['kind'], 'internal-error'>, string>> = {
  'entry-failed': 'the CPU refused to enter it',
  'unknown-exit': 'the CPU left it for a reason that QEMU does not know',
  'exception-exit': 'an exception ended it',
  'run-failed': 'the kernel refused to run it',
};

function guest({ vmid, vmidReason, vmidGuessed, pid }: Failure): string {
  if (vmid !== undefined) return `Guest: ${vmid}${vmidGuessed ? ' (a guess)' : ''}${vmidReason === undefined ? '' : `, because ${vmidReason}`}.`;
  return pid === undefined ? 'Which guest it was, this log does not tell.' : `Which guest it was, this log does not tell; QEMU’s process was ${pid}.`;
}

function numbers(failure: Failure): string[] {
  const lines = describeData(failure);
  return lines.length === 0 ? [] : [`What the numbers say: ${lines.join('; ')}.`];
}

/** That there was none is said of the text only where nothing better is known. */
function neighbours({ offset, boot }: Failure, near: Beside | undefined, sayNone: boolean): string[] {
  if (!near) return [];
  const { machineChecks, outOfMemory: memory, tellsNone } = near;
  const where = boot ? 'that boot' : 'this text';
  const said = memory.length === 0 ? [] : [`The same text has the host run out of memory and kill this guest (${count(memory.length)}, ${memory.every(({ range }) => range.start > offset) ? 'after' : memory.every(({ range }) => range.start < offset) ? 'before' : 'before and after'} this failure).`];
  if (machineChecks.length > 0) return [...said, `Machine checks or memory errors are logged in ${where} (${count(machineChecks.length)}): look at the hardware too.`];
  return tellsNone && sayNone ? [...said, `No machine check is logged in ${where}.`] : said;
}

function count(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}

/** As far as reports go, and no further: some CPUs are known for it, no cure is known for all. */
function advice({ kind, suberror, code, host }: Failure): string[] {
  if (suberror === 3) {
    return [
      `Often this is the host’s CPU, its microcode, or the firmware; but also a guest that crashed, a wrong memory size, a live migration, or the kernel. ${host?.report ?? 'A Celeron J6412 was reported to have it at revision 0x16 and not after 0x17; for other CPUs less is known.'}`,
      'Check: the running microcode revision (grep -m1 microcode /proc/cpuinfo) against the newest one for this CPU, whether the host’s apt sources have the component for microcode, whether there is a newer BIOS, whether the failures follow one guest or the whole host, and whether they began with another kernel.',
    ];
  }
  if (suberror === 1) return ['Check: what the guest was doing (its boot firmware, a nested guest, memory that is a device’s), its CPU type, and whether another version of QEMU or of the kernel fails too.'];
  if (suberror !== undefined || kind === 'internal-error') return ['Check: whether the failures follow one guest or the whole host, the running microcode revision, the BIOS, and whether they began with another kernel.'];
  if (kind === 'entry-failed' && code === '80000021') return ['Reported on Intel with kernel 5.15 of Proxmox VE. What people tried: another kernel, the kernel option kvm.tdp_mmu=N, newer BIOS and microcode.'];
  return ['Check: whether the failures follow one guest or the whole host, and whether they began with another kernel or another version of QEMU.'];
}
