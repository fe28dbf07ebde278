/**
 * Debian's releases in their order, the suites of each, and where each keeps CPU microcode.
 * Sources: distro-info-data 2026.10.12; Release files of Debian's mirrors. Checked on 2026-11-23.
 */

export interface Release {
  readonly codename: string;
  /** `11`; undefined for unstable. */
  readonly version?: string;
  /** What the stock entries lack for CPU microcode, iucode-tool's component included. */
  readonly microcodeComponents: readonly string[];
  /** Its place among the releases; unstable comes last. */
  readonly order: number;
  /** Whether it is out. */
  readonly released: boolean;
}

export interface Suite {
  readonly release: Release;
  /** `''`, `-updates`, `-security` (also for `/updates`), `-backports`, `-backports-sloppy`, `-proposed-updates`, `-experimental`. */
  readonly pocket: string;
  /** By its codename: `bookworm-security`, `buster/updates`. */
  readonly name: string;
  /** The name that means another release some day: `stable`, `testing`. */
  readonly alias?: string;
}

/** Up to bullseye intel-microcode is in non-free and needs iucode-tool from contrib; from bookworm on they are in non-free-firmware and main. */
const early = { microcodeComponents: ['contrib', 'non-free'] };
const late = { microcodeComponents: ['non-free-firmware'] };

const releases: readonly Release[] = [
  ...['lenny', 'squeeze', 'wheezy', 'jessie', 'stretch', 'buster', 'bullseye'].map((codename, index) => ({ codename, version: String(5 + index), ...early, released: true })),
  ...['bookworm', 'trixie', 'forky', 'duke'].map((codename, index) => ({ codename, version: String(12 + index), ...late, released: index < 2 })),
  { codename: 'sid', ...late, released: false },
].map((release, order) => ({ ...release, order }));

const byCodename: ReadonlyMap<string, Release> = new Map(releases.map((release) => [release.codename, release]));

/** What an alias means changes with each release; as of 2026-11-23. It decides a component, and never a suite. */
const aliases: Readonly<Record<string, string>> = {
  stable: 'trixie',
  oldstable: 'bookworm',
  oldoldstable: 'bullseye',
  testing: 'forky',
  unstable: 'sid',
};

const pockets = ['', '-updates', '-security', '-backports', '-backports-sloppy', '-proposed-updates'];

/** By its codename, never by an alias. */
export function releaseOf(codename: string | undefined): Release | undefined {
  return codename === undefined ? undefined : byCodename.get(codename);
}

/** The suite of that pocket: `bookworm-updates`; up to buster the security suite is `buster/updates`. */
export function suiteName({ codename, order }: Release, pocket: string): string {
  return pocket === '-security' && order < (byCodename.get('bullseye')?.order ?? 0) ? `${codename}/updates` : `${codename}${pocket}`;
}

/** Every suite by its codename. */
export const allSuites: readonly string[] = releases.flatMap((release) => pockets.map((pocket) => suiteName(release, pocket)));

/** By every name that it can have, right or wrong: both spellings of the security suite, too. */
const suites: ReadonlyMap<string, Suite> = new Map(
  [...releases.map(({ codename }) => codename), ...Object.keys(aliases)].flatMap((name) => {
    const meaning = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
    const release = byCodename.get(meaning ?? name);
    if (!release) return [];
    const suite = (pocket: string): Suite => ({ release, pocket, name: suiteName(release, pocket), ...(meaning === undefined ? {} : { alias: name }) });
    const unstable = name === 'sid' ? ['experimental', 'rc-buggy'].map((other): [string, Suite] => [other, suite('-experimental')]) : [];
    return [...pockets.map((pocket): [string, Suite] => [name + pocket, suite(pocket)]), [`${name}/updates`, suite('-security')] as [string, Suite], ...unstable];
  }),
);

/** The release and the pocket that a suite of Debian's archive names; undefined for any other suite, and for a path. */
export function suiteOf(suite: string): Suite | undefined {
  return suites.get(suite);
}
