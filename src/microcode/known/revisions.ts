/** The newest revisions that were known when the bundled table was made (revisions.json, by scripts/update-microcode.mjs). */
import { isFor, type Revision } from '../newest';
import type { CpuIdentity, CpuVendor } from '../types';
import type { KnownRow } from './merge';
import table from './revisions.json';

/** A revision with the day on which nothing newer was known. */
export interface KnownRevision extends Revision {
  /** ISO. */
  readonly asOf: string;
}

/**
 * The newest known revision for this CPU, or undefined where the table does not have it. Of several platforms, where the
 * CPU's own is not known, the highest: it may be another platform's.
 */
export function knownRevision(cpu: CpuIdentity): KnownRevision | undefined {
  const newest = rowsOf(cpu.vendor)
    .filter((row) => (cpu.vendor === 'amd' ? row.signature === cpu.signature : isFor(cpu, row)))
    .reduce<KnownRow | undefined>((best, row) => (best === undefined || row.revision > best.revision ? row : best), undefined);
  return newest && { revision: newest.revision, ...(newest.date === '' ? {} : { date: newest.date }), asOf: table.made };
}

/** The table's rows for one vendor. */
export function rowsOf(vendor: CpuVendor): readonly KnownRow[] {
  if (vendor === 'other') return [];
  return table[vendor].rows.map(([signature = '', platformMask = '', revision = '', date = '']) => ({
    signature: Number(signature),
    platformMask: Number(platformMask),
    revision: Number(revision),
    date,
  }));
}
