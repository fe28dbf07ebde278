/**
 * What the entries of a file and of the host's other files come to together. Rules that judge one entry know of the others no more
 * than this, so that in a long file only what changed has to be judged again.
 */
import { type EnabledSuite, enabledSuites } from './enabledSuites';
import { isNoSubscription } from './proxmox';
import type { Release } from './releases';
import type { KnownEntry } from './subject';
import type { SourcesContext } from './types';

export interface Whole {
  /** Debian's suites that are enabled. */
  readonly enabled: ReadonlyMap<string, EnabledSuite>;
  /** The releases of all entries of Debian's and Proxmox's. */
  readonly releases: ReadonlySet<Release>;
  /** The one that most of them have; of two the newer. */
  readonly mainRelease: Release | undefined;
  /** A physical Proxmox VE host, or a file that names a repository of Proxmox: what is wrong here costs guests. */
  readonly ofProxmox: boolean;
  /** Proxmox VE's repository for hosts without a subscription is enabled. */
  readonly noSubscription: boolean;
}

interface Together {
  readonly entries: readonly KnownEntry[];
  /** A comment names a repository of Proxmox. */
  readonly namesProxmox: () => boolean;
}

/** `timesOf`: how many entries like this one there are, where one stands for all of a kind; the first of them, in the order of the file. */
export function wholeOf(own: Together, neighbours: Together, { host }: SourcesContext, timesOf: (known: KnownEntry) => number = () => 1): Whole {
  const all = neighbours.entries.length === 0 ? own.entries : [...own.entries, ...neighbours.entries];
  const counts = releaseCounts(all, timesOf);
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || b.order - a.order);
  const ofProxmox = () => own.namesProxmox() || neighbours.namesProxmox() || all.some(({ owner }) => owner === 'proxmox');
  return {
    enabled: enabledSuites(all),
    releases: new Set(counts.keys()),
    mainRelease: most?.[0],
    ofProxmox: host?.physicalPve ?? ofProxmox(),
    noSubscription: host !== undefined && all.some(({ owner, entry }) => owner === 'proxmox' && entry.enabled && isNoSubscription(entry, host.codename ?? '')),
  };
}

/** All that wholeOf takes from an entry: of two with the same words the second changes no more than the count. */
export function kindOf({ owner, counts, entry: { enabled, suites, components, options, types } }: KnownEntry): string {
  const textsOf = (words: SourcesWords) => words.map(({ text }) => text).join(' ');
  const chosen = options.map(({ name, operator, value }) => `${name.text}${operator}${value}`).join(' ');
  return [owner, counts, enabled, textsOf(types), textsOf(suites), textsOf(components), chosen].join('\n');
}

type SourcesWords = readonly { readonly text: string }[];

/** The same words for what gives the same findings, but for the entries that `enabled` names as the main ones. */
export function describeWhole({ enabled, releases, mainRelease, ofProxmox, noSubscription }: Whole): string {
  const suites = [...enabled].map(([name, { components }]) => `${name}: ${[...components].sort().join(' ')}`).sort();
  return [ofProxmox, noSubscription, mainRelease?.codename, [...releases].map(({ codename }) => codename).sort().join(' '), ...suites].join('\n');
}

function releaseCounts(all: readonly KnownEntry[], timesOf: (known: KnownEntry) => number): ReadonlyMap<Release, number> {
  const counts = new Map<Release, number>();
  for (const known of all) {
    if (known.owner === 'other' || !known.counts) continue;
    for (const suite of known.suites) if (suite?.alias === undefined && suite?.release.released) counts.set(suite.release, (counts.get(suite.release) ?? 0) + timesOf(known));
  }
  return counts;
}
