/** What the next boot starts, and what keeps microcode out of it. */
import { hex } from '../../microcode';
import type { NextBoot } from '../bootFacts';
import { microcodeEvidence } from '../evidence';
import { type HostFacts, valueOf } from '../facts';
import { megabytes, shortages } from '../room';
import type { HostRule } from './rule';

/** Undefined on a machine whose microcode is not its own business. */
function bootOf(facts: HostFacts): NextBoot | undefined {
  return valueOf(facts.machine)?.kind === 'physical' && !valueOf(facts.cpu)?.hypervisor ? valueOf(facts.nextBoot) : undefined;
}

export const loaderDisabled: HostRule = {
  id: 'host/microcode-loader-disabled',
  severity: 'warning',
  title: 'dis_ucode_ldr keeps every microcode update away',
  check(facts) {
    const disabled = bootOf(facts)?.loaderDisabled;
    if (!disabled || (!disabled.now && !disabled.next)) return [];
    const when = disabled.now ? (disabled.next ? 'This boot and the next have' : 'This boot has') : 'The next boot gets';
    return [
      {
        message: `${when} dis_ucode_ldr on the kernel’s command line: no microcode is loaded`,
        explanation: `The kernel then loads no update at all; what the BIOS brings is all that runs. It is meant for one boot, after an update that made trouble.${disabled.by.length === 0 ? '' : ` It is set in ${disabled.by.join(', ')}.`} Remove it, then run update-grub or proxmox-boot-tool refresh.`,
      },
    ];
  },
};

export const microcodeLeftOut: HostRule = {
  id: 'host/microcode-left-out',
  severity: 'warning',
  title: 'A setting keeps microcode out of each initramfs',
  check(facts) {
    const vendor = valueOf(facts.cpu)?.vendor;
    const file = vendor === 'intel' ? '/etc/default/intel-microcode' : '/etc/default/amd64-microcode';
    const left = bootOf(facts)?.leftOutBy.find((one) => one.file === file);
    if (!left) return [];
    return [
      {
        message: `${left.line} in ${left.file} keeps microcode out of each initramfs`,
        explanation: `The package is then installed for nothing: its updates load from the initramfs alone. Remove the line, then run update-initramfs -u -k all.`,
      },
    ];
  },
};

export const initramfsWithoutMicrocode: HostRule = {
  id: 'host/initramfs-without-microcode',
  severity: 'warning',
  title: 'The kernel that boots next has an initramfs without the update',
  check(facts) {
    if (!bootOf(facts)) return [];
    const { onDisk, initramfs, cpu } = microcodeEvidence(facts);
    const next = initramfs?.next;
    if (!onDisk || !next || !cpu || (next.revision ?? 0) >= onDisk.revision) return [];
    const running = cpu.revisions.length === 0 ? 0 : Math.max(...cpu.revisions);
    // A BIOS that brings as much has nothing to gain from the initramfs.
    if (running > onDisk.revision || (running === onDisk.revision && valueOf(facts.microcode.load)?.by === 'firmware')) return [];
    return [
      {
        message: `The initramfs of ${next.kernel}, which boots next, ${next.revision === undefined ? 'has no microcode for this CPU' : `holds microcode ${hex(next.revision)}`}; ${hex(onDisk.revision)} is on the disk`,
        explanation: `Installing the package rebuilds the initramfs of the newest kernel alone; a pinned or an older one boots without the update. Run update-initramfs -u -k ${next.kernel}.`,
      },
    ];
  },
};

export const kernelPinned: HostRule = {
  id: 'host/kernel-pinned',
  severity: 'information',
  title: 'Not the newest kernel boots next',
  check(facts) {
    const boot = bootOf(facts);
    const newest = boot?.kernels[0]?.release;
    if (!boot?.next || newest === undefined || boot.next.release === newest) return [];
    const why = boot.next.because === 'menu' ? 'the menu of GRUB starts it' : boot.next.because === 'pinned-once' ? 'it is pinned for one boot' : 'it is pinned';
    return [
      {
        message: `Kernel ${boot.next.release} boots next, not ${newest}: ${why}`,
        explanation: 'An older kernel is often pinned against guests that die. Its initramfs is not rebuilt when microcode is installed, and corrections of newer kernels stay away. Once the cause is mended: proxmox-boot-tool kernel unpin.',
      },
    ];
  },
};

export const espMissing: HostRule = {
  id: 'host/esp-missing',
  severity: 'warning',
  title: 'A boot partition that proxmox-boot-tool knows is not there',
  check(facts) {
    const esps = bootOf(facts)?.esps ?? [];
    const missing = esps.filter(({ bytes }) => bytes === undefined).map(({ uuid }) => uuid);
    if (missing.length === 0) return [];
    return [
      {
        message: `proxmox-boot-tool passes over ${missing.length === 1 ? `the ESP ${missing[0] ?? ''}` : `${missing.length} of ${esps.length} ESPs`}: ${missing.length === 1 ? 'it is' : 'they are'} not there`,
        explanation: `New kernels and initramfs are not copied there: should the machine boot from that disk, it starts old ones without the update. After a disk was replaced run proxmox-boot-tool init on its new partition, then proxmox-boot-tool clean.`,
      },
    ];
  },
};

export const littleRoom: HostRule = {
  id: 'host/little-room',
  severity: 'warning',
  title: 'There is too little room for the microcode package or a new initramfs',
  check(facts) {
    const boot = bootOf(facts);
    const state = valueOf(facts.microcode.package);
    if (!boot || !state || (state.installed !== undefined && state.installed === state.candidate)) return [];
    return shortages(boot, state, valueOf(facts.kernel)?.release).map(({ where, free, needed }) => ({
      message: `${megabytes(free)} are free ${where.startsWith('/') ? 'in' : 'on'} ${where}, and an install of ${state.name} needs about ${megabytes(needed)}`,
      explanation: 'Each initramfs grows by the updates of all CPUs, and is written whole before it takes the place of the old one. A rebuild that runs out of room leaves a host that may not boot. Remove kernels that are not needed any more first.',
    }));
  },
};
