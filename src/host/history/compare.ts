/** Before and after the microcode rose: what is compared, and how much of it. */
import { valueOf } from '../facts';
import { type BootChanges, bearsOnGuests, changesAt } from './changes';
import { type Exposure, exposureOf, sumOf } from './exposure';
import type { Boot, Death, HostHistory, PackageChange } from './types';

/** Boots that belong together, how long guests ran in them, and who died. */
export interface Period {
  readonly boots: readonly Boot[];
  readonly deaths: readonly Death[];
  readonly exposure: Exposure;
  /** As far as they are known, in the order of the boots. */
  readonly kernels: readonly string[];
  /** The same for each of them. */
  readonly byKernel: readonly { readonly kernel: string; readonly deaths: number; readonly time: number }[];
}

export interface Comparison {
  /** Every boot that was run at the revision before the rise, and at the risen one or a higher: whenever that was. */
  readonly before: Period & { readonly revision: number };
  readonly after: Period & { readonly revisions: readonly number[] };
  /** Boots of neither. */
  readonly left: Period;
  /** How long guests ran at that revision after the last failure before the rise, in milliseconds. */
  readonly quiet: number;
  /** Guests that died before, and have not run since. */
  readonly gone: readonly number[];
  /** All of them. */
  readonly allGone: boolean;
  /** The first boot at the risen revision, and what else changed there. */
  readonly boundary: Boot;
  readonly changes: BootChanges;
  /** What bears on guests and was installed after that. */
  readonly later: PackageChange['notable'];
}

export interface Judged {
  /** Everything. */
  readonly whole: Period;
  /** Undefined where the revision never rose. */
  readonly comparison: Comparison | undefined;
  /** Whose time counts: those that died; undefined: any virtual machine. */
  readonly guests: ReadonlySet<number> | undefined;
}

/** Undefined where the journal's boots or failures are not known. */
export function judgeHistory(history: HostHistory): Judged | undefined {
  const boots = valueOf(history.boots);
  const deaths = valueOf(history.deaths);
  if (!boots || !deaths) return undefined;
  const guests = guestsOf(deaths);
  const deathsIn = (some: readonly Boot[]) => deaths.filter(({ bootId }) => some.some(({ id }) => id === bootId));
  const exposureIn = (some: readonly Boot[]) => sumOf(some.map((boot) => exposureOf(boot, history.runs, guests)));
  const periodOf = (some: readonly Boot[]): Period => {
    const kernels = [...new Set(some.flatMap(({ kernel }) => kernel ?? []))];
    return {
      boots: some,
      deaths: deathsIn(some),
      exposure: exposureIn(some),
      kernels,
      byKernel: kernels.map((kernel) => {
        const own = some.filter((boot) => boot.kernel === kernel);
        return { kernel, deaths: deathsIn(own).length, time: exposureIn(own).time };
      }),
    };
  };
  const rise = riseOf(boots, deaths);
  return { whole: periodOf(boots), comparison: rise && comparisonOf(rise, history, boots, periodOf, guests), guests };
}

/** Those that died, where each of them is known: the others' time tells nothing. */
function guestsOf(deaths: readonly Death[]): ReadonlySet<number> | undefined {
  const known = deaths.flatMap(({ vmid }) => vmid ?? []);
  return deaths.length === 0 || known.length < deaths.length ? undefined : new Set(known);
}

interface Rise {
  readonly before: Boot & { readonly revision: number };
  readonly after: Boot & { readonly revision: number };
}

const told = (boot: Boot): boot is Rise['before'] => boot.revision !== undefined;

/** The latest rise from a revision at which guests died; else the latest one. */
function riseOf(boots: readonly Boot[], deaths: readonly Death[]): Rise | undefined {
  const known = boots.filter(told);
  const rises = known.flatMap((after, index): Rise[] => {
    const before = known[index - 1];
    return before && after.revision > before.revision ? [{ before, after }] : [];
  });
  const died = new Set(known.filter(({ id }) => deaths.some(({ bootId }) => bootId === id)).map(({ revision }) => revision));
  return rises.findLast(({ before }) => died.has(before.revision)) ?? rises.at(-1);
}

function comparisonOf({ before, after }: Rise, history: HostHistory, boots: readonly Boot[], periodOf: (some: readonly Boot[]) => Period, guests: Judged['guests']): Comparison {
  const packages = valueOf(history.packages) ?? [];
  const low = boots.filter(({ revision }) => revision === before.revision);
  const high = boots.filter(({ revision }) => revision !== undefined && revision >= after.revision);
  const earlier = low.filter(({ until }) => until <= after.from);
  const last = periodOf(earlier).deaths.at(-1)?.until ?? after.from;
  const died = [...new Set(periodOf(low).deaths.flatMap(({ vmid }) => vmid ?? []))].sort((a, b) => a - b);
  const gone = died.filter((vmid) => sumOf(high.map((boot) => exposureOf(boot, history.runs, new Set([vmid])))).time <= 0);
  return {
    gone,
    allGone: guests !== undefined && died.length > 0 && gone.length === died.length,
    quiet: sumOf(earlier.map((boot) => exposureOf(boot, history.runs, guests, last))).time,
    before: { ...periodOf(low), revision: before.revision },
    after: { ...periodOf(high), revisions: [...new Set(high.filter(told).map(({ revision }) => revision))].sort((a, b) => a - b) },
    left: periodOf(boots.filter((boot) => !low.includes(boot) && !high.includes(boot))),
    boundary: after,
    changes: changesAt(before, after, packages),
    later: packages.filter(({ time }) => time > after.from).flatMap(({ notable }) => notable.filter(bearsOnGuests)),
  };
}
