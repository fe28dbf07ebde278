/** What a parsed file means, in the words of the apt oracle: the files that apt would fetch. */
import type { ParsedSources, SourceEntry } from '../../src/apt';
import { stringToBool } from '../../src/apt/booleans';
import { cString } from '../../src/apt/bytes';
import { suiteForArchitecture } from '../../src/apt/repositories';
import { normalizeUri, releaseFile } from '../../src/apt/uri';

/** `type|URI|suite|component|kind|architecture|language`, sorted, each once; empty where a target has none. */
export function indexTargets({ entries, errors }: ParsedSources): string[] {
  if (errors.length > 0) return [];
  // Entries of one archive and suite are one to apt, and are shown as the first of them is written.
  const shown = new Map<string, { readonly uri: string; readonly suite: string }>();
  const targets = new Set<string>();
  for (const entry of entries.filter(({ enabled }) => enabled)) {
    for (const type of entry.types.map(({ text }) => cString(text))) {
      const files = filesOf(type, entry);
      for (const { file, uri, suite } of placesOf(entry)) {
        const place = shown.get(file) ?? { uri, suite };
        shown.set(file, place);
        const flat = place.suite.endsWith('/');
        for (const component of suite.endsWith('/') ? [''] : entry.components.map(({ text }) => text)) {
          for (const { kind, architecture, language } of files) {
            const values = [type, place.uri, place.suite === '/' ? '' : place.suite, flat ? '' : component, kind, flat ? '' : architecture, language];
            targets.add(values.join('|'));
          }
        }
      }
    }
  }
  return [...targets].sort();
}

function placesOf({ format, uris, suites }: SourceEntry): { readonly file: string; readonly uri: string; readonly suite: string }[] {
  return uris.flatMap(({ text: uri }) =>
    suites.map(({ text }) => {
      const suite = suiteForArchitecture(format, text);
      return { file: releaseFile(uri, suite), uri: normalizeUri(uri), suite };
    }),
  );
}

interface IndexFile {
  readonly kind: string;
  readonly architecture: string;
  readonly language: string;
}

/** Of each component: by its options, apt-pkg/deb/debmetaindex.cc `parsePlusMinusOptions` and `GetIndexTargetsFor`. */
function filesOf(type: string, entry: SourceEntry): IndexFile[] {
  const architectures = architecturesOf(entry);
  const languages = plusMinus(entry, 'lang', ['none', 'en']);
  if (architectures.length === 0) return [];
  return kindsOf(type, entry).flatMap((kind): IndexFile[] => {
    if (kind === 'Packages') return [...new Set(architectures)].map((architecture) => ({ kind, architecture, language: '' }));
    if (kind === 'Sources') return [{ kind, architecture: '', language: '' }];
    return [...new Set(languages)].filter((language) => language !== 'none').map((language) => ({ kind, architecture: '', language }));
  });
}

/** `all` comes of itself, unless it is taken out by its name. */
function architecturesOf(entry: SourceEntry): string[] {
  const architectures = plusMinus(entry, 'arch', ['amd64']);
  if (architectures.includes('all') || listOf(entry, 'arch', '-=')?.includes('all') === true) return architectures;
  return [...architectures, 'all'];
}

function kindsOf(type: string, entry: SourceEntry): string[] {
  const all = type === 'deb' ? ['Packages', 'Translations'] : ['Sources'];
  let kinds = plusMinus(entry, 'target', all).filter((kind) => all.includes(kind));
  for (const kind of all) {
    const wanted = entry.format === 'one-line' ? valueOf(entry, kind, '=') : undefined;
    // What is neither yes nor no is yes: apt asks for anything but 0.
    if (wanted !== undefined) kinds = stringToBool(wanted) === false ? kinds.filter((one) => one !== kind) : [...kinds, kind];
  }
  return [...new Set(kinds)];
}

function plusMinus(entry: SourceEntry, option: string, usual: readonly string[]): string[] {
  const minus = listOf(entry, option, '-=') ?? [];
  return [...(listOf(entry, option, '=') ?? usual), ...(listOf(entry, option, '+=') ?? [])].filter((value) => !minus.includes(value));
}

function listOf(entry: SourceEntry, option: string, operator: string): string[] | undefined {
  const value = valueOf(entry, option, operator);
  if (value === undefined) return undefined;
  const joined = entry.format === 'one-line' ? value : value.split(/[\t-\r ]+/).filter(Boolean).join(',');
  // A comma at the very end begins no further value.
  return joined === '' ? [] : joined.replace(/,$/, '').split(',');
}

const fieldNames: Readonly<Record<string, string>> = { arch: 'architectures', lang: 'languages', target: 'targets' };
const suffixes: Readonly<Record<string, string>> = { '=': '', '+=': '-add', '-=': '-remove' };

/** Of an option that is given twice the last one counts. */
function valueOf({ format, options }: SourceEntry, option: string, operator: string): string | undefined {
  if (format === 'one-line') return options.findLast((one) => one.name.text === option && one.operator === operator)?.value;
  const field = `${fieldNames[option]}${suffixes[operator]}`;
  return options.findLast(({ name }) => name.text.toLowerCase() === field)?.value;
}
