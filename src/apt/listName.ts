/** The names of the files in which apt keeps what it fetched: `URItoFileName` of apt-pkg/contrib/strutl.cc. */
import { releaseFile } from './uri';

/** The Release file's, without `_InRelease` or `_Release`: `ftp.debian.org_debian_dists_bookworm`. */
export function listNameOf(uri: string, suite: string): string {
  const quoted = releaseFile(uri, suite).replace(/[\\|{}[\]<>"^~_=!@#$%&*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return quoted.replace(/\/$/, '').replaceAll('/', '_');
}
