/** The sections of the probe, in two rows that run side by side: each a script of its own with a time limit of its own. */
import bootLog from '../scripts/probe/boot-log.sh';
import cluster from '../scripts/probe/cluster.sh';
import cpu from '../scripts/probe/cpu.sh';
import failures from '../scripts/probe/failures.sh';
import firmware from '../scripts/probe/firmware.sh';
import guests from '../scripts/probe/guests.sh';
import ha from '../scripts/probe/ha.sh';
import identity from '../scripts/probe/identity.sh';
import initramfs from '../scripts/probe/initramfs.sh';
import kernel from '../scripts/probe/kernel.sh';
import logs from '../scripts/probe/logs.sh';
import machine from '../scripts/probe/machine.sh';
import nextBoot from '../scripts/probe/next-boot.sh';
import oldMicrocode from '../scripts/probe/old-microcode.sh';
import os from '../scripts/probe/os.sh';
import packages from '../scripts/probe/packages.sh';
import packaging from '../scripts/probe/packaging.sh';
import platform from '../scripts/probe/platform.sh';
import pve from '../scripts/probe/pve.sh';
import sources from '../scripts/probe/sources.sh';
import subscription from '../scripts/probe/subscription.sh';
import tasks from '../scripts/probe/tasks.sh';
import updateFile from '../scripts/probe/update-file.sh';
import work from '../scripts/probe/work.sh';

export interface SectionRow<Name extends string = SectionName> {
  readonly name: Name;
  readonly seconds: number;
  readonly script: string;
}

export type SectionName =
  | 'identity' | 'os' | 'pve' | 'kernel' | 'machine' | 'firmware' | 'cpu' | 'platform' | 'old-microcode' | 'boot-log' | 'update-file' | 'next-boot' | 'initramfs'
  | 'packages' | 'sources' | 'subscription' | 'guests' | 'cluster' | 'ha' | 'logs' | 'failures' | 'work' | 'packaging' | 'tasks';

/** Read one after another: what is large, and the journal of all boots, which takes longest. */
const first: readonly SectionRow[] = [
  { name: 'firmware', seconds: 3, script: firmware },
  { name: 'cpu', seconds: 3, script: cpu },
  { name: 'platform', seconds: 3, script: platform },
  { name: 'old-microcode', seconds: 3, script: oldMicrocode },
  { name: 'update-file', seconds: 5, script: updateFile },
  { name: 'sources', seconds: 5, script: sources },
  { name: 'logs', seconds: 5, script: logs },
  { name: 'failures', seconds: 15, script: failures },
];

/** Read beside them, one after another. What they print waits in a pipe, which has room for 64 KiB. */
const beside: readonly SectionRow[] = [
  { name: 'identity', seconds: 3, script: identity },
  { name: 'os', seconds: 3, script: os },
  { name: 'kernel', seconds: 3, script: kernel },
  { name: 'machine', seconds: 5, script: machine },
  { name: 'pve', seconds: 5, script: pve },
  // Before the packages: what ends in between is looked at once more, while what began would not be.
  { name: 'work', seconds: 5, script: work },
  { name: 'packages', seconds: 10, script: packages },
  { name: 'packaging', seconds: 5, script: packaging },
  { name: 'boot-log', seconds: 8, script: bootLog },
  { name: 'next-boot', seconds: 5, script: nextBoot },
  { name: 'initramfs', seconds: 10, script: initramfs },
  { name: 'guests', seconds: 5, script: guests },
  { name: 'cluster', seconds: 3, script: cluster },
  { name: 'ha', seconds: 3, script: ha },
  { name: 'subscription', seconds: 3, script: subscription },
  { name: 'tasks', seconds: 3, script: tasks },
];

export const sections = [...first, ...beside];

/** The arguments of probe.sh, for two rows of sections that run side by side. */
export function argumentsOf(one: readonly SectionRow<string>[], other: readonly SectionRow<string>[]): readonly string[] {
  return [String(one.length), ...[...one, ...other].flatMap(({ name, seconds, script }) => [name, String(seconds), script])];
}

/** Milliseconds: more than all of them together may take. */
export function deadlineOf(rows: readonly SectionRow<string>[]): number {
  return 1000 * (10 + rows.reduce((sum, { seconds }) => sum + seconds, 0));
}

export const probeArguments = argumentsOf(first, beside);
export const probeDeadline = deadlineOf(sections);
