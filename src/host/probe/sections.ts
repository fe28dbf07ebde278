/** The sections of the probe, in their order: each a script of its own with a time limit of its own. */
import bootLog from '../scripts/probe/boot-log.sh';
import cpu from '../scripts/probe/cpu.sh';
import failures from '../scripts/probe/failures.sh';
import firmware from '../scripts/probe/firmware.sh';
import guests from '../scripts/probe/guests.sh';
import identity from '../scripts/probe/identity.sh';
import kernel from '../scripts/probe/kernel.sh';
import logs from '../scripts/probe/logs.sh';
import machine from '../scripts/probe/machine.sh';
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

interface SectionRow {
  readonly name: SectionName;
  readonly seconds: number;
  readonly script: string;
}

export type SectionName =
  | 'identity' | 'os' | 'pve' | 'kernel' | 'machine' | 'firmware' | 'cpu' | 'platform' | 'old-microcode' | 'boot-log' | 'update-file'
  | 'packages' | 'sources' | 'subscription' | 'guests' | 'logs' | 'failures' | 'work' | 'packaging' | 'tasks';

export const sections: readonly SectionRow[] = [
  { name: 'identity', seconds: 3, script: identity },
  { name: 'os', seconds: 3, script: os },
  { name: 'pve', seconds: 5, script: pve },
  { name: 'kernel', seconds: 3, script: kernel },
  { name: 'machine', seconds: 5, script: machine },
  { name: 'firmware', seconds: 3, script: firmware },
  { name: 'cpu', seconds: 3, script: cpu },
  { name: 'platform', seconds: 3, script: platform },
  { name: 'old-microcode', seconds: 3, script: oldMicrocode },
  { name: 'boot-log', seconds: 8, script: bootLog },
  { name: 'update-file', seconds: 5, script: updateFile },
  { name: 'packages', seconds: 10, script: packages },
  { name: 'sources', seconds: 5, script: sources },
  { name: 'subscription', seconds: 3, script: subscription },
  { name: 'guests', seconds: 5, script: guests },
  { name: 'logs', seconds: 5, script: logs },
  { name: 'failures', seconds: 15, script: failures },
  { name: 'work', seconds: 5, script: work },
  { name: 'packaging', seconds: 5, script: packaging },
  { name: 'tasks', seconds: 3, script: tasks },
];

/** The arguments of probe.sh. */
export const probeArguments: readonly string[] = sections.flatMap(({ name, seconds, script }) => [name, String(seconds), script]);

/** More than all of them together may take. */
export const probeDeadline = 1000 * (10 + sections.reduce((sum, { seconds }) => sum + seconds, 0));
