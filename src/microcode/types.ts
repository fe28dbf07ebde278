/** A CPU, the microcode it runs, and the update files that exist for it. All revisions and signatures are unsigned 32-bit. */

export type CpuVendor = 'intel' | 'amd' | 'other';

export interface CpuIdentity {
  readonly vendor: CpuVendor;
  /** As /proc/cpuinfo names it: "Intel(R) Celeron(R) J6412 @ 2.00GHz". */
  readonly modelName: string;
  readonly family: number;
  readonly model: number;
  readonly stepping: number;
  /** CPUID leaf 1, EAX. */
  readonly signature: number;
  /** 1 << platform id (Intel), from sysfs processor_flags; undefined where it could not be read. */
  readonly platformMask?: number;
  /** The running revision of every logical CPU, in their order; a mix is a finding. Empty where the kernel shows none. */
  readonly revisions: readonly number[];
  /** The `hypervisor` flag: this is a virtual machine's CPU. */
  readonly hypervisor: boolean;
}

/** An early load as the kernel logged it; `from` is not told by every kernel. */
export interface EarlyUpdate {
  readonly from?: number;
  readonly to?: number;
  /** Patch date, ISO, where the log has it. */
  readonly date?: string;
  /** The line that says so. */
  readonly line: string;
}

/** What is expected of the microcode of one host. */
export interface MicrocodeVerdict {
  /**
   * - `current`: the running revision is at least what this host can have
   * - `reboot-pending`: a newer one is on the disk and will be loaded at the next boot
   * - `will-not-load`: a newer one is on the disk, and the next boot will not load it; `obstacle` says why
   * - `update-available`: a newer one is known, but not on the disk
   * - `not-loaded`: a newer one was on the disk at this boot, and was not loaded
   * - `refused`: a newer one was there at this boot for an AMD CPU, which did not accept it: its BIOS is too old
   * - `no-update-known`: nothing is known of this CPU
   * - `not-this-machine`: a virtual machine or a container
   * - `unknown`: the running revision could not be read
   */
  readonly state: 'current' | 'reboot-pending' | 'will-not-load' | 'update-available' | 'not-loaded' | 'refused' | 'no-update-known' | 'not-this-machine' | 'unknown';
  readonly running?: number;
  /** The revision that the next boot loads or an install would bring, with where that is known from: the files on the disk, those in the package that apt would install, or the bundled table. */
  readonly expected?: { readonly revision: number; readonly date?: string; readonly source: 'files' | 'package' | 'table' };
  /** Only with `will-not-load`. */
  readonly obstacle?: Obstacle;
  /** The lowest revision that has cured this CPU's known trouble (J6412: 0x17), if there is one. */
  readonly wanted?: number;
  /** The Debian package for this vendor. */
  readonly package?: 'intel-microcode' | 'amd64-microcode';
  /** One sentence for people. */
  readonly summary: string;
}

/** Why the next boot would not load what is on the disk: the kernel that boots next, and what stands in the way there. */
export type Obstacle =
  | { readonly kind: 'initramfs'; readonly kernel: string; /** What is in it instead. */ readonly holds?: number }
  | { readonly kind: 'loader-disabled' };
