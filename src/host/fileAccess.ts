/** Reading and saving the files of one host. */
import { UserError } from '../machine';
import { type Access, decode } from './access';
import { type FileContent, type FileStat, type SaveOutcome, isReadable, isWritable, mostBytes, parseRead, sha256, sourcesFolder } from './files';
import { saveRefused, saveUnanswered } from './saveFailures';
import { scripts } from './scripts';

export interface SaveOptions {
  /** Ends the save on the host too, where it is still the old file or already the new one. */
  readonly signal?: AbortSignal;
  /** What is written is in no editor: a failure does not send the user to one. */
  readonly fromCopy?: boolean;
}

/** What it is; `missing` where it is not there. Rejects with a UserError for a path that is none of ours. */
export async function statFile(access: Access, path: string): Promise<FileStat> {
  return parseRead(await read(access, path, 0), path).stat;
}

/** Its bytes. Rejects with a UserError where there is no such file, it is not readable, or too large. */
export async function readFile(access: Access, path: string): Promise<FileContent> {
  const { stat, content } = parseRead(await read(access, path, mostBytes), path);
  const { name } = access.machine;
  if (stat.kind === 'missing') throw new UserError(`${path} is not there on ${name}`, { detail: 'Refresh the host to see which files it has.', actions: ['retry'] });
  if (stat.kind === 'folder') throw new UserError(`${path} is a folder on ${name}, not a file`, { detail: 'apt reads nothing from it. Look at it in a terminal on the host.', actions: ['openTerminal'] });
  if (stat.kind === 'other') throw new UserError(`${path} on ${name} is no ordinary file`, { detail: 'Look at it in a terminal on the host.', actions: ['openTerminal'] });
  return { ...stat, bytes: content, sha256: sha256(content) };
}

/**
 * Replaces the file, whole or not at all, while it is still `expected` (its SHA-256; undefined where what was read is not
 * known: then it is always a conflict). Rejects with a UserError that says what the host has now.
 */
export async function saveFile(access: Access, path: string, content: Uint8Array, expected: string | undefined, options: SaveOptions = {}): Promise<SaveOutcome> {
  return await write(access, path, content, expected ?? 'unknown', options);
}

/** Makes the file, whole or not at all. Rejects with a UserError, where there is one already, too. */
export async function createFile(access: Access, path: string, content: Uint8Array): Promise<void> {
  const { kind } = await write(access, path, content, 'absent', {});
  if (kind === 'conflict') throw new UserError(`${path} is there already on ${access.machine.name}`, { detail: 'Nothing was written. Refresh the host, and open the file from the tree.', actions: ['retry'] });
}

async function write(access: Access, path: string, content: Uint8Array, expected: string, { signal, fromCopy = false }: SaveOptions): Promise<SaveOutcome> {
  const { name } = access.machine;
  if (!isWritable(path)) throw new UserError(`${path} is not edited by PVE Doctor`, { detail: 'Only apt’s sources are. Edit it in a terminal on the host.', actions: ['openTerminal'] });
  const save = { path, name, isNew: expected === 'absent', inEditor: expected !== 'absent' && !fromCopy };
  const wanted = sha256(content);
  const args = [path, String(content.length), wanted, expected, sourcesFolder];
  const { stdout, stderr, code } = await access.run(scripts.save, args, 'must', { stdin: content, priority: 'user', deadline: 60_000, ...(signal ? { signal } : {}) }).catch((error: unknown) => {
    throw saveUnanswered(save, error);
  });
  const said = decode(stdout);
  const [, hash = '', mtime] = /^([0-9a-f]{64}) (\d+)$/m.exec(said) ?? [];
  // What is wanted is there already: an earlier save went well, and its answer was lost.
  if (hash !== '' && (code === 0 || (code === 3 && hash === wanted))) return { kind: 'saved', sha256: hash, mtime: Number(mtime) * 1000 };
  if (code === 3 && hash !== '') return { kind: 'conflict', sha256: hash };
  throw saveRefused(save, code, said, decode(stderr).trim());
}

async function read(access: Access, path: string, most: number): Promise<Uint8Array> {
  const { name } = access.machine;
  if (!isReadable(path)) throw new UserError(`${path} is not opened by PVE Doctor`, { detail: 'It opens apt’s sources and the logs under /var/log.', actions: ['openTerminal'] });
  const { stdout, stderr, code } = await access.run(scripts.read, [path, String(most), isWritable(path) ? sourcesFolder : ''], 'prefer', { deadline: 120_000, maxBytes: mostBytes + 4096 });
  if (code === 0) return stdout;
  const why = code === 3 ? `${path} is larger than an editor takes (${mostBytes / 1024 / 1024} MiB)` : code === 4 ? `${path} on ${name} can be read by root alone` : undefined;
  throw access.failed(scripts.read, code, stderr, why);
}
