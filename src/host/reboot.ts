/** What a reboot means for a host, said before anybody does it. */
import { assessMicrocode, hex, isKnownBad, knownTrouble } from '../microcode';
import { bootNotes, bootWarnings } from './bootAdvice';
import { microcodeEvidence } from './evidence';
import { type Guest, type HostFacts, valueOf } from './facts';
import { maintenanceTitle, mayEnterMaintenance } from './haMaintenance';
import { type GuestFate, guestFates, longestShutdown } from './guestFates';
import { type Surroundings, surroundingWarnings, voteNote } from './surroundings';
import { upTo } from './times';

export interface RebootAdvice {
  /** Why it must not be rebooted now; empty where it may. */
  readonly blocks: readonly string[];
  /** The guests that run, or may run, with what becomes of each. */
  readonly guests: readonly GuestFate[];
  /** The gravest first. */
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** At most so many seconds until all guests are down. */
  readonly shutdownSeconds: number;
  /** Within so many seconds it should be back. */
  readonly expectedSeconds: number;
}

/**
 * Tasks that a reboot would abort (pve-guests.service runs `vzdump -stop`), as an extended regular expression: backup, migration,
 * restore and creation, snapshots, what moves or copies disks, and joining a cluster (PVE::API2, the types of fork_worker).
 */
export const tasksToWaitFor = '(vzdump|(qm|vz)(restore|create|clone|snapshot|rollback|delsnapshot)|qmigrate|vzmigrate|migrateall|qmtemplate|qmmove|move_volume|resize|imgcopy|clusterjoin|aptupdate)';

/** What the firmware and the host's own start may take; big servers take longer. */
export const usualStartMinutes = 5;

/** `surroundings`: undefined where they could not be read; then nothing is said of them. `startMinutes`: from the last guest's end to a login. */
export function rebootAdvice(facts: HostFacts, surroundings?: Surroundings, startMinutes = usualStartMinutes): RebootAdvice {
  const all = valueOf(facts.guests) ?? [];
  const guests = guestFates(all, surroundings);
  const shutdownSeconds = longestShutdown(guests, surroundings?.orders ?? new Map());
  return {
    blocks: blocks(facts, surroundings),
    guests,
    shutdownSeconds,
    expectedSeconds: shutdownSeconds + 60 * startMinutes,
    warnings: [
      ...(surroundings ? surroundingWarnings(all, surroundings, valueOf(facts.pve)?.nodeName ?? 'NODE', mayEnterMaintenance(facts) && maintenanceTitle) : []),
      ...unknowns(facts, surroundings),
      ...guestWarnings(guests),
      ...bootWarnings(facts),
      ...microcodeWarnings(facts),
    ],
    notes: notes(facts, surroundings, shutdownSeconds, startMinutes),
  };
}

function blocks(facts: HostFacts, surroundings: Surroundings | undefined): string[] {
  const packaging = valueOf(facts.packaging);
  const tasks = (valueOf(facts.tasks) ?? []).filter(({ type }) => new RegExp(`^${tasksToWaitFor}$`).test(type));
  return [
    ...(valueOf(facts.work)?.state === 'running' ? ['the microcode package is being installed'] : []),
    ...(packaging?.busy ?? []).map((name) => `${name} is running`),
    ...(packaging?.busy.length === 0 && packaging.unfinished.length > 0 ? [`dpkg left ${packaging.unfinished.join(', ')} half installed`] : []),
    ...tasks.map(({ type, id }) => `a task is running (${type}${id === '' ? '' : ` ${id}`})`),
    ...(surroundings?.replicating ?? []).map(({ vmid, target }) => `guest ${vmid} is being replicated (${target})`),
  ];
}

/** What could not be read might forbid it. */
function unknowns({ guests, tasks, packaging, cluster }: HostFacts, surroundings: Surroundings | undefined): string[] {
  const ended = (reason: string) => reason.replace(/\.?$/, '.');
  return [
    ...(guests.state === 'known' ? [] : ['Which guests are running is not known.']),
    ...(tasks.state === 'unknown' ? [`Whether a backup, migration, replication or restore is running is not known: ${ended(tasks.reason)}`] : []),
    ...(packaging.state === 'unknown' ? [`Whether apt or dpkg is at work is not known: ${ended(packaging.reason)}`] : []),
    ...(cluster.state === 'unknown' && surroundings?.inCluster !== true ? [`Whether the host is in a cluster, and keeps its quorum, is not known: ${ended(cluster.reason)}`] : []),
  ];
}

function guestWarnings(guests: readonly GuestFate[]): string[] {
  const named = (wanted: (fate: GuestFate) => boolean) => guests.filter(wanted).map(({ guest }) => guestTitle(guest)).join(', ');
  const dead = named(({ guest }) => guest.status === 'internal-error');
  const left = named(({ guest, staysOff }) => guest.status === 'running' && staysOff);
  const doubtful = named(({ guest }) => guest.status === undefined);
  return [
    ...(dead === '' ? [] : [`Dead, and cannot shut down: ${dead}. Stop it first, or the reboot waits until its time is over.`]),
    ...(left === '' ? [] : [`Not set to start at boot: ${left}`]),
    ...(doubtful === '' ? [] : [`Whether these run is not known: ${doubtful}`]),
  ];
}

function microcodeWarnings(facts: HostFacts): string[] {
  const { state, summary, expected } = assessMicrocode(microcodeEvidence(facts));
  const cpu = valueOf(facts.cpu);
  if (state === 'reboot-pending') return cpu && expected && isKnownBad(cpu, expected.revision) ? [`Microcode ${hex(expected.revision)}, which this boot loads, is known to make trouble: ${knownTrouble(cpu)?.report ?? ''}.`] : [];
  return [state === 'will-not-load' ? `This boot will load no newer microcode: ${summary}.` : 'No newer microcode is on the disk: this boot will load none.'];
}

function notes(facts: HostFacts, surroundings: Surroundings | undefined, shutdownSeconds: number, startMinutes: number): string[] {
  const { state, expected, running } = assessMicrocode(microcodeEvidence(facts));
  const votes = surroundings && voteNote(surroundings);
  return [
    ...(state === 'reboot-pending' && expected ? [`Microcode ${hex(expected.revision)} is loaded at this boot, in place of ${running === undefined ? 'the present one' : hex(running)}.`] : []),
    `It should be back within ${upTo(shutdownSeconds + 60 * startMinutes)}: ${shutdownSeconds === 0 ? '' : `up to ${upTo(shutdownSeconds)} for the guests’ shutdown, then `}${upTo(60 * startMinutes)} for the firmware and the host’s own start.`,
    ...bootNotes(facts),
    ...(votes === undefined ? [] : [votes]),
    `Can you reach its screen and keyboard without its network (a console, IPMI)? ${surroundings?.ipmi === true ? 'It has a BMC, so IPMI may do. ' : ''}Should it not come up with the new microcode: add dis_ucode_ldr to the kernel’s command line in the boot menu (key e).`,
  ];
}

/** `101 homeassistant`. */
export function guestTitle({ vmid, name }: Guest): string {
  return `${vmid}${name === undefined ? '' : ` ${name}`}`;
}
