/** How the running revision came about, and what the next boot starts, in words for a row. */
import { hex } from '../microcode';
import type { Because } from './bootFacts';
import { type HostFacts, valueOf } from './facts';
import { duration } from './times';

/** ` (it is pinned)`: why that kernel boots, where it is not simply the newest. */
export const pinWords: Readonly<Record<Because, string>> = { newest: '', pinned: ' (it is pinned)', 'pinned-once': ' (it is pinned for one boot)', menu: ' (the menu of GRUB says so)' };

/** `loaded early in this boot, in place of 0x16`; undefined where the kernel's log does not tell. */
export function loadWords({ microcode, boot }: HostFacts): string | undefined {
  const load = valueOf(microcode.load);
  if (!load) return undefined;
  if (load.by === 'firmware') return 'brought by the BIOS';
  const from = load.from === undefined ? '' : `, in place of ${hex(load.from)}`;
  if (load.when === 'early') return `loaded early in this boot${from}`;
  // Both by the host's own clock.
  const started = valueOf(boot)?.startedAt;
  const after = load.at === undefined || started === undefined ? '' : `, ${duration(load.at - started)} after the boot`;
  return `loaded late, in the running system${after}${from}`;
}

/** `6.8.12-9-pve (it is pinned), its initramfs holds microcode 0x1a`; for facts whose `nextBoot` is known. */
export function nextBootWords(facts: HostFacts): string {
  const { next, nextUnknown, loaderDisabled } = valueOf(facts.nextBoot) ?? {};
  if (!next) return `not known: ${nextUnknown ?? 'the host did not tell'}`;
  const image = valueOf(facts.initramfs)?.find(({ release }) => release === next.release);
  const holds = image?.revision === undefined ? '' : image.revision === 'none' ? ', its initramfs holds no microcode for this CPU' : `, its initramfs holds microcode ${hex(image.revision)}`;
  return `${next.release}${pinWords[next.because]}${holds}${loaderDisabled?.next ? ', and dis_ucode_ldr keeps it from being loaded' : ''}`;
}
