/**
 * Of several windows one does it: who holds the lease. A file, whose content names its holder and whose time shows that the
 * holder lives; it is taken over when the holder's process is gone, or was silent for long.
 */
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

export interface Lease {
  /** Takes it where nobody has it, or shows again that this window does; false where another has it. Never rejects. */
  hold(): Promise<boolean>;
  /** Gives it back where it is held. */
  release(): Promise<void>;
}

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly computer: string;
}

/** A holder shows that it lives every few seconds; a computer that slept may have been silent for longer. */
const longestSilence = 30_000;

export function fileLease(path: string, silence = longestSilence): Lease {
  const own: Holder = { token: randomUUID(), pid: process.pid, computer: hostname() };

  /** Undefined where there is no such file, or one that is just being written. */
  const holder = async (): Promise<Holder | undefined> => {
    try {
      return JSON.parse(await readFile(path, 'utf8')) as Holder;
    } catch {
      return undefined;
    }
  };

  const isGone = async (other: Holder | undefined): Promise<boolean> => {
    if (other?.computer === own.computer && !lives(other.pid)) return true;
    const { mtimeMs } = await stat(path);
    return Math.abs(Date.now() - mtimeMs) > silence;
  };

  /** Puts it aside where it is still that holder's: two windows may find it abandoned at once. */
  const clear = async (abandoned: Holder | undefined): Promise<void> => {
    if ((await holder())?.token !== abandoned?.token) return;
    const aside = `${path}.${own.token}`;
    await rename(path, aside);
    await rm(aside, { force: true });
  };

  const take = async (): Promise<boolean> => {
    await mkdir(dirname(path), { recursive: true });
    try {
      await writeFile(path, JSON.stringify(own), { flag: 'wx' });
      return true;
    } catch (error) {
      if (!isThere(error)) throw error;
    }
    const other = await holder();
    if (other?.token === own.token) {
      const now = new Date();
      await utimes(path, now, now);
      return true;
    }
    if (!(await isGone(other))) return false;
    await clear(other);
    await writeFile(path, JSON.stringify(own), { flag: 'wx' });
    return true;
  };

  return {
    // Another window was faster, or its file went in between: the next time tells.
    hold: () => take().catch(() => false),
    release: async () => {
      if ((await holder())?.token === own.token) await rm(path, { force: true });
    },
  };
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is one, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
