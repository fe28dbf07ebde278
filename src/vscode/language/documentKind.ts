/** Which documents are looked at: by scheme first, then as sources by language or path, and as a log otherwise. */
import type { SourcesFormat } from '../../apt/types';

/** Places where a person keeps files, and what our hosts say; not git:, output: and the like, which show what others made. */
export const schemes: readonly string[] = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'pve-doctor', 'pve-doctor-output', 'pve-doctor-excerpt'];

export const sourcesLanguages = ['debsources', 'deb822sources'] as const;
export type SourcesLanguage = (typeof sourcesLanguages)[number];

export type DocumentKind = { readonly kind: 'sources'; readonly format: SourcesFormat } | { readonly kind: 'log' };

/**
 * What the document is to us, or undefined if its scheme is none of ours. `path` is the URI's, with slashes. A log has any
 * language: /var/log/syslog opens as plain text, kern.log as a log, and others bring languages of their own.
 */
export function documentKind(scheme: string, languageId: string, path: string): DocumentKind | undefined {
  if (!schemes.includes(scheme)) return undefined;
  const format = formatOfLanguage(languageId) ?? formatOfSourcesPath(path);
  return format === undefined ? { kind: 'log' } : { kind: 'sources', format };
}

function formatOfLanguage(languageId: string): SourcesFormat | undefined {
  if (languageId === 'debsources') return 'one-line';
  return languageId === 'deb822sources' ? 'deb822' : undefined;
}

/** By whole path, never by extension alone: a .list or .sources file elsewhere is something else. */
function formatOfSourcesPath(path: string): SourcesFormat | undefined {
  if (/(^|\/)sources\.list$/.test(path)) return 'one-line';
  const inFolder = /(?:^|\/)sources\.list\.d\/[^/]+\.(list|sources)$/.exec(path);
  if (inFolder === null) return undefined;
  return inFolder[1] === 'list' ? 'one-line' : 'deb822';
}
