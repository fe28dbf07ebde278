/** What a reboot means for a host, said before anybody does it. */
import { assessMicrocode, hex } from '../microcode';
import { microcodeEvidence } from './evidence';
import { type Guest, type HostFacts, valueOf } from './facts';
import { type Surroundings, longestShutdown, surroundingWarnings } from './surroundings';
import { duration } from './times';

export interface RebootAdvice {
  /** Why it must not be rebooted now; empty where it may. */
  readonly blocks: readonly string[];
  /** Running guests, which will be shut down: `101 homeassistant`. */
  readonly guests: readonly string[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** Tasks that a reboot would abort (pve-guests.service runs `vzdump -stop`). */
const tasksToWaitFor = /^(?:vzdump|qmigrate|vzmigrate|qmrestore|vzrestore|qmmove|imgcopy|clusterjoin|qmclone|vzclone|aptupdate)$/;

/** `surroundings`: undefined where they could not be read; then nothing is said of them. */
export function rebootAdvice(facts: HostFacts, surroundings?: Surroundings): RebootAdvice {
  const packaging = valueOf(facts.packaging);
  const guests = valueOf(facts.guests);
  const running = (guests ?? []).filter(({ status }) => status !== undefined && status !== 'stopped');
  const tasks = (valueOf(facts.tasks) ?? []).filter(({ type }) => tasksToWaitFor.test(type));
  const verdict = assessMicrocode(microcodeEvidence(facts));
  return {
    blocks: [
      ...(valueOf(facts.work)?.state === 'running' ? ['the microcode package is being installed'] : []),
      ...(packaging?.busy ?? []).map((name) => `${name} is running`),
      ...(packaging?.busy.length === 0 && packaging.unfinished.length > 0 ? [`dpkg left ${packaging.unfinished.join(', ')} half installed`] : []),
      ...tasks.map(({ type, id }) => `a task is running (${type}${id === '' ? '' : ` ${id}`})`),
    ],
    guests: running.map(nameOf),
    warnings: [
      ...(surroundings ? surroundingWarnings(guests ?? [], surroundings, valueOf(facts.pve)?.nodeName ?? 'NODE') : []),
      ...(guests === undefined ? ['Which guests are running is not known.'] : []),
      ...guestWarnings(guests ?? []),
      ...(verdict.state === 'reboot-pending' ? [] : [verdict.state === 'will-not-load' ? `This boot will load no newer microcode: ${verdict.summary}.` : 'No newer microcode is on the disk: this boot will load none.']),
    ],
    notes: [
      ...(verdict.state === 'reboot-pending' && verdict.expected ? [`Microcode ${hex(verdict.expected.revision)} is loaded at this boot, in place of ${verdict.running === undefined ? 'the present one' : hex(verdict.running)}.`] : []),
      ...(surroundings && running.length > 0 ? [`The guests have up to ${duration(1000 * longestShutdown(running, surroundings))} to shut down; then comes the firmware’s own start.`] : []),
      'Should the host not come up with it: add dis_ucode_ldr to the kernel’s command line in the boot menu (key e), which needs a console.',
    ],
  };
}

function guestWarnings(guests: readonly Guest[]): string[] {
  const left = guests.filter(({ status, onboot, template }) => status === 'running' && !onboot && !template).map(nameOf);
  const doubtful = guests.filter(({ status, template }) => status === undefined && !template);
  const dead = guests.filter(({ status }) => status === 'internal-error').map(titleOf);
  return [
    ...(dead.length === 0 ? [] : [`Dead, and cannot shut down: ${dead.join(', ')}. Stop it first, or the reboot waits until its time is over.`]),
    ...(left.length === 0 ? [] : [`Not set to start at boot: ${left.join(', ')}`]),
    ...(doubtful.length === 0 ? [] : [`Whether these run is not known: ${doubtful.map(titleOf).join(', ')}`]),
  ];
}

function nameOf(guest: Guest): string {
  return `${titleOf(guest)}${guest.status === 'running' || guest.status === undefined ? '' : ` (${guest.status})`}`;
}

function titleOf({ vmid, name }: Guest): string {
  return `${vmid}${name === undefined ? '' : ` ${name}`}`;
}
