/** Options that all entries of one archive and suite must agree on: apt-pkg/deb/debmetaindex.cc, `CreateItemInternal`. */
import { stringToBool, unsignedNumber } from './booleans';
import { normalizeSignedBy } from './signedBy';
import type { SourceOption, SourcesFormat } from './types';

export interface Settings {
  /** What decides how the Release file is fetched, by the names that apt's messages give it, sorted. */
  readonly release: readonly (readonly [name: string, value: string])[];
  /** One for each of `comparable`: empty where the entry says nothing, and for a number where it says 0. */
  readonly compared: readonly string[];
  /** As it is written. */
  readonly signedBy: string;
  /** As apt understands it: empty where it is neither path nor fingerprint. */
  readonly signers: string;
}

/** In the order in which apt compares them; `title` is the name in its message. Of a number, the first that is given holds. */
export const comparable = [
  { name: 'trusted', title: 'Trusted', number: false },
  { name: 'check-valid-until', title: 'Check-Valid-Until', number: false },
  { name: 'valid-until-max', title: 'Max-ValidTime', number: true },
  { name: 'valid-until-min', title: 'Min-ValidTime', number: true },
  { name: 'check-date', title: 'Check-Date', number: false },
  { name: 'date-max-future', title: 'Date-Max-Future', number: true },
] as const;

/** In a stanza apt knows none of these, though its manual lists them. Sorted by `title`. */
export const releaseOptions = [
  { name: 'allow-downgrade-to-insecure', title: 'ALLOW_DOWNGRADE_TO_INSECURE' },
  { name: 'allow-insecure', title: 'ALLOW_INSECURE' },
  { name: 'allow-weak', title: 'ALLOW_WEAK' },
  { name: 'inrelease-path', title: 'INRELEASE_PATH' },
] as const;

const everywhere = ['signed-by', ...comparable.map(({ name }) => name)];
const relevant: Readonly<Record<SourcesFormat, ReadonlySet<string>>> = {
  'one-line': new Set([...everywhere, ...releaseOptions.map(({ name }) => name)]),
  'deb822': new Set(everywhere),
};

/** Gives entries whose options say the same the same object: most of a file's do. */
export class SettingsOf {
  private readonly known = new Map<string, Settings>();

  constructor(private readonly format: SourcesFormat) {}

  of(options: readonly SourceOption[]): Settings {
    let key = '';
    for (const option of options) {
      const name = nameOf(option, this.format);
      if (name !== undefined) key += `${name}=${option.value}\0`;
    }
    let settings = this.known.get(key);
    if (!settings) this.known.set(key, (settings = settingsFrom(options, this.format)));
    return settings;
  }
}

/** What the settings have it from: of an option that is given twice the last one. */
export function optionNamed(options: readonly SourceOption[], format: SourcesFormat, name: string): SourceOption | undefined {
  return options.findLast((option) => nameOf(option, format) === name);
}

function nameOf({ name, operator }: SourceOption, format: SourcesFormat): string | undefined {
  const spelt = format === 'deb822' ? name.text.toLowerCase() : name.text;
  return operator === '=' && relevant[format].has(spelt) ? spelt : undefined;
}

function settingsFrom(options: readonly SourceOption[], format: SourcesFormat): Settings {
  const valueOf = (name: string): string | undefined => optionNamed(options, format, name)?.value;
  const release = releaseOptions.flatMap(({ name, title }): [string, string][] => {
    const value = valueOf(name);
    if (value === undefined) return [];
    return name === 'inrelease-path' ? [[title, value]] : stringToBool(value) === true ? [[title, 'true']] : [];
  });
  const compared = comparable.map(({ name, number }) => {
    const value = valueOf(name);
    return value === undefined ? '' : number ? numberValue(value) : String(stringToBool(value) ?? false);
  });
  const signedBy = valueOf('signed-by') ?? '';
  return { release, compared, signedBy, signers: normalizeSignedBy(signedBy) };
}

function numberValue(text: string): string {
  const number = unsignedNumber(text);
  return number === 0n ? '' : String(number);
}
