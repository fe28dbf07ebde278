/** What probe.sh printed, section by section, and how a section becomes a fact. */
import { type Fact, absent, known, unknown } from '../facts';
import { type SectionName, type SectionRow, sections } from './sections';

export interface Section {
  readonly body: string;
  readonly code: number;
}

/** The last one of a name counts; what is not whole (the connection went) is left out. */
export function splitProbe(text: string): ReadonlyMap<string, Section> {
  // RS, as probe.sh prints it; built here, so that no control character stands in the pattern.
  const rs = String.fromCharCode(30);
  const whole = new RegExp(`${rs}([a-z-]+)\\n([^${rs}]*)${rs}(\\d+)\\n`, 'g');
  return new Map([...text.matchAll(whole)].map(([, name = '', body = '', code]) => [name, { body, code: Number(code) }]));
}

/** Reads a section of the probe; `parse` gives undefined where the text is not what was expected. */
export function factOf<T>(found: ReadonlyMap<string, Section>, name: SectionName, parse: (body: string) => T | Fact<T> | undefined): Fact<T> {
  return factAmong(sections, found, name, parse);
}

/** As factOf(), for another table of sections that probe.sh ran. */
export function factAmong<Name extends string, T>(rows: readonly SectionRow<Name>[], found: ReadonlyMap<string, Section>, name: Name, parse: (body: string) => T | Fact<T> | undefined): Fact<T> {
  const section = found.get(name);
  if (!section) return unknown('the host did not answer in full');
  const { body, code } = section;
  if (code === 3) return absent;
  if (code === 4) return unknown('it can be read by root alone');
  if (code === 124 || code === 137) return unknown(`the host did not answer within ${rows.find((row) => row.name === name)?.seconds ?? 0} s`);
  // An empty list that a failed command left behind is no list: nothing of it is taken.
  if (code !== 0) return unknown(`the host could not tell (exit status ${code})`);
  const value = parse(body);
  if (value === undefined) return unknown('what the host says of it is not understood');
  return isFact(value) ? value : known(value);
}

/** Lines `key=value`; values may hold `=`. */
export function keyValues(body: string): ReadonlyMap<string, string> {
  const pairs = body.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf('=');
    return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
  });
  return new Map(pairs);
}

/** The value, or undefined where it is empty or not there. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

/** An object without the properties that are undefined, as exactOptionalPropertyTypes wants it. */
export function defined<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<T>;
}

function isFact<T>(value: T | Fact<T>): value is Fact<T> {
  if (typeof value !== 'object' || value === null || !('state' in value)) return false;
  return typeof value.state === 'string' && ['known', 'absent', 'unknown'].includes(value.state);
}
