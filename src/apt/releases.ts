/** Debian's releases, as far as sources files name them, and where each keeps CPU microcode. Checked on 2026-11-23. */

export interface Release {
  readonly codename: string;
  /** `11`; undefined for unstable. */
  readonly version?: string;
  /** What the stock entries lack for CPU microcode, iucode-tool's component included. */
  readonly microcodeComponents: readonly string[];
}

/** Up to bullseye intel-microcode is in non-free and needs iucode-tool from contrib; from bookworm on both are in non-free-firmware and main. */
const early = ['contrib', 'non-free'];
const late = ['non-free-firmware'];

const releases: readonly Release[] = [
  { codename: 'stretch', version: '9', microcodeComponents: early },
  { codename: 'buster', version: '10', microcodeComponents: early },
  { codename: 'bullseye', version: '11', microcodeComponents: early },
  { codename: 'bookworm', version: '12', microcodeComponents: late },
  { codename: 'trixie', version: '13', microcodeComponents: late },
  { codename: 'forky', version: '14', microcodeComponents: late },
  { codename: 'sid', microcodeComponents: late },
];

/** What an alias means changes with each release; as of 2026-11-23. It decides a component, and never a suite. */
const aliases: Readonly<Record<string, string>> = {
  stable: 'trixie',
  oldstable: 'bookworm',
  oldoldstable: 'bullseye',
  testing: 'forky',
  unstable: 'sid',
};

export interface Suite {
  readonly release: Release;
  /** `''`, `-updates`, `-security` (also for `/updates`), `-backports`, `-proposed-updates`. */
  readonly pocket: string;
}

/** The release and the pocket that a suite of Debian's archive names; undefined for any other suite. */
export function suiteOf(suite: string): Suite | undefined {
  const [, name = '', pocket = ''] = /^([a-z]+?)(-updates|-security|\/updates|-backports(?:-sloppy)?|-proposed-updates)?\/?$/.exec(suite) ?? [];
  const codename = aliases[name] ?? name;
  const release = releases.find((one) => one.codename === codename);
  return release && { release, pocket: pocket === '/updates' ? '-security' : pocket };
}
