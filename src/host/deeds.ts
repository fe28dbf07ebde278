/**
 * What was done to a host from this computer, in any window: kept append-only, so that a walk that was left in the middle
 * still ends with the whole story. It never overrules what the host says.
 */
import { valueOf } from './facts';
import type { HostView } from './hostView';
import type { RemediationPlan } from './plan';
import type { Rebooting } from './rebooting';

/** Something that was done, with what did it. */
export interface Deed {
  /** Milliseconds since 1970, by this computer's clock. */
  readonly at: number;
  readonly what: string;
  /** What ran on the host, line by line; empty for a file that was saved. */
  readonly commands: readonly string[];
  readonly reboot?: AskedReboot;
  /** For the proof of a rise: the revision that ran then. */
  readonly proves?: number;
}

/** A reboot that the host was asked for. */
export interface AskedReboot extends Rebooting {
  /** The boot that it ends. */
  readonly bootId: string;
}

/** Milliseconds after which a host that is expected earlier is not waited for any more. */
export const rebootLimit = 30 * 60_000;

/** The reboot that the host is still about, at `now`, by what was asked and by the last look at it. */
export function pendingReboot({ facts, error }: HostView, deeds: readonly Deed[], now: number): AskedReboot | undefined {
  const asked = deeds.findLast(({ reboot }) => reboot !== undefined)?.reboot;
  const booted = valueOf(facts?.boot)?.id;
  if (!asked || (booted !== undefined && booted !== asked.bootId)) return undefined;
  const { since, expected = rebootLimit } = asked;
  // One that answers is still shutting down its guests, until it should be back: then it has not rebooted.
  const limit = error ? Math.max(rebootLimit, expected) : expected;
  return now - since < limit ? asked : undefined;
}

/** Those since a walk saw the proof of another revision than runs now: what was done for that one is another story. */
export function deedsOfStory(deeds: readonly Deed[], running: number | undefined): readonly Deed[] {
  return deeds.slice(deeds.findLastIndex(({ proves }) => proves !== undefined && proves !== running) + 1);
}

/** The proof of a plan that is done, where `deeds` do not have it yet. */
export function proofOf(plan: RemediationPlan | undefined, deeds: readonly Deed[]): Pick<Deed, 'what' | 'proves'> | undefined {
  const last = plan?.steps.at(-1);
  const proves = plan?.verdict.running;
  if (last?.state !== 'done' || proves === undefined || deeds.some((deed) => deed.proves === proves)) return undefined;
  return { what: `Verified: ${last.description}`, proves };
}
