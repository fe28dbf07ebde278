/**
 * CPUs on which people traced dying guests to the microcode, and revisions that made things worse. Reports, not errata:
 * no vendor's text ties these crashes to these revisions, so whatever is said from this table is hedged.
 */
import { isFor } from '../newest';
import type { CpuIdentity } from '../types';

export interface Trouble {
  readonly signature: number;
  readonly platformMask: number;
  /** The lowest revision with which the trouble was reported to end. */
  readonly wanted?: number;
  /** Revisions that were reported to bring trouble of their own. A lower revision than another is not bad for that. */
  readonly bad: readonly number[];
  /** What was reported, one sentence without a full stop. */
  readonly report: string;
}

const troubles: readonly Trouble[] = [
  {
    // Elkhart Lake: J6412, J6413, N6211, x6000E. James Young, "Proxmox and OpnSense Crashing".
    signature: 0x90661, platformMask: 0x01, wanted: 0x17, bad: [],
    report: 'guests that died with KVM internal error at 0x16 were reported to run on at 0x17 and later',
  },
  {
    // Jasper Lake: N5105, N6005. forum.proxmox.com thread 111494; for some it helped only together with a newer kernel.
    signature: 0x906c0, platformMask: 0x01, wanted: 0x24000024, bad: [],
    report: 'guests that froze at 0x24000023 were reported to run on, or to freeze less, at 0x24000024 and later',
  },
  {
    // Gemini Lake. QubesOS/qubes-issues 9217; Intel's next release has 0x42 in its place.
    signature: 0x706a1, platformMask: 0x01, bad: [0x40],
    report: 'revision 0x40 was reported to break systems that ran well before it, and 0x42 took its place',
  },
  {
    // Meteor Lake. Intel's release 20260811 was taken back by 20260812 (0x28 again) and mended by 20260925 (0x2b), as Debian's
    // changelog of intel-microcode tells; the number of 20260811 itself, between these two, it does not tell.
    signature: 0xa06a4, platformMask: 0xe6, bad: [0x29, 0x2a],
    report: 'the revision of Intel’s release 20260811, between 0x28 and 0x2b, was taken back for severe functional issues, and 0x2b took its place',
  },
];

/** What was reported of this CPU, or undefined. */
export function knownTrouble(cpu: CpuIdentity): Trouble | undefined {
  return cpu.vendor === 'intel' ? troubles.find((trouble) => isFor(cpu, trouble)) : undefined;
}

/** Whether this revision was reported to bring trouble of its own on this CPU. */
export function isKnownBad(cpu: CpuIdentity, revision: number): boolean {
  return knownTrouble(cpu)?.bad.includes(revision) ?? false;
}
