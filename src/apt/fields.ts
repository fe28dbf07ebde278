/**
 * The fields of stanzas and the options of one-line entries: sources.list(5), apt-pkg/deb/debmetaindex.cc. Names of fields
 * have no case, names of options do; apt ignores those it does not know without a word.
 */

export interface SourcesField {
  /** Its name in a stanza, as the manual spells it. */
  readonly field: string;
  /** Its name in the brackets of a one-line entry; a part of the line itself has none. */
  readonly option?: string;
  /** One line: what it is for. */
  readonly about: string;
  /** The values it can have, where they are few. */
  readonly values?: readonly string[];
  /** Takes several values, and can add to the default or take from it (`+=` and `-=`, `-Add` and `-Remove`). */
  readonly several?: true;
  /** apt 2.6 and 3.0 read the option, and ignore the field that their manual lists. */
  readonly optionOnly?: true;
}

const yesNo = ['yes', 'no'] as const;

/** In the order in which a stanza is usually written, and then from the common to the rare. */
export const sourcesFields: readonly SourcesField[] = [
  { field: 'Types', about: 'deb for packages, deb-src for their sources', values: ['deb', 'deb-src'] },
  { field: 'URIs', about: 'Where the archive is' },
  { field: 'Suites', about: 'Releases of the archive, by codename; one that ends in a slash is an exact path' },
  { field: 'Components', about: 'Parts of each suite; none where the suite is an exact path' },
  { field: 'Signed-By', option: 'signed-by', about: 'Keyrings (absolute paths) or fingerprints that may sign the archive' },
  { field: 'Enabled', about: 'no leaves the stanza out; apt takes any other word than no, false, without, off, disable and 0 for yes', values: ['no', 'yes'] },
  { field: 'Architectures', option: 'arch', about: 'Architectures to fetch, in place of those of the system', values: ['amd64', 'i386', 'arm64'], several: true },
  { field: 'Languages', option: 'lang', about: 'Languages of the package descriptions to fetch', values: ['none', 'en'], several: true },
  { field: 'Targets', option: 'target', about: 'Kinds of index files to fetch', values: ['Packages', 'Sources', 'Translations'], several: true },
  { field: 'Trusted', option: 'trusted', about: 'yes takes packages whose signature nobody checked: for local archives alone', values: ['no', 'yes'] },
  { field: 'Check-Valid-Until', option: 'check-valid-until', about: 'no accepts an archive that has expired, such as a snapshot', values: ['no', 'yes'] },
  { field: 'By-Hash', option: 'by-hash', about: 'Fetch index files under the name of their hash; force does so even where the archive does not offer it', values: [...yesNo, 'force'] },
  { field: 'PDiffs', option: 'pdiffs', about: 'Fetch only what changed in an index file', values: yesNo },
  { field: 'Check-Date', option: 'check-date', about: 'no trusts neither this clock nor the archive’s dates, and skips Check-Valid-Until too', values: ['no', 'yes'] },
  { field: 'Date-Max-Future', option: 'date-max-future', about: 'Seconds by which the archive’s date may be ahead of this clock' },
  { field: 'Valid-Until-Min', option: 'valid-until-min', about: 'Seconds for which the archive counts as current at least' },
  { field: 'Valid-Until-Max', option: 'valid-until-max', about: 'Seconds for which the archive counts as current at most' },
  { field: 'Snapshot', option: 'snapshot', about: 'A state of the archive in the past, by its ID, where the archive offers snapshots', values: ['enable', 'disable'] },
  { field: 'Include', option: 'include', about: 'Only these packages, from apt 3.1 on; older ones ignore it' },
  { field: 'Exclude', option: 'exclude', about: 'All packages but these, from apt 3.1 on; older ones ignore it' },
  { field: 'InRelease-Path', option: 'inrelease-path', about: 'Another place of the InRelease file, relative to its usual one', optionOnly: true },
  { field: 'Allow-Insecure', option: 'allow-insecure', about: 'yes accepts an archive that nobody signed', values: ['no', 'yes'], optionOnly: true },
  { field: 'Allow-Weak', option: 'allow-weak', about: 'yes accepts signatures with algorithms that are no longer safe', values: ['no', 'yes'], optionOnly: true },
  { field: 'Allow-Downgrade-To-Insecure', option: 'allow-downgrade-to-insecure', about: 'yes accepts an archive that was signed once and is no more', values: ['no', 'yes'], optionOnly: true },
  { field: 'X-Repolib-Name', about: 'A name for people and for other programs; apt ignores it' },
];

const byField = new Map(sourcesFields.map((known) => [known.field.toLowerCase(), known]));
const byOption = new Map(sourcesFields.flatMap((known) => (known.option === undefined ? [] : [[known.option, known]])));

/** The field of a stanza of that name in any case, with or without `-Add` or `-Remove`; undefined for what apt ignores. */
export function fieldNamed(name: string): SourcesField | undefined {
  const lower = name.toLowerCase();
  const whole = byField.get(lower);
  if (whole) return whole;
  const part = byField.get(lower.replace(/-(?:add|remove)$/, ''));
  return part?.several ? part : undefined;
}

/** The option of a one-line entry of exactly that name, without its operator. */
export function optionNamed(name: string): SourcesField | undefined {
  return byOption.get(name);
}
