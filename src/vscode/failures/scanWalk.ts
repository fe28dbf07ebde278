/** The files below some places of this computer, each once: links are followed, and loops of links end where they close. */
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogSource } from './scanFiles';

export interface Walk {
  readonly sources: readonly LogSource[];
  /** Places that could not be read, with the system's reason. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

const mostFiles = 100_000;
const piece = 1_048_576;

/** `idOf` makes an address of a path. What is neither file nor folder (a pipe, a device) is passed over below a folder. */
export async function walk(paths: readonly string[], signal: AbortSignal, idOf: (path: string) => string): Promise<Walk> {
  const sources: LogSource[] = [];
  const unread: { path: string; reason: string }[] = [];
  const seen = new Set<string>();

  async function visit(path: string, isChosen: boolean): Promise<void> {
    signal.throwIfAborted();
    try {
      const real = await realpath(path);
      if (seen.has(real)) return;
      seen.add(real);
      const found = await stat(path);
      if (found.isDirectory()) {
        const names = (await readdir(path)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
        for (const name of names) await visit(join(path, name), false);
      } else if (found.isFile()) {
        if (sources.length < mostFiles) sources.push(fileSource(path, found.size, idOf(path)));
        else unread.push({ path, reason: `${mostFiles} files are scanned at once` });
      } else if (isChosen) unread.push({ path, reason: 'neither a file nor a folder' });
    } catch (error) {
      signal.throwIfAborted();
      unread.push({ path, reason: reasonOf(error) });
    }
  }

  for (const path of paths) await visit(path, true);
  return { sources, unread };
}

export function fileSource(path: string, size: number, id: string): LogSource {
  return { id, size, bytes: () => createReadStream(path, { highWaterMark: piece }) };
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ENOENT: 'it is not there (any more)',
  ELOOP: 'a link that leads to itself',
};

export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
