/** What a host knows of a failure beside the log at hand: its guest, and what else its logs say. */
import type { Elsewhere, Failure } from '../kvm';
import { cpuName, hex, knownTrouble } from '../microcode';
import { type HostFacts, valueOf } from './facts';
import { timeIn, withGuest } from './guestOf';
import { hostNow } from './history/oneLine';
import { type SearchResult, machineChecksInBootOf, outOfMemoryOf, unreadSources } from './search';

/** `result`: what was found by searching that host's logs, if that was done. */
export function elsewhereOf(facts: HostFacts, result: SearchResult | undefined): Elsewhere {
  return {
    named: (failure) => ({ ...withGuest(failure, facts, result?.failures), host: machineOf(failure, facts) }),
    told: (failure) => (result === undefined ? [] : [...outOfMemory(failure, result), machineChecks(failure, facts, result)]),
  };
}

/** The CPU's vendor, and in this boot the kernel, which decide how the numbers are read; and what was reported of the CPU. */
function machineOf({ time, timeText }: Failure, facts: HostFacts): NonNullable<Failure['host']> {
  const vendor = valueOf(facts.cpu)?.vendor;
  const startedAt = valueOf(facts.boot)?.startedAt;
  const when = timeOfFailure({ time, timeText }, facts);
  return {
    ...(vendor === 'intel' || vendor === 'amd' ? { vendor } : {}),
    report: reportOf(facts),
    kernel: when !== undefined && startedAt !== undefined && when >= startedAt ? valueOf(facts.kernel)?.release : undefined,
  };
}

/** Undefined where the CPU is not known. What was reported is no proof, and is not said to be one. */
function reportOf({ cpu }: HostFacts): string | undefined {
  const identity = valueOf(cpu);
  if (!identity) return undefined;
  const [revision] = identity.revisions;
  const host = `This host’s CPU is a ${cpuName(identity.modelName)}${revision === undefined ? '' : `, at revision ${hex(revision)} now`}`;
  const trouble = knownTrouble(identity);
  if (trouble) return `${host}. Reported of this kind: ${trouble.report}. That is no proof that it is so here.`;
  return identity.vendor === 'amd' ? `${host}; no report of suberror 3 on AMD is known.` : `${host}; of this kind no report is known.`;
}

function timeOfFailure({ time, timeText }: Pick<Failure, 'time' | 'timeText'>, facts: HostFacts): number | undefined {
  return timeIn({ ...(time === undefined ? {} : { time }), ...(timeText === undefined ? {} : { timeText }) }, facts);
}

function outOfMemory({ vmid, pid }: Failure, result: SearchResult): string[] {
  const kills = outOfMemoryOf(result, { ...(vmid === undefined ? {} : { vmid }), ...(pid === undefined ? {} : { pid }) });
  return kills === 0 ? [] : [`By this host’s logs it ran out of memory and killed this guest (${times(kills)}).`];
}

function machineChecks({ time, timeText }: Failure, facts: HostFacts, result: SearchResult): string {
  const when = timeOfFailure({ time, timeText }, facts);
  const late = when !== undefined && when > result.at + hostNow(facts) - facts.observedAt;
  const checks = late || when === undefined ? undefined : machineChecksInBootOf(result, { time: when });
  if (checks === undefined) return `Whether a machine check was logged in that boot is not known: ${late ? 'it came after this host’s logs were searched last' : 'the log of that boot’s kernel is not among what was searched'}.`;
  if (checks > 0) return `Machine checks or memory errors were logged in that boot (${times(checks)}): look at the hardware too.`;
  const unread = unreadSources(result).map(({ source }) => source);
  return unread.length === 0 ? 'No machine check was logged in that boot.' : `No machine check was logged in that boot, as far as the logs could be read (not: ${unread.join(', ')}).`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
