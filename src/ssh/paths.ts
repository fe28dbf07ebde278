/** Paths in ssh_config: `~`, the tokens of ssh_config(5), "TOKENS", and `${VARIABLES}`. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface TokenContext {
  /** The letters that stand for something here; others keep a path from being used. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function expandPath(path: string, { tokens, environment }: TokenContext): string {
  const home = /^~(?=$|[/\\])/.test(path) ? join(homedir(), path.slice(1)) : path;
  const programData = environment.ProgramData;
  return home
    .replace('__PROGRAMDATA__', programData ?? '__PROGRAMDATA__')
    .replace(/\$\{(\w+)\}/g, (whole, name: string) => environment[name] ?? whole)
    .replace(/%(.)/g, (whole, letter: string) => tokens.get(letter) ?? whole);
}

/** True where something in the path is not known here. */
export function isUnexpanded(path: string): boolean {
  return /%[A-Za-z]|\$\{/.test(path);
}

/** `ssh -G` puts several paths on one line, with spaces that are not quoted: a path starts where one can start. */
export function splitPaths(line: string): string[] {
  return line.split(/ (?=[~/$%"]|[A-Za-z]:[\\/]|__PROGRAMDATA__|none$)/).map((path) => path.replace(/^"(.*)"$/, '$1'));
}
