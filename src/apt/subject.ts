/** A sources file, or one entry of a long one, as the rules look at it: with what is known of each entry, made once for all rules. */
import { isDebianEntry, isProxmoxEntry } from './archives';
import { type Release, type Suite, releaseOf, suiteOf } from './releases';
import type { ParsedSources, SourceEntry, SourcesContext } from './types';
import { type Whole, wholeOf } from './whole';

export interface KnownEntry {
  readonly entry: SourceEntry;
  readonly owner: 'debian' | 'proxmox' | 'other';
  /** Enabled, and of packages: what apt installs from. */
  readonly counts: boolean;
  /** What the entry's suites are, in their order; undefined for one that is none of Debian's. */
  readonly suites: readonly (Suite | undefined)[];
}

export interface Subject {
  readonly parsed: ParsedSources;
  readonly context: SourcesContext;
  readonly entries: readonly KnownEntry[];
  /** What all entries of the file and of the host's other files come to, those that are not among `entries` included. */
  readonly whole: Whole;
  /** How many errors of the file stand before the ones in `parsed`. */
  readonly errorsBefore: number;
  /** The host's release, where it is one of Debian's. */
  readonly hostRelease: Release | undefined;
}

/** Of a whole file. */
export function subjectOf(parsed: ParsedSources, context: SourcesContext): Subject {
  const entries = parsed.entries.map((entry) => knownEntry(entry, context));
  const whole = wholeOf({ entries, namesProxmox: () => namesProxmoxInComment(parsed) }, neighboursOf(context), context);
  return { parsed, context, entries, whole, errorsBefore: 0, hostRelease: releaseOf(context.host?.codename) };
}

/** What the other files of the same host hold. */
export function neighboursOf(context: SourcesContext): { readonly entries: readonly KnownEntry[]; readonly namesProxmox: () => boolean } {
  const files = (context.others ?? []).map(({ parsed }) => parsed);
  return { entries: files.flatMap(({ entries }) => entries.map((entry) => knownEntry(entry, context))), namesProxmox: () => files.some(namesProxmoxInComment) };
}

export function knownEntry(entry: SourceEntry, context: SourcesContext): KnownEntry {
  return {
    entry,
    owner: isProxmoxEntry(entry) ? 'proxmox' : isDebianEntry(entry, context) ? 'debian' : 'other',
    counts: entry.enabled && entry.types.some(({ text }) => text === 'deb'),
    suites: entry.suites.map(({ text }) => suiteOf(text)),
  };
}

/** A line that is commented out is what `Enabled: no` is in a stanza. */
export function namesProxmoxInComment({ format, text }: ParsedSources): boolean {
  return format === 'one-line' && /^[ \t]*#[# \t]*deb[ \t][^\n]*[./]proxmox\.com\//m.test(text);
}
