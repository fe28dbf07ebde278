/** The root file systems, built once and kept in the cache. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, imageVersion, scriptsFolder } from './cache';
import type { Front } from './front';
import { mustRun } from './program';

export type Suite = 'bullseye' | 'bookworm' | 'trixie';

/** The folder of the image; builds it through `front` if it is not there (half a minute), or waits for who builds it. */
export async function ensureImage(suite: Suite, front: Front): Promise<string> {
  const folder = join(cacheFolder('images'), `${suite}-${imageVersion}`);
  if (existsSync(folder)) return folder;
  const scripts = scriptsFolder();
  await mustRun('sh', [join(scripts, 'image.sh'), suite, folder, `${front.address}:80`, scripts, front.tls]);
  return folder;
}
