/** How long guests ran: the time in which they could have died. */
import type { Boot, GuestRun } from './types';

export interface Exposure {
  /** Milliseconds. */
  readonly time: number;
  /** Of that, how much is a boot's whole time, since when guests ran in it is not known. */
  readonly assumed: number;
  /** In so many boots. */
  readonly assumedBoots: number;
}

/** The time of one boot, from `since` on, in which at least one of the guests ran; `guests` undefined: any virtual machine. */
export function exposureOf(boot: Boot, runs: readonly GuestRun[], guests: ReadonlySet<number> | undefined, since = boot.from): Exposure {
  const from = Math.max(boot.from, since);
  const whole = Math.max(0, boot.until - from);
  if (guests === undefined ? !isRunKnown(boot, runs, undefined) : [...guests].some((vmid) => !isRunKnown(boot, runs, vmid))) return { time: whole, assumed: whole, assumedBoots: whole > 0 ? 1 : 0 };
  const own = runs.filter(({ bootId, vmid }) => bootId === boot.id && (guests?.has(vmid) ?? true));
  return { time: union(own.map((run) => ({ from: Math.max(from, run.from), until: run.until }))), assumed: 0, assumedBoots: 0 };
}

/**
 * Whether it is known when the guest (undefined: any) ran in the boot. One of which a boot without its beginning tells nothing may
 * have run all the time: where power was cut, nobody logged its end.
 */
export function isRunKnown({ id, runsKnown, beginsLate }: Boot, runs: readonly GuestRun[], vmid: number | undefined): boolean {
  return runsKnown && (!beginsLate || runs.some((run) => run.bootId === id && run.vmid === vmid));
}

export function sumOf(exposures: readonly Exposure[]): Exposure {
  return exposures.reduce(
    (sum, { time, assumed, assumedBoots }) => ({ time: sum.time + time, assumed: sum.assumed + assumed, assumedBoots: sum.assumedBoots + assumedBoots }),
    { time: 0, assumed: 0, assumedBoots: 0 },
  );
}

/** The length of what the spans cover together. */
export function union(spans: readonly { readonly from: number; readonly until: number }[]): number {
  let covered = 0;
  let reached = -Infinity;
  for (const { from, until } of [...spans].sort((a, b) => a.from - b.from)) {
    covered += Math.max(0, until - Math.max(from, reached));
    reached = Math.max(reached, until);
  }
  return covered;
}
