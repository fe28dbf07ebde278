/** A sources file as the rules look at it: its entries with what is known of each, made once for all of them. */
import { isDebianEntry, isProxmoxEntry } from './archives';
import { type Release, type Suite, releaseOf, suiteOf } from './releases';
import type { ParsedSources, SourceEntry, SourcesContext } from './types';

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
  /** Those of the other files of the same host. */
  readonly others: readonly KnownEntry[];
  /** The host's release, where it is one of Debian's. */
  readonly hostRelease: Release | undefined;
  /** A physical Proxmox VE host, or a file that names a repository of Proxmox: what is wrong here costs guests. */
  readonly ofProxmox: boolean;
}

export function subjectOf(parsed: ParsedSources, context: SourcesContext): Subject {
  const entries = parsed.entries.map((entry) => knownEntry(entry, context));
  const files = (context.others ?? []).map((other) => other.parsed);
  const others = files.flatMap((file) => file.entries.map((entry) => knownEntry(entry, context)));
  const named = () => [...entries, ...others].some(({ owner }) => owner === 'proxmox') || [parsed, ...files].some(namesProxmoxInComment);
  return { parsed, context, entries, others, hostRelease: releaseOf(context.host?.codename), ofProxmox: context.host?.physicalPve ?? named() };
}

function knownEntry(entry: SourceEntry, context: SourcesContext): KnownEntry {
  return {
    entry,
    owner: isProxmoxEntry(entry) ? 'proxmox' : isDebianEntry(entry, context) ? 'debian' : 'other',
    counts: entry.enabled && entry.types.some(({ text }) => text === 'deb'),
    suites: entry.suites.map(({ text }) => suiteOf(text)),
  };
}

/** A line that is commented out is what `Enabled: no` is in a stanza. */
function namesProxmoxInComment({ format, text }: ParsedSources): boolean {
  return format === 'one-line' && /^[ \t]*#[# \t]*deb[ \t][^\n]*[./]proxmox\.com\//m.test(text);
}
