/** What the next boot starts (next-boot.sh), and what of microcode is at the head of each initramfs (initramfs.sh). */
import { type CpuIdentity, newestUpdate } from '../../microcode';
import type { Because, Initramfs, Kernel, NextBoot } from '../bootFacts';
import { type GrubStart, grubDefault } from './grubMenu';

const byRelease = new Intl.Collator('en', { numeric: true });

export function nextBootOf(body: string): NextBoot | undefined {
  const lines = body.split('\n');
  const all = (keyword: string) => lines.flatMap((line) => (line.startsWith(`${keyword} `) ? [line.slice(keyword.length + 1)] : []));
  const [cmdline] = all('cmdline');
  if (cmdline === undefined) return undefined;
  const kernels = kernelsOf(all('file')).sort((a, b) => byRelease.compare(b.release, a.release));
  const esps = all('esp').flatMap((line) => {
    const [uuid = '', size = ''] = line.split(' ');
    const bytes = Number(size);
    return uuid === '' ? [] : [{ uuid, ...(Number.isInteger(bytes) && bytes > 0 ? { bytes } : {}) }];
  });
  const grub = all('grub');
  const start = grub.length > 0 ? grubDefault(grub, new Map(all('grubenv').flatMap(pair))) : undefined;
  const disabledBy = all('disables');
  const loader = esps.length > 0 ? 'proxmox-boot-tool' : grub.length > 0 ? 'grub' : 'unknown';
  return {
    loader,
    kernels,
    ...nextOf(loader, kernels, { pin: all('pin')[0], once: all('once')[0], start, closed: grub.includes('closed') }),
    esps,
    // The menu of GRUB has what its next boot gets; what a file says reaches it by update-grub alone.
    loaderDisabled: { now: disables(cmdline), next: start ? disables(start.cmdline) : disabledBy.length > 0, by: disabledBy },
    leftOutBy: all('setting').flatMap(leftOut),
    allCpus: isForAllCpus(all('modules').at(-1) ?? 'most', all('setting')),
    free: distinct(all('free')),
  };
}

/** `BYTES PATH` for each file. Copies of a kernel that a person or dkms put beside it boot only by hand. */
function kernelsOf(lines: readonly string[]): Kernel[] {
  const sizes = new Map(lines.flatMap((line): [string, number][] => {
    const [, bytes, name] = /^(\d+) \/boot\/(\S+)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, Number(bytes)]];
  }));
  return [...sizes].flatMap(([name, bytes]) => {
    const release = /^vmlinuz-(.*?)(\.(?:bak|old|dpkg-\w+))?$/.exec(name);
    return release?.[1] === undefined || release[2] !== undefined ? [] : [{ release: release[1], bytes, initramfsBytes: sizes.get(`initrd.img-${release[1]}`) ?? 0 }];
  });
}

/** By itself; newer kernels take it among the words of `microcode=`, too. */
const disables = (cmdline: string): boolean => /(?:^|\s)(?:microcode=(?:\S*,)?)?dis_ucode_ldr(?:[\s=,]|$)/.test(cmdline);

interface Deciding {
  readonly pin: string | undefined;
  readonly once: string | undefined;
  /** What the menu of GRUB starts by itself. */
  readonly start: GrubStart | undefined;
  /** The menu of GRUB could not be read. */
  readonly closed: boolean;
}

/** A pin counts as far as it reached the boot loader: proxmox-boot-tool writes it there itself, GRUB's menu tells by itself. */
function nextOf(loader: NextBoot['loader'], kernels: readonly Kernel[], { pin, once, start, closed }: Deciding): Pick<NextBoot, 'next' | 'nextUnknown'> {
  const [newest] = kernels;
  const because = (release: string): Because => (release === once ? 'pinned-once' : release === pin ? 'pinned' : release === newest?.release ? 'newest' : 'menu');
  if (loader === 'grub') {
    if (start) return { next: { release: start.kernel, because: because(start.kernel) } };
    return { nextUnknown: closed ? '/boot/grub/grub.cfg can be read by root alone' : 'the menu of GRUB names no kernel as its default' };
  }
  const pinned = once ?? pin;
  if (pinned !== undefined) return { next: { release: pinned, because: because(pinned) } };
  if (loader === 'unknown') return { nextUnknown: 'neither a menu of GRUB nor ESPs of proxmox-boot-tool were found' };
  return newest ? { next: { release: newest.release, because: 'newest' } } : { nextUnknown: 'no kernel is under /boot' };
}

function pair(line: string): [string, string][] {
  const at = line.indexOf('=');
  return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
}

/** `FILE NAME=VALUE`: the values with which Debian's hooks leave microcode out, quoted or not. */
function leftOut(setting: string): { file: string; line: string }[] {
  const [, file = '', line = ''] = /^(\S+) (.*)$/.exec(setting) ?? [];
  return /^(?:IUCODE_TOOL_INITRAMFS|AMD64UCODE_INITRAMFS)=["']?(?:no|0|)["']?\s*(?:#.*)?$/.test(line.trim()) ? [{ file, line: line.trim() }] : [];
}

/** Debian's hook for Intel: all with MODULES=most, unless it is told to look at the CPUs that are there. */
function isForAllCpus(modules: string, settings: readonly string[]): boolean {
  const told = settings.flatMap((line) => /IUCODE_TOOL_SCANCPUS=["']?(\w*)/.exec(line)?.[1] ?? []).at(-1);
  return told === undefined ? /^["']?most\b/.test(modules) : told !== 'yes';
}

/** `PATH FREE-BLOCKS BLOCK-SIZE BLOCKS`; a path on the file system of an earlier one says nothing more. */
function distinct(lines: readonly string[]): { path: string; bytes: number }[] {
  const seen = new Set<string>();
  return lines.flatMap((line) => {
    const [, path = '', numbers = '', blocks = '', size = ''] = /^(\/\S*) ((\d+) (\d+) \d+)$/.exec(line) ?? [];
    if (path === '' || seen.has(numbers)) return [];
    seen.add(numbers);
    return [{ path, bytes: Number(blocks) * Number(size) }];
  });
}

/** `onDisk`: the revision that stands for a part that is as the files under /lib/firmware are. */
export function initramfsOf(body: string, cpu: CpuIdentity, onDisk: number | undefined): Initramfs[] {
  return body.split(/^(?=image )/m).flatMap((block) => {
    const [, release, changed] = /^image (\S+) (\d+)$/m.exec(block) ?? [];
    if (release === undefined) return [];
    const revision = revisionOf(block, cpu, onDisk);
    return [{ release, changedAt: Number(changed) * 1000, ...(revision === undefined ? {} : { revision }) }];
  });
}

function revisionOf(block: string, cpu: CpuIdentity, onDisk: number | undefined): Initramfs['revision'] {
  const wanted = cpu.vendor === 'amd' ? 'AuthenticAMD.bin' : 'GenuineIntel.bin';
  const part = block.split(/^(?=part )/m).find((one) => one.startsWith(`part ${wanted} `));
  if (part === undefined) return 'none';
  const lines = part.trimEnd().split('\n').slice(1);
  if (lines[0] === 'as-on-disk') return onDisk ?? 'none';
  if (lines.length === 0) return undefined;
  if (/^[A-Za-z0-9+/=]+$/.test(lines[0] ?? '')) return newestUpdate(cpu, Buffer.from(lines.join(''), 'base64'))?.revision ?? 'none';
  const revisions = lines.flatMap((line) => {
    const [, signature, mask, revision] = /sig 0x([\da-f]+), pf_mask 0x([\da-f]+), .*\brev 0x([\da-f]+)/i.exec(line) ?? [];
    const fits = cpu.platformMask === undefined || (Number.parseInt(mask ?? '0', 16) & cpu.platformMask) !== 0;
    return signature !== undefined && Number.parseInt(signature, 16) === cpu.signature && fits ? [Number.parseInt(revision ?? '', 16)] : [];
  });
  return revisions.length === 0 ? 'none' : revisions.reduce((a, b) => Math.max(a, b));
}
