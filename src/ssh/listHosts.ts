/** Names of hosts in the user's ssh_config, for picking: every Host without wildcards, through Include. */
import { readFile, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';

const deepestInclude = 16;

/** In the order of the file, each once. A file that cannot be read has none. */
export async function listHosts(configFile = join(homedir(), '.ssh', 'config')): Promise<string[]> {
  return [...new Set(await namesIn(configFile, 0))];
}

async function namesIn(file: string, depth: number): Promise<string[]> {
  if (depth > deepestInclude) return [];
  const text = await readFile(file, 'utf8').catch(() => '');
  const names: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, keyword = '', rest = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
    const values = [...rest.matchAll(/"([^"]*)"|(#.*)|([^\s"]+)/g)].filter((match) => match[2] === undefined).map((match) => match[1] ?? match[3] ?? '');
    if (keyword.toLowerCase() === 'host') names.push(...values.filter((value) => !/[*?!]/.test(value)));
    if (keyword.toLowerCase() !== 'include') continue;
    for (const value of values) {
      for (const included of await filesMatching(absolute(value))) names.push(...(await namesIn(included, depth + 1)));
    }
  }
  return names;
}

/** ssh_config(5): relative files are in ~/.ssh. */
function absolute(path: string): string {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : join(homedir(), '.ssh', path);
}

/** glob(7), for each part of the path. */
async function filesMatching(pattern: string): Promise<string[]> {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const folders = await filesMatching(dirname(pattern));
  const name = basename(pattern);
  const expression = new RegExp(`^${name.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return names.filter((entry) => expression.test(entry) && (name.startsWith('.') || !entry.startsWith('.'))).sort().map((entry) => join(folder, entry));
    }),
  );
  return found.flat();
}
