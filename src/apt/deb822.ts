/** Files of stanzas: sources.list(5), "deb822-Style Format"; apt-pkg/sourcelist.cc, `ParseFileDeb822` and `ParseStanza`. */
import { stringToBool } from './booleans';
import { type Problem, errorAt, isKnownType, malformedEntry, noType, unknownType } from './problems';
import { Repositories, suiteForArchitecture } from './repositories';
import { keepStanzas } from './stanzaAt';
import { type Field, type Stanza, readStanzas } from './stanzas';
import type { ParsedSources, SourceEntry, SourceError, SourceOption } from './types';
import { hasScheme } from './uri';

const core = new Set(['types', 'uris', 'suites', 'components', 'enabled']);

/** Never throws. Entries are stanzas; disabled ones are among them. `numberOf`: see parsePart. */
export function parseDeb822(text: string, numberOf = (number: number): number => number): ParsedSources {
  const entries: SourceEntry[] = [];
  const errors: SourceError[] = [];
  const { stanzas, unparsable } = readStanzas(text);
  const all = stanzas.map(entryOf);
  const repositories = new Repositories('deb822', all);
  for (const [index, entry] of all.entries()) {
    const problems = hasTypes(entry, stanzas[index]) ? problemsOf(entry, numberOf(index + 1), repositories) : [noType('deb822', numberOf(index + 1))];
    for (const problem of problems) errors.push(errorAt(problem, entry.range, entry.line));
    // What only contradicts another entry is understood all the same.
    if (problems.every(({ reason }) => reason === 'conflict' || reason === 'not-a-fingerprint')) entries.push(entry);
  }
  if (unparsable) errors.push(errorAt({ reason: 'unparsable', message: 'Unable to parse package file FILE (1)' }, unparsable, newlinesBefore(text, unparsable.start)));
  return keepStanzas({ format: 'deb822', text, entries, errors }, stanzas);
}

function newlinesBefore(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}

/** What a stanza says, whether or not apt accepts it. */
export function entryOf({ fields, range, line }: Stanza): SourceEntry {
  const options: SourceOption[] = [];
  const named: Record<string, Field> = {};
  for (const field of fields) {
    const lower = field.name.text.toLowerCase();
    // Of a field that is given twice the last one counts.
    if (core.has(lower)) named[lower] = field;
    else options.push(optionOf(field, lower));
  }
  const { types, uris, suites, components, enabled } = named;
  return {
    format: 'deb822',
    range,
    line,
    types: types?.words ?? [],
    uris: uris?.words ?? [],
    suites: suites?.words ?? [],
    components: components?.words ?? [],
    options,
    // What is neither yes nor no leaves the stanza on.
    enabled: !enabled || enabled.value === '' || stringToBool(enabled.value) !== false,
  };
}

/** The field, be it empty: then the stanza is nothing, and no error. */
function hasTypes({ types }: SourceEntry, stanza: Stanza | undefined): boolean {
  return types.length > 0 || stanza?.fields.some(({ name }) => name.text.toLowerCase() === 'types') === true;
}

function optionOf({ name, words: values, value }: Field, lower: string): SourceOption {
  return { name, operator: lower.endsWith('-add') ? '+=' : lower.endsWith('-remove') ? '-=' : '=', values, value };
}

/** Type after type, as apt goes: the first of its reasons, and every value of Signed-By that is none. */
function problemsOf(entry: SourceEntry, number: number, repositories: Repositories): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const type of entry.types) {
    const problem = isKnownType(type) ? entry.enabled && problemOf(entry, number, repositories, found) : unknownType('deb822', number, type);
    if (problem) return [...found.values(), problem];
  }
  return [...found.values()];
}

function problemOf(entry: SourceEntry, number: number, repositories: Repositories, found: Map<string, Problem>): Problem | undefined {
  const { uris, suites, components } = entry;
  if (uris.length === 0) return malformedEntry('deb822', number, 'no-uri');
  if (suites.length === 0) return malformedEntry('deb822', number, 'no-suite');
  for (const uri of uris) {
    if (!hasScheme(uri.text)) return malformedEntry('deb822', number, 'bad-uri', uri);
    for (const suite of suites) {
      const name = suiteForArchitecture('deb822', suite.text);
      if (components.length > 0 && name.endsWith('/')) return malformedEntry('deb822', number, 'component-on-exact-path', suite);
      if (components.length === 0 && !name.endsWith('/')) return malformedEntry('deb822', number, 'no-component');
      const problem = repositories.add(uri.text, name, entry);
      if (problem?.reason === 'conflict') return problem;
      // apt goes on behind this one.
      if (problem) found.set(problem.message, problem);
    }
  }
  return undefined;
}
