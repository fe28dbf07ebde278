/** Debian's suites as all files of a host enable them together: a suite may be spread over several entries. */
import type { Suite } from './releases';
import type { KnownEntry } from './subject';

export interface EnabledSuite {
  readonly suite: Suite;
  /** Of Debian's own ones: what else an entry names makes no difference. */
  readonly components: ReadonlySet<string>;
  /** The entry that has main, or else the first one: what the suite lacks is added there. */
  readonly main: KnownEntry;
  /** What microcode needs and none of its entries has. */
  readonly missing: readonly string[];
}

const debianComponents: ReadonlySet<string> = new Set(['main', 'contrib', 'non-free', 'non-free-firmware']);

/** By the suite's name with its codename. */
export function enabledSuites(entries: readonly KnownEntry[]): ReadonlyMap<string, EnabledSuite> {
  const found = new Map<string, { suite: Suite; components: Set<string>; main: KnownEntry; missing: readonly string[] }>();
  for (const known of entries) {
    if (!bringsMicrocode(known)) continue;
    for (const suite of known.suites) {
      if (!isStock(suite)) continue;
      let all = found.get(suite.name);
      if (!all) found.set(suite.name, (all = { suite, components: new Set(), main: known, missing: [] }));
      if (!all.components.has('main') && hasComponent(known, 'main')) all.main = known;
      for (const { text } of known.entry.components) {
        const component = text.startsWith('updates/') ? text.slice('updates/'.length) : text;
        if (debianComponents.has(component)) all.components.add(component);
      }
    }
  }
  for (const all of found.values()) all.missing = all.suite.release.microcodeComponents.filter((component) => !all.components.has(component));
  return found;
}

/** Debian's entries of packages for amd64 or i386: there is microcode for no other. */
export function bringsMicrocode({ owner, counts, entry: { options } }: KnownEntry): boolean {
  if (owner !== 'debian' || !counts) return false;
  if (options.length === 0) return true;
  const chosen = options.findLast(({ name, operator }) => operator === '=' && /^arch(?:itectures)?$/i.test(name.text))?.values ?? [];
  return chosen.length === 0 || chosen.some(({ text }) => /\b(?:amd64|i386)\b/.test(text));
}

/** Backports and proposed updates bring microcode to nobody who has not asked for it. */
export function isStock(suite: Suite | undefined): suite is Suite {
  return suite !== undefined && (suite.pocket === '' || suite.pocket === '-updates' || suite.pocket === '-security');
}

export function hasComponent({ entry }: KnownEntry, component: string): boolean {
  return entry.components.some(({ text }) => text === component);
}
