/** How long guests ran: the time in which they could have died. */
import type { Boot, GuestRun } from './types';

export interface Exposure {
  /** Milliseconds. */
  readonly time: number;
  /** Of that, how much is a boot's whole time, since when guests ran in it is not known. */
  readonly assumed: number;
}

/** The time of one boot in which at least one of the guests ran; `guests` undefined: any virtual machine. */
export function exposureOf({ id, from, until, runsKnown }: Boot, runs: readonly GuestRun[], guests: ReadonlySet<number> | undefined): Exposure {
  if (!runsKnown) return { time: until - from, assumed: until - from };
  return { time: union(runs.filter(({ bootId, vmid }) => bootId === id && (guests?.has(vmid) ?? true))), assumed: 0 };
}

export function sumOf(exposures: readonly Exposure[]): Exposure {
  return exposures.reduce((sum, { time, assumed }) => ({ time: sum.time + time, assumed: sum.assumed + assumed }), { time: 0, assumed: 0 });
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
