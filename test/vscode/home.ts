/** A home folder for a VS Code and its extension: what they write to `~` is not the user's. */
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Host } from '../hosts';

/** An empty home at `folder`, with a ~/.ssh and an `ssh` that keeps to it. */
export function makeHome(folder: string): string {
  mkdirSync(join(folder, '.ssh'), { recursive: true, mode: 0o700 });
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin', 'ssh'), ownSsh(), { mode: 0o755 });
  return folder;
}

/** As makeHome, for a user who has that host in the settings, under the name pve8, and in known_hosts. */
export function homeOf({ address, identityFile, knownHostsLine }: Host, folder: string): { readonly home: string; readonly settings: Record<string, unknown> } {
  const home = makeHome(folder);
  writeFileSync(join(home, '.ssh', 'known_hosts'), `${knownHostsLine}\n`);
  return { home, settings: { 'pveDoctor.hosts': [{ id: 'pve8', label: 'pve8', host: address, user: 'root', identityFile }] } };
}

/** ssh takes its home from the user database, whatever HOME says: without this a test would write to the developer's known_hosts. */
function ownSsh(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const real = folders.map((folder) => join(folder, 'ssh')).find((path) => existsSync(path)) ?? '/usr/bin/ssh';
  return `#!/bin/sh
here=$(cd "$(dirname "$0")/.." && pwd)
touch "$here/.ssh/config"
exec ${real} -F "$here/.ssh/config" -o "UserKnownHostsFile=$here/.ssh/known_hosts" "$@"
`;
}

/** What a program needs in its environment to live in that home. */
export function homeEnvironment(folder: string): NodeJS.ProcessEnv {
  return { HOME: folder, PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}` };
}

/**
 * As makeHome, but the user's own ssh names and keys are in it: ~/.ssh is made of links, except for known_hosts, which is a
 * copy with `lines` after it.
 */
export function borrowHome(folder: string, knownHosts: readonly string[]): string {
  const own = join(homedir(), '.ssh');
  const borrowed = join(makeHome(folder), '.ssh');
  for (const name of existsSync(own) ? readdirSync(own) : []) {
    if (name === 'known_hosts') copyFileSync(join(own, name), join(borrowed, name));
    else symlinkSync(join(own, name), join(borrowed, name));
  }
  if (!existsSync(join(borrowed, 'known_hosts'))) writeFileSync(join(borrowed, 'known_hosts'), '');
  appendFileSync(join(borrowed, 'known_hosts'), knownHosts.map((line) => `\n${line}\n`).join(''));
  return folder;
}
