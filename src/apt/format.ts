/** Which format a file has, and whether apt reads it at all: sources.list(5), apt-pkg/contrib/fileutl.cc `GetListOfFilesInDir`. */
import type { SourcesFormat } from './types';

/** By the file's name, as apt decides: `sources.list` and `*.list`, or `*.sources`. */
export function formatOfPath(path: string): SourcesFormat | undefined {
  if (path.endsWith('.list')) return 'one-line';
  return path.endsWith('.sources') ? 'deb822' : undefined;
}

/** Whether apt reads a file of this name in sources.list.d; the others it skips, mostly without a word. */
export function isReadByApt(fileName: string): boolean {
  return fateOfFileName(fileName) === 'read';
}

export type FileNameFate = 'read' | 'skipped-silently' | 'skipped-with-notice';

/**
 * What apt does with a file of this name in sources.list.d. A notice tells of a missing or wrong extension alone, and not of
 * those in `Dir::Ignore-Files-Silently` (apt-pkg/init.cc); of a sign that no name may have apt says nothing.
 */
export function fateOfFileName(fileName: string): FileNameFate {
  if (fileName.startsWith('.')) return 'skipped-silently';
  if (!/\.(?:list|sources)$/.test(fileName)) return ignoredSilently.test(fileName) ? 'skipped-silently' : 'skipped-with-notice';
  return /^[A-Za-z0-9_:.-]+$/.test(fileName) ? 'read' : 'skipped-silently';
}

/** In capitals too. */
const ignoredSilently = /(?:~|\.(?:disabled|bak|dpkg-[a-z]+|ucf-[a-z]+|save|orig|distUpgrade))$/i;
