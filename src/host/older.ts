/** Older versions of an installed package that the archive still has: often there are none, since a suite keeps one. */
import type { Access } from './access';
import { scripts } from './scripts';

export interface OlderVersions {
  readonly installed: string;
  /** The newest first. */
  readonly older: readonly string[];
}

/** What older.sh printed. */
export function parseOlder(text: string): OlderVersions {
  const of = (keyword: string) => [...text.matchAll(new RegExp(`^${keyword} ([A-Za-z0-9.+~:-]+)$`, 'gm'))].flatMap(([, version]) => version ?? []);
  return { installed: of('installed')[0] ?? '', older: of('older') };
}

/** As apt's lists on the host have it. Rejects with a UserError where the package is not installed. */
export async function olderVersions(access: Access, packageName: string): Promise<OlderVersions> {
  return parseOlder(await access.text(scripts.older, [packageName], 'prefer', { priority: 'user', codes: { 3: `${packageName} is not installed, so there is nothing to go back from` } }));
}
