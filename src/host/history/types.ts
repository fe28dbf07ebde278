/** A host's past: plain data, times in milliseconds since 1970 by the host's own clock. */
import type { Fact } from '../facts';

export interface HostHistory {
  /** When it was read, by this computer's clock. */
  readonly observedAt: number;
  /** When it was read, by the host's clock. */
  readonly now: number;
  /** Oldest first; absent: there is no journal. */
  readonly boots: Fact<readonly Boot[]>;
  /** The journal goes back further than this history. */
  readonly older: boolean;
  /** Bursts merged, oldest first. */
  readonly deaths: Fact<readonly Death[]>;
  /** When virtual machines ran, in the boots of which that is known. */
  readonly runs: readonly GuestRun[];
  /** Oldest first; absent: neither dpkg nor apt keeps a log here. */
  readonly packages: Fact<readonly PackageChange[]>;
}

export interface Boot {
  readonly id: string;
  /** As far as the journal covers it; `until` is now for the running boot. */
  readonly from: number;
  readonly until: number;
  readonly current: boolean;
  /** `6.8.12-9-pve`; undefined where the journal has no such line of the kernel. */
  readonly kernel: string | undefined;
  /** The revision that it ran all the time; undefined where that is not known, or changed in the middle of it. */
  readonly revision: number | undefined;
  /** `5.19 03/14/2022`, as the kernel's DMI line has it. */
  readonly bios: string | undefined;
  /** The kernel's parameters, without the image. */
  readonly parameters: readonly string[] | undefined;
  /** The clock was set while it ran: its times are told by its monotonic clock, counted back from its end. */
  readonly clockWasSet: boolean;
  /** Whether the log tells of guests that started or ended in it. */
  readonly runsKnown: boolean;
  /** The journal has lost its beginning, and it is over: of a guest of which nothing is logged it is not known whether it ran. */
  readonly beginsLate: boolean;
}

/** A guest that KVM gave up; the lines of one burst are one death. */
export interface Death {
  readonly bootId: string;
  /** The first line of the burst and the last one. */
  readonly time: number;
  readonly until: number;
  readonly lines: number;
  /** As the journal shows the time of the first line. */
  readonly shownAt: number;
  readonly pid: number | undefined;
  readonly vmid: number | undefined;
  /** How the guest is known, in words, and whether that is a guess. */
  readonly vmidReason: string | undefined;
  readonly vmidGuessed: boolean;
  /** What QEMU printed: `KVM internal error. Suberror: 3`. */
  readonly message: string;
}

export interface GuestRun {
  readonly bootId: string;
  readonly vmid: number;
  readonly from: number;
  readonly until: number;
}

/** One run of apt or dpkg. */
export interface PackageChange {
  readonly time: number;
  /** What apt was called with; undefined where dpkg alone tells. */
  readonly command: string | undefined;
  /** How many packages, where apt tells. */
  readonly count: number | undefined;
  /** Those that bear on guests and their host. */
  readonly notable: readonly { readonly name: string; readonly action: string; readonly before: string | undefined; readonly after: string | undefined }[];
}
