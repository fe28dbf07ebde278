/** What a person would look at by hand, as text: the journal, packed logs, the two checks. */
import { NeedsRoot, UserError } from '../machine';
import { type Access, decode } from './access';
import { isReadable } from './files';
import { scripts } from './scripts';

export interface ReadOptions {
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

const closed = 'the journal can be read by root and by members of adm or systemd-journal alone';

/** The newest part of the journal of all boots; `kvm`: what QEMU says and what tells which guest it was. */
export async function readJournal(access: Access, only: 'all' | 'kvm', { maxBytes, signal }: ReadOptions): Promise<string> {
  const { stdout, stderr, code } = await access.run(scripts.journal, [only, String(maxBytes)], 'prefer', { deadline: 180_000, maxBytes: maxBytes + 4096, ...(signal ? { signal } : {}) });
  if (code === 4) throw new NeedsRoot(`${access.machine.name}: ${closed}`, { detail: 'Log in as root, or add the user to the group adm on the host.', actions: ['editHost'] });
  if (code !== 0) throw access.failed(scripts.journal, code, stderr, code === 3 ? 'there is no systemd journal on this host' : undefined);
  return wholeLines(stdout, maxBytes);
}

/** The end of a rotated log, unpacked on the host. */
export async function readPackedLog(access: Access, path: string, { maxBytes, signal }: ReadOptions): Promise<string> {
  if (!isReadable(path)) throw new UserError(`${path} is not opened by PVE Doctor`, { detail: 'It opens the logs under /var/log.' });
  const { stdout, stderr, code } = await access.run(scripts.packedLog, [path, String(maxBytes)], 'prefer', { deadline: 180_000, maxBytes: maxBytes + 4096, ...(signal ? { signal } : {}) });
  if (code !== 0) {
    const why: Readonly<Record<number, string>> = { 3: `${path} is not there any more`, 4: `${path} can be read by root alone`, 6: `${decode(stderr).trim()} is not installed there, which unpacks ${path}` };
    throw access.failed(scripts.packedLog, code, stderr, why[code]);
  }
  return wholeLines(stdout, maxBytes);
}

export async function showRevision(access: Access): Promise<string> {
  return await access.text(scripts.revision, [], 'prefer');
}

export async function showEarlyUpdates(access: Access): Promise<string> {
  return await access.text(scripts.earlyUpdates, [], 'prefer', { deadline: 120_000 });
}

/** Where the beginning was cut off, the first line is a part of one. */
function wholeLines(bytes: Uint8Array, maxBytes: number): string {
  const cut = bytes.length >= maxBytes ? bytes.indexOf(10) + 1 : 0;
  return decode(bytes.subarray(cut));
}
