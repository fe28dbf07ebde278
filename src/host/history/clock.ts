/** When a boot was, and where in it an entry belongs, though the clock may have been set in the middle of it. */

/** An entry's two times in milliseconds: by the wall clock since 1970, and since the boot began. */
export interface Stamp {
  readonly real: number;
  readonly monotonic: number;
}

/** A clock that is a little off, or slewed by NTP, was not set. */
const tolerance = 2 * 60_000;

export interface BootClock {
  readonly from: number;
  readonly until: number;
  readonly wasSet: boolean;
  /** Where an entry of this boot belongs; never outside of it. */
  readonly place: (entry: { readonly time: number; readonly monotonic: number | undefined }) => number;
}

/**
 * The clock of a boot from its first and its last entry. The time at its end is believed: a clock is wrong when a machine
 * starts (a flat battery, local time taken for UTC) and is set once the network is there.
 */
export function bootClock(first: Stamp, last: Stamp): BootClock {
  const wasSet = Math.abs(last.real - last.monotonic - (first.real - first.monotonic)) > tolerance;
  const until = last.real;
  const from = wasSet ? until - Math.max(0, last.monotonic - first.monotonic) : Math.min(first.real, until);
  const place: BootClock['place'] = ({ time, monotonic }) => {
    const placed = wasSet && monotonic !== undefined ? until - (last.monotonic - monotonic) : time;
    return Math.min(until, Math.max(from, placed));
  };
  return { from, until, wasSet, place };
}
