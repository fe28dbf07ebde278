/** The user's ~/.ssh: who is known, what is configured, and with which key one logs in. The home is the test's own. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../hosts';

/** Those that a test put there. */
const keys = new Set<string>();
const folder = (): string => join(homedir(), '.ssh');
const write = (name: string, lines: readonly string[]): void => {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder(), name), lines.map((line) => `${line}\n`).join(''));
};

export const knownHostsFile = (): string => join(folder(), 'known_hosts');

export function writeKnownHosts(...lines: readonly string[]): void {
  write('known_hosts', lines);
}

/** Empty where there is none. */
export function readKnownHosts(): string {
  return existsSync(knownHostsFile()) ? readFileSync(knownHostsFile(), 'utf8') : '';
}

export function writeSshConfig(...lines: readonly string[]): void {
  write('config', lines);
}

/** Makes the host's key the user's own, so that ssh and ssh2 find it where keys lie; by another name it has to be told to them. Gives its path. */
export function useIdentity(host: Host, name = 'id_ed25519'): string {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  keys.add(name);
  for (const end of ['', '.pub']) copyFileSync(`${host.identityFile}${end}`, join(folder(), `${name}${end}`));
  return join(folder(), name);
}

/** As it was before the first test. */
export function emptySshFolder(): void {
  for (const name of ['known_hosts', 'config', ...[...keys].flatMap((key) => [key, `${key}.pub`])]) rmSync(join(folder(), name), { force: true });
}
