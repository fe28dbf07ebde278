/** The same failure stands in the journal, in syslog, and in what was found earlier: here it becomes one. */
import { mostFailures } from './gatherer';
import type { FoundFailure, Gathered, Stamp } from './types';

/** syslog writes whole seconds, and its own time of arrival. */
const tolerance = 2_000;

/**
 * Adds what one source gave to what is known, oldest first. Each known failure is the same as at most one of that source: two
 * virtual CPUs report one another's failure in the same second, and those are two.
 */
export function mergeFailures(known: readonly FoundFailure[], fresh: readonly FoundFailure[]): { readonly all: readonly FoundFailure[]; readonly added: number } {
  const all = [...known];
  const byKey = new Map<string, number[]>();
  for (const [index, failure] of known.entries()) {
    const same = byKey.get(keyOf(failure));
    if (same) same.push(index);
    else byKey.set(keyOf(failure), [index]);
  }
  let added = 0;
  for (const failure of fresh) {
    const same = byKey.get(keyOf(failure)) ?? [];
    const at = same.findIndex((index) => sameTime(all[index], failure));
    const index = same[at];
    const other = index === undefined ? undefined : all[index];
    if (index === undefined || !other) {
      all.push(failure);
      added += 1;
      continue;
    }
    same.splice(at, 1);
    all[index] = joined(other, failure);
  }
  return { all: all.sort((a, b) => (a.time ?? 0) - (b.time ?? 0)), added };
}

function keyOf({ pid, kind, suberror, time, timeText }: FoundFailure): string {
  return `${pid ?? ''} ${kind} ${suberror} ${time === undefined ? timeText ?? '' : ''}`;
}

function sameTime(a: FoundFailure | undefined, b: FoundFailure): boolean {
  return a !== undefined && (a.time === undefined || b.time === undefined || Math.abs(a.time - b.time) <= tolerance);
}

/** What the journal tells goes before what syslog does, a statement before a guess. */
function joined(a: FoundFailure, b: FoundFailure): FoundFailure {
  const [better, other] = a.bootId === undefined && b.bootId !== undefined ? [b, a] : [a, b];
  const named = [better, other].filter(({ vmid }) => vmid !== undefined).sort((x, y) => Number(x.vmidGuessed ?? false) - Number(y.vmidGuessed ?? false))[0];
  return {
    ...other,
    ...better,
    ...(named?.vmid === undefined ? {} : { vmid: named.vmid, vmidReason: named.vmidReason ?? '', vmidGuessed: named.vmidGuessed ?? false }),
    sources: [...new Set([...a.sources, ...b.sources])],
  };
}

/** As above, with what bears on them; of failures the newest. */
export function mergeGathered(known: Gathered, fresh: Gathered): Gathered {
  const { all } = mergeFailures(known.failures, fresh.failures);
  return {
    failures: all.slice(-mostFailures),
    boots: mergeStamps(known.boots, fresh.boots),
    machineChecks: mergeStamps(known.machineChecks, fresh.machineChecks),
    outOfMemory: mergeStamps(known.outOfMemory, fresh.outOfMemory),
    truncated: known.truncated || fresh.truncated || all.length > mostFailures,
  };
}

export const nothingGathered: Gathered = { failures: [], boots: [], machineChecks: [], outOfMemory: [], truncated: false };

/** Of those of one process within the tolerance one is kept. */
function mergeStamps<T extends Stamp & { readonly pid?: number }>(known: readonly T[], fresh: readonly T[]): T[] {
  const last = new Map<string, T>();
  return [...known, ...fresh]
    .sort((a, b) => (a.time ?? 0) - (b.time ?? 0))
    .filter((stamp) => {
      const key = `${stamp.pid ?? ''} ${stamp.time === undefined ? stamp.timeText ?? '' : ''}`;
      const before = last.get(key);
      const same = before !== undefined && (stamp.time ?? 0) - (before.time ?? 0) <= tolerance;
      if (!same) last.set(key, stamp);
      return !same;
    });
}
