/** What boots.sh and kernels.sh printed, as boots. */
import { revisionsOfBoot } from '../../microcode';
import type { EvidenceRecord } from '../evidence';
import { journalEntry } from '../journalEntry';
import { type BootClock, bootClock, type Stamp } from './clock';

export interface ReadBoot {
  readonly id: string;
  readonly current: boolean;
  /** Its first entry is not of its start. */
  readonly beginsLate: boolean;
  readonly clock: BootClock;
}

/** Milliseconds; the journal's own program is one of the first. */
const slowestStart = 10 * 60_000;

export interface ReadBoots {
  /** By the host's clock, milliseconds since 1970. */
  readonly now: number;
  /** Of the running boot, from /proc/cpuinfo. */
  readonly revision: number | undefined;
  /** Oldest first, by their ends. */
  readonly boots: readonly ReadBoot[];
  readonly older: boolean;
}

/** Undefined where the text does not even tell the host's time. */
export function bootsOf(body: string): ReadBoots | undefined {
  const [, seconds, uptime, currentId] = /^now (\d+) ([\d.]+) ([0-9a-f]{32})$/m.exec(body) ?? [];
  if (seconds === undefined) return undefined;
  const now: Stamp = { real: Number(seconds) * 1000, monotonic: Number(uptime) * 1000 };
  const revision = /^revision (0x[0-9a-f]+)$/m.exec(body)?.[1];
  const boots = [...body.matchAll(/^boot ([0-9a-f]{32})\nfirst (\d+) (\d+)\nlast (\d+) (\d+)$/gm)].map(([, id = '', ...times]): ReadBoot => {
    const [firstReal = 0, firstMonotonic = 0, lastReal = 0, lastMonotonic = 0] = times.map((micro) => Math.floor(Number(micro) / 1000));
    const current = id === currentId;
    const last = current ? now : { real: lastReal, monotonic: lastMonotonic };
    return { id, current, beginsLate: firstMonotonic > slowestStart, clock: bootClock({ real: firstReal, monotonic: firstMonotonic }, last) };
  });
  return {
    now: now.real,
    revision: revision === undefined ? undefined : Number(revision),
    boots: boots.sort((a, b) => Number(a.current) - Number(b.current) || a.clock.until - b.clock.until),
    older: /^older$/m.test(body),
  };
}

/** What the kernel of a boot said of itself. */
export interface Kernel {
  readonly release: string | undefined;
  readonly revisions: readonly number[];
  readonly bios: string | undefined;
  readonly parameters: readonly string[] | undefined;
}

/** By the boot's id. */
export function kernelsOf(body: string): ReadonlyMap<string, Kernel> {
  const messages = new Map<string, { readonly at: number; readonly message: string }[]>();
  for (const line of body.split('\n')) {
    const entry = journalEntry(line);
    if (!entry) continue;
    const { bootId, message, monotonic, time } = entry;
    const known = messages.get(bootId);
    const said = { at: monotonic ?? time, message };
    if (known) known.push(said);
    else messages.set(bootId, [said]);
  }
  return new Map([...messages].map(([id, said]) => [id, kernelOf(said.sort((a, b) => a.at - b.at).map(({ message }) => message))]));
}

function kernelOf(messages: readonly string[]): Kernel {
  const first = (pattern: RegExp) => messages.map((message) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  return {
    release: first(/^Linux version ([\w.+~-]+)/),
    revisions: revisionsOfBoot(messages),
    bios: first(/^DMI: .*, BIOS (.+)$/)?.trim(),
    parameters: first(/^Command line: (.*)$/)?.split(/\s+/).filter((word) => word !== '' && !/^(?:BOOT_IMAGE|initrd)=/.test(word)),
  };
}

/** The revision of a boot: as its kernel said, as the CPU shows it now, or as it was seen in that boot. A mix is not known. */
export function revisionOfBoot({ id, current }: ReadBoot, kernel: Kernel | undefined, running: number | undefined, records: readonly EvidenceRecord[]): number | undefined {
  const told = kernel?.revisions ?? [];
  const seen = records.filter(({ bootId }) => bootId.replaceAll('-', '') === id).map(({ revision }) => revision);
  const all = new Set([...told, ...(told.length === 0 ? seen : []), ...(current && running !== undefined ? [running] : [])]);
  const [only, ...more] = all;
  return more.length === 0 ? only : undefined;
}
