/**
 * The versions of files that save.sh keeps, as NAME.TIME by base name alone: a copy does not tell its folder. A second
 * one of the same second is told by what mv --backup=numbered adds to the earlier: NAME.TIME.~1~.
 */
import { UserError } from '../machine';
import { type Access, decode } from './access';
import { statFile } from './fileAccess';
import { isWritable, mostBytes, sourcesFolder } from './files';
import { scripts } from './scripts';

export const copiesFolder = '/var/backups/pve-doctor';

export interface KeptCopy {
  /** In its folder. */
  readonly name: string;
  /** The base name of the file that it was. */
  readonly of: string;
  /** When it was kept, in milliseconds since 1970. */
  readonly time: number;
  /** Bytes. */
  readonly size: number;
}

const copyName = /^([^/]+)\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:\.~(\d+)~)?$/;

/** What copies.sh printed, the newest first; what else lies there is not ours. */
export function parseCopies(text: string): KeptCopy[] {
  const copies = text.split('\n').flatMap((line) => {
    const [, size = '', name = ''] = /^(\d+) (.*)$/.exec(line) ?? [];
    const [, of, year, month, day, hour, minute, second, number] = copyName.exec(name) ?? [];
    if (of === undefined) return [];
    // Of one second the one without a number came last.
    return [{ copy: { name, of, time: Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`), size: Number(size) }, rank: number === undefined ? Infinity : Number(number) }];
  });
  const valid = copies.filter(({ copy }) => Number.isFinite(copy.time));
  return valid.sort((a, b) => b.copy.time - a.copy.time || (a.rank === b.rank ? 0 : b.rank - a.rank)).map(({ copy }) => copy);
}

/** Where a file of that name may be; a copy does not tell which of them it was. */
function possiblePlaces(baseName: string): readonly string[] {
  return [`${sourcesFolder}/${baseName}`, `${sourcesFolder}/sources.list.d/${baseName}`].filter(isWritable);
}

/** Where the copy of a file of that name may belong: the one place of two that has such a file, else every place. */
export async function placesOf(access: Access, baseName: string): Promise<readonly string[]> {
  const places: string[] = [];
  for (const path of possiblePlaces(baseName)) if ((await statFile(access, path)).kind !== 'missing') places.push(path);
  return places.length === 1 ? places : possiblePlaces(baseName);
}

export async function listCopies(access: Access): Promise<readonly KeptCopy[]> {
  return parseCopies(await access.text(scripts.copies, [], 'must', { priority: 'user' }));
}

/** Its bytes, as they were. Rejects with a UserError where there is no such copy. */
export async function readCopy(access: Access, name: string): Promise<Uint8Array> {
  if (!copyName.test(name)) throw new UserError(`${name} is no copy that PVE Doctor has kept`, { detail: `Look into ${copiesFolder} on the host.`, actions: ['openTerminal'] });
  const { stdout, stderr, code } = await access.run(scripts.copy, [name], 'must', { priority: 'user', deadline: 120_000, maxBytes: mostBytes + 4096 });
  if (code === 0) return stdout;
  throw access.failed(scripts.copy, code, Buffer.from(code === 3 ? 'Nothing was changed. Try again to see which there are.' : decode(stderr)), code === 3 ? `${copiesFolder}/${name} is not there any more` : undefined);
}
