/**
 * Where we and apt disagree about files. A process for each file takes minutes, so that apt gets many at a time: what we
 * say is taken as confirmed only where apt's answer is beyond doubt about this file, and every other file is asked about
 * alone. A disagreement is only reported from a run of its own.
 */
import { type ParsedSources, parseSources } from '../../src/apt';
import type { AptFile } from './aptFiles';
import type { AptOracle, Verdict } from './apt';
import { indexTargets } from './indexTargets';

/** apt's first message, if it refuses the file; otherwise the targets. */
export interface Reading {
  readonly error: string | undefined;
  readonly targets: readonly string[];
}

export interface Disagreement {
  readonly file: AptFile;
  readonly ours: Reading;
  readonly apt: Reading;
}

/** As an apt of that version has it. */
export function readingOf(parsed: ParsedSources, version: string): Reading {
  const errors = parsed.errors.filter(({ acceptedSince }) => acceptedSince === undefined || isOlder(version, acceptedSince));
  return { error: errors[0]?.message, targets: indexTargets({ ...parsed, errors }) };
}

function isOlder(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}

export function readingOfVerdict({ errors, targets }: Verdict): Reading {
  const [error] = errors;
  return { error, targets: error === undefined ? targets : [] };
}

/** `together` files in one folder; `read` is what is held against apt. */
export async function disagreements(
  oracle: AptOracle,
  files: readonly AptFile[],
  { together = 64, sideBySide = 2, read = (file: AptFile) => readingOf(parseSources(file.text, file.format), oracle.version) } = {},
): Promise<Disagreement[]> {
  const cases = files.map((file, index): Case => ({ file, ours: read(file), name: `f${String(index).padStart(6, '0')}.${extensionOf(file)}` }));
  // Of a folder with a file that apt refuses it lists no targets: these are asked about among themselves.
  const [accepted, refused] = [cases.filter(({ ours }) => ours.error === undefined), cases.filter(({ ours }) => ours.error !== undefined)];
  const doubtful = (await each(sideBySide, [...chunks(accepted, together), ...chunks(refused, together)], (chunk) => unconfirmed(oracle, chunk))).flat();
  const found = await each(sideBySide, doubtful, async ({ file, ours }): Promise<Disagreement[]> => {
    const apt = readingOfVerdict(await oracle.ask(file.text, extensionOf(file)));
    return sameReading(ours, apt) ? [] : [{ file, ours, apt }];
  });
  return found.flat();
}

interface Case {
  readonly file: AptFile;
  readonly ours: Reading;
  /** Of the file in the folder. */
  readonly name: string;
}

/** Those of which one run for all does not show that apt reads them as we do. */
async function unconfirmed(oracle: AptOracle, cases: readonly Case[]): Promise<Case[]> {
  const { errors, warnings, targets } = await oracle.askTogether(cases.map(({ name, file }) => ({ name, text: file.text })));
  const byName = new Map<string, string[]>();
  for (const { name, target } of targets) byName.set(name, [...(byName.get(name) ?? []), target]);
  // Of two files that name one place apt shows but one.
  const mixed = cases.filter(({ name }) => warnings.some((warning) => warning.includes(name) && cases.some((other) => other.name !== name && warning.includes(other.name))));
  return cases.filter((one) => {
    if (mixed.includes(one) || !hasMarkOfItsOwn(one)) return true;
    if (one.ours.error !== undefined) return errorAbout(one, errors) !== one.ours.error;
    const apts = (byName.get(one.name) ?? []).sort();
    return errors.length > 0 || apts.join('\n') !== one.ours.targets.join('\n') || apts.some((target) => !target.includes(one.file.mark));
  });
}

/** A file with another's mark could have its messages taken for its own. */
function hasMarkOfItsOwn({ file }: Case): boolean {
  return (file.text.match(/h\d{6}x/g) ?? []).every((mark) => mark === file.mark);
}

/** The first message that names the file, or one of its places. */
function errorAbout({ name, file }: Case, errors: readonly string[]): string | undefined {
  return errors.find((error) => error.includes(name) || error.includes(file.mark))?.replaceAll(name, 'FILE');
}

function sameReading(ours: Reading, apt: Reading): boolean {
  return ours.error === apt.error && ours.targets.join('\n') === apt.targets.join('\n');
}

function extensionOf({ format }: AptFile): 'list' | 'sources' {
  return format === 'one-line' ? 'list' : 'sources';
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

async function each<T, R>(sideBySide: number, all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < all.length; at = next++) results[at] = await work(all[at] as T);
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return results;
}
