/** What is known of a host: a physical PVE 8 host with a J6412 at 0x16, as its installer left it, and three failures. */
import type { HostFacts } from '../../../src/host';
import { absent, known, unknown } from '../../../src/host/facts';
import type { NextBoot } from '../../../src/host/bootFacts';
import type { MicrocodeFacts, PackageState } from '../../../src/host/facts';
import { j6412 } from '../microcode/cpus';
import { stock } from './stock';

export { absent, known, unknown };

const day = 86_400_000;
/** The host's clock; ours goes five minutes later, so that one in place of the other shows. */
export const now = Date.parse('2026-11-20T12:00:00Z');
export const bootedAt = now - 9 * day;
export const bootId = '01234567-89ab-cdef-0123-456789abcdef';

export const version = '3.20250812.1~deb12u1';
export const notInstalled: PackageState = { name: 'intel-microcode', held: false };
export const available: PackageState = { ...notInstalled, candidate: version };
export const installed: PackageState = { ...available, installed: version };

const failure = (time: number) => ({ time, suberror: 3, pid: 2043179, vmid: 100, text: 'KVM internal error. Suberror: 3' });
export const failuresAt = (...times: readonly number[]) => known({ failures: times.map(failure), since: bootedAt - 30 * day, truncated: false });

export function facts(changes: Partial<HostFacts> = {}): HostFacts {
  return {
    observedAt: now + 5 * 60_000,
    hostname: known('pve8'),
    user: known({ name: 'root', uid: 0, sudo: 'none' }),
    os: known({ id: 'debian', prettyName: 'Debian GNU/Linux 12 (bookworm)', codename: 'bookworm', versionId: '12' }),
    pve: known({ version: '8.4.14', nodeName: 'pve8' }),
    kernel: known({ release: '6.8.12-9-pve', version: '#1 SMP' }),
    boot: known({ id: bootId, uptimeSeconds: (now - bootedAt) / 1000, startedAt: bootedAt }),
    machine: known({ kind: 'physical', by: '' }),
    firmware: known({ biosVersion: '5.19', biosDate: '07/04/2022' }),
    cpu: known(j6412),
    microcode: microcode(),
    nextBoot: absent,
    initramfs: absent,
    sources: known(stock.pve8),
    firmwareHintSilencedBy: absent,
    passedOver: absent,
    origins: absent,
    subscription: known({ status: 'active' }),
    guests: known([]),
    cluster: absent,
    ha: absent,
    logs: known([]),
    failures: failuresAt(bootedAt + 1 * day, bootedAt + 3 * day, now - 2 * 3_600_000),
    work: absent,
    packaging: known({ busy: [], unfinished: [] }),
    tasks: known([]),
    ...changes,
  };
}

export function microcode(changes: Partial<MicrocodeFacts> = {}): MicrocodeFacts {
  return { package: known(notInstalled), earlyUpdate: absent, load: absent, refusal: absent, onDisk: absent, onDiskSince: absent, oldMicrocode: absent, ...changes };
}

/** The package is on the disk with 0x1a, put there at that time. */
export const onDisk = (since: number, changes: Partial<MicrocodeFacts> = {}): MicrocodeFacts =>
  microcode({ package: known(installed), onDisk: known({ revision: 0x1a, date: '2024-04-05', file: '/lib/firmware/intel-ucode/06-96-01' }), onDiskSince: known(since), ...changes });

/** PVE 8 with two kernels, the newer one running and next, and room for everything; GRUB starts it. */
export function nextBoot(changes: Partial<NextBoot> = {}): HostFacts['nextBoot'] {
  const kernel = (release: string) => ({ release, bytes: 14_000_000, initramfsBytes: 60_000_000 });
  return known({
    loader: 'grub', kernels: [kernel('6.8.12-9-pve'), kernel('6.5.13-5-pve')], next: { release: '6.8.12-9-pve', because: 'newest' }, esps: [], loaderDisabled: { now: false, next: false, by: [] },
    leftOutBy: [], allCpus: true, free: [{ path: '/boot', bytes: 5_000_000_000 }], ...changes,
  });
}

/** An old kernel pinned, as it is advised against guests that die. */
export const pinned = nextBoot({ next: { release: '6.5.13-5-pve', because: 'pinned' } });

/** What the initramfs of both kernels hold, put there at that time. */
export const initramfs = (newer: number | 'none', older: number | 'none', changedAt = bootedAt - day): HostFacts['initramfs'] =>
  known([{ release: '6.8.12-9-pve', changedAt, revision: newer }, { release: '6.5.13-5-pve', changedAt, revision: older }]);

/** The J6412 with this revision on each of its CPUs. */
export const runs = (revision: number): HostFacts['cpu'] => known({ ...j6412, revisions: Array.from({ length: 4 }, () => revision) });
