/** Step 3: the host was booted since; only a boot loads microcode safely. */
import { hex } from '../../microcode';
import { valueOf } from '../facts';
import { duration } from '../times';
import type { Step } from './situation';

export const rebootStep: Step = ({ facts, verdict }) => {
  const step = { id: 'reboot', title: 'Rebooted' } as const;
  const expected = verdict.expected === undefined ? 'what the package brings' : hex(verdict.expected.revision);
  const installed = valueOf(facts.microcode.package)?.installed;
  const boot = valueOf(facts.boot);
  const packaging = valueOf(facts.packaging);
  switch (verdict.state) {
    case 'reboot-pending':
      if (packaging && packaging.busy.length > 0) {
        return { ...step, state: 'blocked', description: `${packaging.busy.join(', ')} ${packaging.busy.length === 1 ? 'is' : 'are'} at work at the host`, detail: 'A reboot now would leave packages half installed. Wait until it is over, then refresh.' };
      }
      if (packaging && packaging.unfinished.length > 0) {
        return { ...step, state: 'blocked', description: `dpkg left ${packaging.unfinished.join(', ')} half installed`, detail: 'Run dpkg --configure -a on the host before it is rebooted, then refresh.' };
      }
      return { ...step, state: 'next', description: `pending: ${expected} loads at the next boot`, detail: 'Nothing reboots by itself. The running guests are named first, and asked about.' };
    case 'current':
    case 'not-loaded':
      return { ...step, state: 'done', description: boot === undefined ? '' : `up ${duration(boot.uptimeSeconds * 1000)}`, detail: 'The host has booted since the microcode was put there.' };
    case 'update-available':
    case 'unknown':
    case 'no-update-known':
    case 'not-this-machine':
      return { ...step, state: 'later', description: installed === undefined ? '' : 'nothing newer is on the disk', detail: `A boot loads ${expected}, once it is on the disk.` };
  }
};
