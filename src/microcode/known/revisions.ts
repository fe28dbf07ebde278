/** The revisions that were known when the bundled table was made (revisions.json, by scripts/update-microcode.mjs). */
import { isFor, type Revision } from '../newest';
import type { CpuIdentity, CpuVendor } from '../types';
import { type KnownCpu, type Step, readTable } from './history';
import table from './revisions.json';

/** A revision with the vendor's release that brought it, and the day on which nothing newer was known. */
export interface KnownRevision extends Revision {
  /** YYYYMMDD, as the version of Debian's package names it. */
  readonly release: string;
  /** ISO. */
  readonly asOf: string;
}

const tables: Readonly<Record<CpuVendor, readonly KnownCpu[]>> = { intel: readTable(table.intel), amd: readTable(table.amd), other: [] };
const releases: Readonly<Record<string, Readonly<Record<string, string>>>> = table.suites;

/** The day on which the table was made, ISO. */
export const tableDate: string = table.made;

/** `20251111` of `3.20251111.1~deb12u1`: the vendor's release that a package of Debian's is of; undefined for other versions. */
export function releaseOf(version: string): string | undefined {
  return /^\d+\.(20\d{6})(?!\d)/.exec(version)?.[1];
}

/**
 * What Debian's `codename` brought this CPU on that day, or, where one is given, the vendor's `release`; without either, or
 * with a codename that the table does not know, the newest of all. Undefined where the table does not have the CPU. Of several platforms, where the CPU's own is not known,
 * the highest: it may be another platform's.
 */
export function knownRevision(cpu: CpuIdentity, codename?: string, release?: string): KnownRevision | undefined {
  const last = release ?? releases[codename ?? '']?.[cpu.vendor] ?? '99999999';
  const found = rowsFor(cpu).flatMap(({ steps }) => steps.findLast((step) => step.release <= last) ?? []);
  // A mask that grew over the releases has a row for each: the last release tells.
  const best = found.reduce<Step | undefined>((one, other) => (one === undefined || isLater(cpu, one, other) ? other : one), undefined);
  return best && known(best);
}

function isLater(cpu: CpuIdentity, one: Step, other: Step): boolean {
  return cpu.platformMask === undefined && cpu.vendor === 'intel' ? other.revision > one.revision : other.release > one.release;
}

/** Every revision that was released for this CPU, oldest first. */
export function knownHistory(cpu: CpuIdentity): readonly KnownRevision[] {
  return rowsFor(cpu).flatMap(({ steps }) => steps).sort((a, b) => a.release.localeCompare(b.release)).map(known);
}

/** The table's rows for one vendor. */
export function rowsOf(vendor: CpuVendor): readonly KnownCpu[] {
  return tables[vendor];
}

function rowsFor(cpu: CpuIdentity): readonly KnownCpu[] {
  return tables[cpu.vendor].filter((row) => (cpu.vendor === 'amd' ? row.signature === cpu.signature : isFor(cpu, row)));
}

function known({ revision, date, release }: Step): KnownRevision {
  return { revision, ...(date === '' ? {} : { date }), release, asOf: table.made };
}
