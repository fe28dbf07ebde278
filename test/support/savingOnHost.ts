/** Saves on a private host: a file with a mode and an owner of its own, a way to it that can be cut, and what a save may leave. */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Access } from '../../src/host/access';
import { type SaveOptions, saveFile } from '../../src/host/fileAccess';
import type { SaveOutcome } from '../../src/host/files';
import { type Machine, UserError } from '../../src/machine';
import { createMachine } from '../../src/ssh';
import { keptLog, scriptedPrompts, targetOf } from './machines';
import type { PrivateHost } from './privateHost';
import { until } from './until';

export const target = '/etc/apt/sources.list.d/debian.list';
export const copies = '/var/backups/pve-doctor';
const attributes = [0o640, 12345, 23456] as const;

/** The real Machine; by another port than sshd's where one is given. */
export function machineOf(host: PrivateHost, { transport = 'ssh2', port = host.sshd.port }: { readonly transport?: 'ssh2' | 'ssh'; readonly port?: number } = {}): Machine {
  const known = host.sshd.knownHosts().replace(/^\S+/, `[127.0.0.1]:${port}`);
  const target = targetOf({ port, user: host.sshd.user, key: host.sshd.key }, known, { transport });
  const sshArguments = ['-F', 'none', '-i', host.sshd.key, '-p', String(port), '-o', `UserKnownHostsFile=${target.userKnownHostsFiles[0] ?? ''}`, `${host.sshd.user}@127.0.0.1`];
  return createMachine({ ...target, sshArguments }, scriptedPrompts(), undefined, keptLog());
}

export function save(machine: Machine, content: Uint8Array, expected: string, options: SaveOptions = {}): Promise<SaveOutcome> {
  return saveFile(new Access(machine), target, content, expected, options);
}

/** The file as somebody left it, and no copies of others. */
export function place(host: PrivateHost, content: Uint8Array): void {
  const path = host.path(target);
  mkdirSync(host.path('/etc/apt/sources.list.d'), { recursive: true });
  writeFileSync(path, content);
  const [mode, uid, gid] = attributes;
  chownSync(path, uid, gid);
  chmodSync(path, mode);
  rmSync(host.path(copies), { recursive: true, force: true });
}

export function present(host: PrivateHost): Buffer {
  return readFileSync(host.path(target));
}

/** What lies in a folder of the host; nothing where it is not there. */
export function namesIn(host: PrivateHost, folder: string): readonly string[] {
  return existsSync(host.path(folder)) ? readdirSync(host.path(folder)).sort() : [];
}

/** Waits until nothing of a save runs, and holds that it left the file, whole copies of `old` and nothing else. */
export async function nothingLeft(host: PrivateHost, old: Uint8Array): Promise<void> {
  await until(() => host.processes().length === 0, 30_000);
  assert.deepEqual(namesIn(host, '/etc/apt/sources.list.d'), [basename(target)]);
  const { mode, uid, gid } = statSync(host.path(target));
  assert.deepEqual([mode & 0o7777, uid, gid], attributes);
  for (const name of namesIn(host, copies)) {
    assert.ok(name.startsWith(`${basename(target)}.2`), name);
    assert.ok(readFileSync(host.path(`${copies}/${name}`)).equals(old), `${name} is not the version before`);
  }
}

/** The UserError that a save was rejected with; undefined where it was not. */
export async function failure(saving: Promise<SaveOutcome>): Promise<UserError | undefined> {
  try {
    await saving;
    return undefined;
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error;
  }
}
