/** Entries that name what another one names already, in this file or in one that apt reads before it. */
import type { Fix } from '../../finding';
import { disableEntry, removeWords } from '../edits';
import type { ParsedSources, SourceEntry, SourcesContext, Token } from '../types';
import type { AptRule, Told } from './rule';

export const duplicateEntry: AptRule = {
  id: 'apt/duplicate-entry',
  scope: 'shared',
  severity: 'information',
  title: 'An entry is given twice',
  keysOf,
  check({ parsed, context }) {
    const seen: Seen = new Map();
    for (const { path, parsed: before } of filesBefore(context)) for (const entry of before.entries) visit(entry, seen, { path, entry });
    const found: Told[] = [];
    for (const entry of parsed.entries) {
      const again = visit(entry, seen, { path: undefined, entry });
      if (again && found.length < mostFindings) found.push(told(parsed, entry, again));
    }
    return found;
  },
};

interface Place {
  /** Undefined for the file itself. */
  readonly path: string | undefined;
  readonly entry: SourceEntry;
}

/** What an entry has in common with earlier ones. */
interface Again {
  readonly first: Place;
  /** All that it names is there already. */
  readonly whole: boolean;
  /** The components that are there already for all its suites; empty where they are so for some. */
  readonly components: readonly Token[];
}

/** More than an editor shows: a file of thousands of copies is no file that somebody mends line by line. */
const mostFindings = 1000;
/** Of more than these nobody asks; and the product of long lists would take long. */
const mostTargets = 10_000;

/** By type, address and suite: the first entry of them, and from the second on which entry has each component. */
type Seen = Map<string, Place | Map<string, Place>>;

/** What apt fetches, as far as two entries can have it in common; puts the entry's own among what was `seen`. */
function visit(entry: SourceEntry, seen: Seen, place: Place): Again | undefined {
  const { components } = entry;
  const keys = keysOf(entry);
  const times = new Map<string, number>();
  let first: Place | undefined;
  for (const key of keys) {
    const others = seen.get(key);
    if (others === undefined) {
      seen.set(key, place);
      continue;
    }
    const there = others instanceof Map ? others : new Map(namesIn(others.entry).map((name) => [name, others]));
    for (const name of namesIn(entry)) {
      const before = there.get(name);
      if (before === undefined) there.set(name, place);
      else if (before !== place) {
        first ??= before;
        times.set(name, (times.get(name) ?? 0) + 1);
      }
    }
    seen.set(key, there);
  }
  if (!first) return undefined;
  const bases = keys.length;
  const always = components.filter(({ text }) => (times.get(text) ?? 0) >= bases);
  return { first, whole: always.length === components.length && (components.length > 0 || (times.get('') ?? 0) >= bases), components: always };
}

/** Type, address and suite; none of a disabled entry. */
function keysOf({ enabled, types, uris, suites, components, options }: SourceEntry): string[] {
  const keys: string[] = [];
  if (!enabled || types.length * uris.length * suites.length * components.length > mostTargets) return keys;
  const chosen = options.length === 0 ? '' : choiceOf(options);
  for (const type of types) {
    for (const uri of uris) {
      const address = addressOf(uri.text);
      for (const suite of suites) keys.push(`${type.text} ${address} ${suite.text} ${chosen}`);
    }
  }
  return keys;
}

/** A suite that is a path has no component. */
function namesIn({ components }: SourceEntry): readonly string[] {
  return components.length === 0 ? [''] : components.map(({ text }) => text);
}

/** The same archive over http and https is one to apt: it names what it fetched by the address without the scheme. */
function addressOf(uri: string): string {
  const colon = uri.indexOf(':');
  return uri.endsWith('/') ? uri.slice(colon + 1).replace(/\/+$/, '') : uri.slice(colon + 1);
}

/** Entries for other architectures have nothing in common. */
function choiceOf(options: SourceEntry['options']): string {
  return options.filter(({ name }) => /^(?:arch|architectures|target|targets)(?:-add|-remove)?$/i.test(name.text)).map(({ name, operator, value }) => `${name.text}${operator}${value}`).join(' ');
}

/** apt reads sources.list first, and then the folder in the order of its names. */
function filesBefore({ path, others = [] }: SourcesContext): readonly { readonly path: string; readonly parsed: ParsedSources }[] {
  const rank = (file: string) => (file.endsWith('/sources.list') ? '' : file.slice(file.lastIndexOf('/') + 1));
  return path === undefined ? others : others.filter((other) => rank(other.path) < rank(path));
}

function told(parsed: ParsedSources, entry: SourceEntry, { first: { path, entry: first }, whole, components }: Again): Told {
  const place = path ?? (parsed.format === 'deb822' ? `the stanza at line ${first.line + 1}` : `line ${first.line + 1}`);
  return {
    severity: 'information',
    message: whole ? `The same as ${place}` : components.length === 0 ? `In part the same as ${place}` : `${namesOf(components)}: the same as ${place}`,
    where: { kind: 'document', range: entry.range },
    explanation: 'apt fetches it once all the same and warns at each update that it “is configured multiple times”. A change to one of the two leaves the other as it was, which is easily overlooked: remove one.',
    fixes: fixes(parsed, entry, whole, components),
    related: [{ message: 'the first of them', where: path === undefined ? { kind: 'document', range: first.range } : { kind: 'file', path } }],
  };
}

/** To disable the entry, or to take out the components that another one has for all its suites. */
function fixes(parsed: ParsedSources, entry: SourceEntry, whole: boolean, components: readonly Token[]): Fix[] {
  if (whole) return [{ kind: 'edit', title: 'Disable this entry', edits: [disableEntry(parsed, entry)] }];
  if (components.length === 0) return [];
  return [{ kind: 'edit', title: `Remove ${namesOf(components)} from this entry`, edits: removeWords(parsed.text, components) }];
}

function namesOf(components: readonly Token[]): string {
  return [...new Set(components.map(({ text }) => text))].join(', ');
}
