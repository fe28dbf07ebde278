/** Which format a file has, and whether apt reads it at all: sources.list(5), apt-pkg/contrib/fileutl.cc. */
import type { SourcesFormat } from './types';

/** By the file's name, as apt decides: `sources.list` and `*.list`, or `*.sources`. */
export function formatOfPath(path: string): SourcesFormat | undefined {
  if (path.endsWith('.list')) return 'one-line';
  return path.endsWith('.sources') ? 'deb822' : undefined;
}

/** Whether apt reads a file of this name in sources.list.d; the others it skips, mostly without a word. */
export function isReadByApt(fileName: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.(?:list|sources)$/.test(fileName);
}
