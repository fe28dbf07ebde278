/**
 * Everything that one probe told about one host. Plain JSON-able data: each fact is known, absent, or unknown with the
 * reason; never a guess in place of an unknown.
 */
import type { CpuIdentity, EarlyUpdate, MicrocodeLoad } from '../microcode';
import type { Initramfs, NextBoot } from './bootFacts';

export type Fact<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly reason: string };

export const known = <T>(value: T): Fact<T> => ({ state: 'known', value });
export const absent: Fact<never> = { state: 'absent' };
export const unknown = (reason: string): Fact<never> => ({ state: 'unknown', reason });

/** The value where it is known, else undefined. */
export function valueOf<T>(fact: Fact<T> | undefined): T | undefined {
  return fact?.state === 'known' ? fact.value : undefined;
}

/** By which a host writes its own time: `Europe/Berlin`, where /etc/localtime names it, and `+0100`, as `date +%z` says now. */
export interface Zone {
  readonly name: string;
  readonly offset: string;
}

export interface HostFacts {
  /** Milliseconds since 1970, by this computer's clock. */
  readonly observedAt: number;
  readonly hostname: Fact<string>;
  readonly user: Fact<{ readonly name: string; readonly uid: number; readonly sudo: 'passwordless' | 'password' | 'none' }>;
  readonly os: Fact<{ readonly id: string; readonly prettyName: string; readonly codename?: string; readonly versionId?: string; readonly debianVersion?: string }>;
  /** Absent: this is no Proxmox VE host. */
  readonly pve: Fact<{ readonly version: string; readonly nodeName: string }>;
  readonly kernel: Fact<{ readonly release: string; readonly version: string }>;
  /** `startedAt` in milliseconds since 1970, by the host's own clock, as all times of its files and logs. */
  readonly boot: Fact<{ readonly id: string; readonly uptimeSeconds: number; readonly startedAt: number; readonly zone?: Zone }>;
  readonly machine: Fact<{ readonly kind: 'physical' | 'virtual-machine' | 'container'; readonly by: string }>;
  readonly firmware: Fact<{ readonly biosVendor?: string; readonly biosVersion?: string; readonly biosDate?: string; readonly board?: string }>;
  readonly cpu: Fact<CpuIdentity>;
  readonly microcode: MicrocodeFacts;
  /** Absent: no kernel is under /boot, as in a container. */
  readonly nextBoot: Fact<NextBoot>;
  /** Of the running kernel, pinned ones, and the newest; absent: there is none, or no update on the disk that it could hold. */
  readonly initramfs: Fact<readonly Initramfs[]>;
  readonly sources: Fact<readonly SourcesFile[]>;
  /** Files of apt.conf.d that switch off apt's own hint about the firmware component; absent: none. */
  readonly firmwareHintSilencedBy: Fact<readonly string[]>;
  /** Files of sources.list.d that hold entries and whose names make apt pass over them; absent: none. */
  readonly passedOver: Fact<readonly string[]>;
  /** What the lists that apt has say of their origin, by the name of the file under /var/lib/apt/lists; absent: none. */
  readonly origins: Fact<readonly { readonly list: string; readonly origin: string }[]>;
  readonly subscription: Fact<{ readonly status: string }>;
  readonly guests: Fact<readonly Guest[]>;
  /** Absent: the node stands alone. */
  readonly cluster: Fact<Cluster>;
  /** Absent: HA was never used. */
  readonly ha: Fact<HighAvailability>;
  readonly logs: Fact<readonly LogFile[]>;
  readonly failures: Fact<FailureSummary>;
  /** Our own long work on that host (the install), running or finished; absent: none was ever started in this boot. */
  readonly work: Fact<Work>;
  /** dpkg was interrupted, apt or update-initramfs is running: no reboot, no second install. */
  readonly packaging: Fact<{ readonly busy: readonly string[]; readonly unfinished: readonly string[] }>;
  /** Running Proxmox tasks, from /var/log/pve/tasks/active. */
  readonly tasks: Fact<readonly { readonly upid: string; readonly type: string; readonly id: string }[]>;
}

export interface MicrocodeFacts {
  readonly package: Fact<PackageState>;
  /** What the kernel of this boot logged; absent: nothing. */
  readonly earlyUpdate: Fact<EarlyUpdate>;
  /** How the running revision came about: by the system, early or late, or by the BIOS; absent: the log does not tell. */
  readonly load: Fact<MicrocodeLoad & { /** Milliseconds since 1970, where the log has the time of the line. */ readonly at?: number }>;
  /** An update that the kernel said to have been refused in this boot, with its words; absent: none. */
  readonly refusal: Fact<{ readonly revision: number; readonly line: string }>;
  /** The highest revision for this CPU in the files under /lib/firmware; absent: no file has this CPU. */
  readonly onDisk: Fact<{ readonly revision: number; readonly date?: string; readonly file: string }>;
  /** When that file was put there (ms since 1970, its change time): later than the boot means that a reboot is pending. */
  readonly onDiskSince: Fact<number>;
  /** /sys/devices/system/cpu/vulnerabilities/old_microcode (kernel 6.16 and later). */
  readonly oldMicrocode: Fact<string>;
}

/** What a package that apt would install brings this CPU, read in the package itself; it may be another version by now. */
export interface PackageContent {
  readonly name: PackageState['name'];
  readonly version: string;
  /** Undefined: it has no update for this CPU. */
  readonly revision?: number;
  readonly date?: string;
}

export interface PackageState {
  readonly name: 'intel-microcode' | 'amd64-microcode';
  readonly installed?: string;
  /** What apt would install; undefined: no enabled component holds it. */
  readonly candidate?: string;
  readonly held: boolean;
}

export interface SourcesFile {
  readonly path: string;
  readonly format: 'one-line' | 'deb822';
  /** The whole text, decoded as UTF-8; undefined where `problem` says why not. */
  readonly text?: string;
  readonly problem?: string;
}

export interface Guest {
  readonly vmid: number;
  readonly type: 'qemu' | 'lxc';
  readonly name?: string;
  /** As pvestatd saw it: running, stopped, internal-error, io-error, paused, prelaunch; undefined with the reason in `unknownReason`. */
  readonly status?: string;
  readonly unknownReason?: string;
  readonly onboot: boolean;
  readonly lock?: string;
  readonly template: boolean;
  /** QEMU's process id, from its pid file. */
  readonly pid?: number;
  /** When QEMU wrote that file (ms since 1970, the host's clock): the process is not younger. */
  readonly pidSince?: number;
}

/** A cluster as one of its nodes sees it. */
export interface Cluster {
  readonly name: string;
  readonly quorate: boolean;
  /** In the order of their ids. */
  readonly nodes: readonly ClusterNode[];
}

export interface ClusterNode {
  readonly name: string;
  readonly online: boolean;
  /** It is the host that was asked. */
  readonly own: boolean;
  /** By which the nodes know it; it may lead nowhere from outside. */
  readonly address?: string;
}

/** What HA does with the guests of the cluster, as this node sees it. */
export interface HighAvailability {
  /** This node’s own name. */
  readonly node: string;
  /** What the manager says of this node: online, maintenance, unknown, fence, gone; undefined: it never ran. */
  readonly nodeState?: string;
  /** This node is in maintenance, or that was asked for and not ended. */
  readonly maintenance: boolean;
  /** Those that HA manages, on all nodes. */
  readonly services: readonly HaService[];
}

export interface HaService {
  /** `vm:100`, `ct:200`. */
  readonly sid: string;
  /** As resources.cfg asks for it: started, stopped, disabled. */
  readonly requested: string;
  /** As the manager has it: started, stopped, request_stop, migrate, error; undefined: not yet taken up. */
  readonly state?: string;
  readonly node?: string;
}

export interface LogFile {
  /** Absolute path; the journal has none. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: number;
}

/** What the logs of this host say, as far as they could be read. */
export interface FailureSummary {
  readonly failures: readonly { readonly time: number; readonly suberror: number; readonly pid?: number; readonly vmid?: number; readonly bootId?: string; readonly text: string }[];
  /** Milliseconds since 1970 of the first entry that was looked at. */
  readonly since?: number;
  /** True where there are more than were listed. */
  readonly truncated: boolean;
}

export interface Work {
  readonly kind: 'install-microcode';
  readonly unit: string;
  readonly state: 'running' | 'succeeded' | 'failed';
  readonly exitCode?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** The last lines of its log. */
  readonly logTail: string;
}
