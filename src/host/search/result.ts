/** All that the searches of one host gave, put together from their records. */
import type { LogFile } from '../facts';
import { mergeFailures, mergeGathered, nothingGathered } from './merge';
import type { FoundFailure, Gathered, SearchRecord, SearchedSource, Stamp } from './types';

export interface SearchResult extends Gathered {
  /** Of the last search. */
  readonly at: number;
  /** How many failures it found that were not known before. */
  readonly added: number;
  /** As the last search met them. */
  readonly sources: readonly SearchedSource[];
  readonly next: SearchRecord['next'];
}

/** Undefined where nothing was searched yet. Records in the order in which they were made. */
export function resultOf(records: readonly SearchRecord[]): SearchResult | undefined {
  return records.reduce<SearchResult | undefined>(withRecord, undefined);
}

export function withRecord(before: SearchResult | undefined, record: SearchRecord): SearchResult {
  const { at, sources, next } = record;
  return { ...mergeGathered(before ?? nothingGathered, record), added: mergeFailures(before?.failures ?? [], record.failures).added, at, sources, next };
}

/** Failures that stand in that source. */
export function failuresIn({ failures }: SearchResult, { id }: SearchedSource): FoundFailure[] {
  return id === undefined ? [] : failures.filter(({ sources }) => sources.includes(id));
}

/** The source that a file was when it was searched; undefined where it was not, or is another file now. */
export function sourceOf(result: SearchResult | undefined, { path, bytes, modifiedAt }: LogFile): SearchedSource | undefined {
  const source = result?.sources.find((one) => one.source === path);
  if (source?.size === undefined) return undefined;
  const rotated = /\.(?:\d+|gz|xz|zst|bz2)$/.test(path);
  const same = rotated ? source.size === bytes && source.modifiedAt === modifiedAt : bytes >= source.size;
  return same ? source : undefined;
}

/** What could not be read. */
export function unreadSources({ sources }: SearchResult): readonly SearchedSource[] {
  return sources.filter(({ unknown }) => unknown !== undefined);
}

/** Machine checks of the boot in which that was: none, so many, or undefined where that boot's kernel log is not among what was read. */
export function machineChecksInBootOf({ boots, machineChecks, sources }: SearchResult, { time, bootId }: Stamp): number | undefined {
  if (time === undefined) return undefined;
  const own = bootId === undefined ? undefined : boots.find((boot) => boot.bootId === bootId);
  const start = own ?? boots.findLast((boot) => boot.time !== undefined && boot.time <= time);
  // Where the journal's beginning was cut off, the boot it begins in has no first line; and what was not read may hold some.
  if (start?.time === undefined || sources.every(({ unknown }) => unknown !== undefined)) return undefined;
  const from = start.time;
  const next = boots.find((boot) => boot.time !== undefined && boot.time > Math.max(from, time))?.time ?? Infinity;
  return machineChecks.filter((check) => check.time !== undefined && check.time >= from && check.time < next).length;
}

/** Kills of that guest or process for want of memory. */
export function outOfMemoryOf({ outOfMemory }: SearchResult, { vmid, pid }: Pick<FoundFailure, 'vmid' | 'pid'>): number {
  return outOfMemory.filter((kill) => (vmid !== undefined && kill.vmid === vmid) || (pid !== undefined && kill.pid === pid)).length;
}
