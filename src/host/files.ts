/** Which files of a host may be read and written, and the forms in which read.sh and save.sh answer. */
import { createHash } from 'node:crypto';
import { UserError } from '../machine';

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other' | 'missing';
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  readonly writable: boolean;
}

export interface FileContent extends FileStat {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly sha256: string; readonly mtime: number }
  /** The host's file is not what was expected; nothing was written. `sha256` is what it is now. */
  | { readonly kind: 'conflict'; readonly sha256: string };

/** What an editor can take; a larger log is opened by its end. */
export const mostBytes = 48 * 1024 * 1024;

/** What is written lies below it, links followed; save.sh looks at that on the host. */
export const sourcesFolder = '/etc/apt';

/** apt's sources, and nothing else. */
export function isWritable(path: string): boolean {
  return /^\/etc\/apt\/(?:sources\.list|sources\.list\.d\/[A-Za-z0-9_:-][A-Za-z0-9_:.-]*\.(?:list|sources))$/.test(path);
}

/** Sources and logs: a restored window or a link cannot make this extension read anything else as root. */
export function isReadable(path: string): boolean {
  return isWritable(path) || (/^\/var\/log\/[^\0]+$/.test(path) && !path.split('/').includes('..'));
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** read.sh's first line, and what follows it. */
export function parseRead(stdout: Uint8Array, path: string): { readonly stat: FileStat; readonly content: Uint8Array } {
  const end = stdout.indexOf(10);
  const line = Buffer.from(stdout.subarray(0, Math.max(0, end))).toString('utf8');
  const [, kind, size, mtime, writable] = /^(file|folder|other|missing) (\d+) (\d+) (yes|no)$/.exec(line) ?? [];
  if (kind !== 'file' && kind !== 'folder' && kind !== 'other' && kind !== 'missing') throw new UserError(`${path} could not be read`, { detail: 'The host answered something else than a file.', actions: ['retry', 'showLog'] });
  return { stat: { kind, size: Number(size), mtime: Number(mtime) * 1000, writable: writable === 'yes' && isWritable(path) }, content: stdout.subarray(end + 1) };
}
