/** A home folder for a VS Code and its extension: what they write to `~` is not the user's. */
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** An empty home at `folder`, with a ~/.ssh. */
export function makeHome(folder: string): string {
  mkdirSync(join(folder, '.ssh'), { recursive: true, mode: 0o700 });
  return folder;
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
