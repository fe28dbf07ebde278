/** What the boot after a reboot would start, said before it: another kernel, the same, or one that may not come up. */
import type { NextBoot } from './bootFacts';
import { pinWords } from './bootWords';
import { type HostFacts, valueOf } from './facts';

/** The gravest first. */
export function bootWarnings({ kernel, nextBoot }: HostFacts): string[] {
  const running = valueOf(kernel)?.release;
  if (nextBoot.state === 'absent' || running === undefined) return [];
  if (nextBoot.state === 'unknown') return [`Which kernel boots is not known: ${nextBoot.reason}`];
  const { next, nextUnknown } = nextBoot.value;
  const kernels = !next
    ? [`Which kernel boots is not known${nextUnknown === undefined ? '' : `: ${nextUnknown}`}`]
    : [...incomplete(nextBoot.value), ...(next.release === running ? [] : [`Kernel ${next.release} boots, in place of ${running}: network cards may have other names with it.`])];
  const missing = nextBoot.value.esps.filter(({ bytes }) => bytes === undefined).map(({ uuid }) => uuid);
  return [
    ...kernels,
    ...(missing.length === 0 ? [] : [`${missing.join(' and ')}, which proxmox-boot-tool knows as ${missing.length === 1 ? 'an ESP, is' : 'ESPs, are'} not there: no new kernel and no new initramfs came there. Should the machine boot from that disk, it starts an old one.`]),
  ];
}

/** A kernel that is not whole does not come up: after a full /boot, or an upgrade that was broken off. */
function incomplete({ kernels, next }: NextBoot): string[] {
  const found = kernels.find(({ release }) => release === next?.release);
  if (!next || kernels.length === 0) return [];
  if (!found) return [`Kernel ${next.release} boots next${pinWords[next.because]}, and is not under /boot: look at proxmox-boot-tool kernel list first.`];
  return found.initramfsBytes > 0 ? [] : [`Kernel ${next.release} boots next, and has no initramfs under /boot: the host may not come up. Run update-initramfs -c -k ${next.release} first.`];
}

export function bootNotes({ kernel, nextBoot }: HostFacts): string[] {
  const next = valueOf(nextBoot)?.next;
  return next && next.release === valueOf(kernel)?.release ? [`Kernel ${next.release}, which runs now, boots again${pinWords[next.because]}.`] : [];
}
