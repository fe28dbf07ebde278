/** Step 3: the host was booted since; only a boot loads microcode safely. */
import { type MicrocodeVerdict, hex } from '../../microcode';
import { pinWords } from '../bootWords';
import { type HostFacts, valueOf } from '../facts';
import type { PlanStep } from '../plan';
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
      return { ...step, state: 'next', description: `pending: ${expected} loads at the next boot`, detail: `Nothing reboots by itself. The running guests are named first, and asked about.${kernelWords(facts)}` };
    case 'will-not-load':
      return { ...step, state: 'blocked', ...obstacleOf(facts, verdict) };
    case 'current':
    case 'not-loaded':
    case 'refused':
      return { ...step, state: 'done', description: boot === undefined ? '' : `up ${duration(boot.uptimeSeconds * 1000)}`, detail: 'The host has booted since the microcode was put there.' };
    case 'update-available':
    case 'unknown':
    case 'no-update-known':
    case 'not-this-machine':
      return { ...step, state: 'later', description: installed === undefined ? '' : 'nothing newer is on the disk', detail: `A boot loads ${expected}, once it is on the disk.` };
  }
};

/** Another kernel comes up together with the microcode: that is to be known beforehand. */
function kernelWords({ nextBoot, kernel }: HostFacts): string {
  const next = valueOf(nextBoot)?.next;
  const running = valueOf(kernel)?.release;
  if (!next || running === undefined) return '';
  if (next.release === running) return ` Kernel ${running} boots again${pinWords[next.because]}.`;
  return ` Kernel ${next.release} boots then${pinWords[next.because]}; ${running} runs now.`;
}

/** Why a reboot would change nothing, and what to do first. */
function obstacleOf(facts: HostFacts, { obstacle, expected }: MicrocodeVerdict): Pick<PlanStep, 'description' | 'detail'> {
  const boot = valueOf(facts.nextBoot);
  const target = expected === undefined ? 'the update' : hex(expected.revision);
  if (obstacle?.kind !== 'initramfs') {
    const files = boot?.loaderDisabled.by ?? [];
    return {
      description: 'dis_ucode_ldr keeps every update away',
      detail: `The next boot gets dis_ucode_ldr on the kernel’s command line${files.length === 0 ? '' : ` (from ${files.join(', ')})`}. Remove it there, run ${boot?.loader === 'proxmox-boot-tool' ? 'proxmox-boot-tool refresh' : 'update-grub'}, then refresh.`,
    };
  }
  const leftOut = boot?.leftOutBy[0];
  const pinned = boot?.next && boot.next.because !== 'newest' ? pinWords[boot.next.because] : '';
  const first = leftOut ? `Remove ${leftOut.line} from ${leftOut.file}, then run` : 'Run';
  return {
    description: `the initramfs of ${obstacle.kernel} ${obstacle.holds === undefined ? 'lacks' : `holds ${hex(obstacle.holds)}, not`} ${target}`,
    detail: `Kernel ${obstacle.kernel} boots next${pinned}, and its initramfs would not bring ${target}: an install rebuilds the newest kernel’s alone. ${first} update-initramfs -u -k ${obstacle.kernel}, then refresh.`,
  };
}
