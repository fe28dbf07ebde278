/** A host that reboots: how long that takes by now, whether it should be back, and what can be done where it is late. */
import { duration, upTo } from './times';

export interface Rebooting {
  /** Milliseconds since 1970, by this computer's clock. */
  readonly since: number;
  /** Milliseconds within which it should be back. */
  readonly expected?: number;
}

/** For a host that does not come back: none of it needs its network. */
export const rescue = 'Look at its screen (console, IPMI). If it hangs at boot, start an older kernel in its boot menu, or add dis_ucode_ldr to the kernel’s command line there (key e).';

/** Whether it should be back by now; where nothing was expected nobody can say so. */
export function isLate({ since, expected }: Rebooting, now: number): boolean {
  return expected !== undefined && now - since >= expected;
}

/** In the few words that a row of the tree has: `rebooting for 2 min`, `not back after 12 min (8 min expected)`. */
export function rebootingBrief(rebooting: Rebooting, now: number): string {
  const waited = duration(now - rebooting.since);
  return isLate(rebooting, now) ? `not back after ${waited} (${expectedWords(rebooting)} expected)` : `rebooting for ${waited}`;
}

/** As a sentence about `who`; what can be done stands behind it where the host is late. */
export function rebootingSentence(who: string, rebooting: Rebooting, now: number): string {
  const late = isLate(rebooting, now) ? `, and is not back in the expected time (${expectedWords(rebooting)}). ${rescue}` : '.';
  return `${who} is rebooting, for ${duration(now - rebooting.since)} now${late}`;
}

function expectedWords({ expected = 0 }: Rebooting): string {
  return upTo(expected / 1000);
}
