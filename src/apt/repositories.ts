/**
 * The archives and suites that a file's entries name. apt fetches one Release file for each, whatever number of entries
 * share it, and refuses entries that want it in different ways: apt-pkg/deb/debmetaindex.cc, `GetDebReleaseIndexBy`.
 */
import { cString } from './bytes';
import type { Problem } from './problems';
import { type Settings, SettingsOf, comparable, optionNamed, releaseOptions } from './settings';
import type { SourceEntry, SourcesFormat } from './types';
import { normalizeUri, releaseFile, substituteArchitecture } from './uri';

interface Repository {
  /** As the first entry has them. */
  readonly uri: string;
  readonly suite: string;
  readonly release: Settings['release'];
  compared: Settings['compared'];
  signers: string;
  /** The last one that agreed, which agrees with itself. */
  agreed: Settings | undefined;
}

/** One file's; with a file that names more apt itself would not come to an end. */
const most = 200_000;

export class Repositories {
  private readonly byReleaseFile = new Map<string, Repository>();
  private readonly settings: SettingsOf;
  /** Entries that all want the same cannot contradict each other: so it is in most files. */
  private readonly agreed: boolean;

  /** Of a file with these entries. */
  constructor(private readonly format: SourcesFormat, entries: readonly SourceEntry[]) {
    this.settings = new SettingsOf(format);
    const [first] = entries;
    const wanted = first && this.settings.of(first.options);
    this.agreed = !wanted || (isValid(wanted) && entries.every(({ options }) => this.settings.of(options) === wanted));
  }

  /** One archive and suite of an entry; why apt refuses it, if it contradicts what came before, or itself. */
  add(uri: string, suite: string, { options }: SourceEntry): Problem | undefined {
    if (this.agreed || this.byReleaseFile.size > most) return undefined;
    const settings = this.settings.of(options);
    const file = releaseFile(uri, suite);
    const known = this.byReleaseFile.get(file);
    if (known?.agreed === settings) return undefined;
    const repository = known ?? { uri, suite, release: settings.release, compared: settings.compared, signers: '', agreed: undefined };
    if (!known) this.byReleaseFile.set(file, repository);
    const contradiction = known && (releaseContradiction(known, uri, suite, settings) ?? comparedContradiction(known, settings));
    const said = contradiction ?? signedBy(repository, settings);
    if (!said) {
      repository.agreed = settings;
      return undefined;
    }
    const option = optionNamed(options, this.format, said.option);
    const at = option && { start: option.name.start, end: option.values.at(-1)?.end ?? option.name.end };
    return { reason: said.reason ?? 'conflict', at, message: said.message, ...(said.acceptedSince === undefined ? {} : { acceptedSince: said.acceptedSince }) };
  }
}

/** Whether apt accepts them of an entry by itself. */
export function isValid({ signedBy: wanted, signers }: Settings): boolean {
  return wanted === '' || signers !== '';
}

/** Keys of all archives and suites that an entry names: two entries that have one in common must not contradict each other. */
export function archivesOf(format: SourcesFormat, { uris, suites }: SourceEntry): string[] {
  return uris.flatMap((uri) => suites.map((suite) => releaseFile(uri.text, suiteForArchitecture(format, suite.text))));
}

/** As apt looks for it: of a one-line entry it leaves $(ARCH) alone in a suite that is no path. */
export function suiteForArchitecture(format: SourcesFormat, suite: string): string {
  return format === 'deb822' || suite.endsWith('/') ? substituteArchitecture(suite) : suite;
}

interface Said {
  readonly message: string;
  /** The option by which the later entry contradicts the earlier one, if it has it. */
  readonly option: string;
  readonly reason?: Problem['reason'];
  readonly acceptedSince?: string;
}

/** What both need that apt compares name by name, in the order of the names. */
const always = ['BASE_URI', 'RELEASE', 'REPO_URI', 'SITE'];

/** `MapsAreEqual`: which option it names where one has more than the other. */
function releaseContradiction({ release }: Repository, uri: string, suite: string, { release: wanted }: Settings): Said | undefined {
  if (release.length === 0 && wanted.length === 0) return undefined;
  const names = (options: Settings['release']) => [...options.map(([name]) => name), ...always].sort();
  const [ours, theirs] = [names(wanted), names(release)];
  const differs = ours.findIndex((name, index) => name !== theirs[index]);
  const [our, their] = [ours[differs], theirs[differs]];
  if (our !== undefined && their !== undefined) return conflict(theirs.includes(our) ? their : our, '<set>', '<unset>');
  const other = wanted.find(([, value], index) => value !== release[index]?.[1]);
  return other && conflict(other[0], normalizeUri(uri), suite);
}

function comparedContradiction(repository: Repository, { compared }: Settings): Said | undefined {
  for (const [index, { title, number }] of comparable.entries()) {
    const [known, value] = [repository.compared[index], compared[index]];
    if (known === value) continue;
    if (!number || known !== '') return conflict(title, normalizeUri(repository.uri), repository.suite);
    repository.compared = repository.compared.with(index, value ?? '');
  }
  return undefined;
}

function signedBy(repository: Repository, settings: Settings): Said | undefined {
  const { signers } = settings;
  if (repository.signers === '' && settings.signedBy !== '') {
    repository.signers = signers;
    if (signers !== '') return undefined;
    return { reason: 'not-a-fingerprint', option: 'signed-by', message: `Invalid value set for option Signed-By ${regarding(normalizeUri(repository.uri), repository.suite)} (not a fingerprint)` };
  }
  if (signers === repository.signers) return undefined;
  const { message, option } = conflict('Signed-By', normalizeUri(repository.uri), repository.suite);
  // trixie's apt lets the first entry speak for one that says nothing.
  return { option, message: `${message}: ${cString(repository.signers)} != ${cString(signers)}`, ...(signers === '' ? { acceptedSince: '2.9.8' } : {}) };
}

function conflict(title: string, uri: string, suite: string): Said {
  const option = [...comparable, ...releaseOptions].find((one) => one.title === title)?.name ?? 'signed-by';
  return { option, message: `Conflicting values set for option ${title} ${regarding(uri, suite)}` };
}

function regarding(uri: string, suite: string): string {
  return `regarding source ${cString(uri)} ${cString(suite)}`;
}
