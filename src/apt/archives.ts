/** Whose archive an entry's URI is: Debian's (behind any mirror), Proxmox's, or somebody else's. */
import type { SourceEntry, SourcesContext } from './types';
import { suiteOf } from './releases';
import { partsOf } from './uri';

export function isProxmoxEntry(entry: SourceEntry): boolean {
  return entry.uris.some(({ text }) => /(?:^|\.)proxmox\.com$/.test(partsOf(text).host));
}

/**
 * True for Debian's own archive: by its name, by a mirror's usual path together with a suite of Debian's, or, on a host,
 * because the lists that apt has of it say `Origin: Debian`.
 */
export function isDebianEntry(entry: SourceEntry, context: SourcesContext = {}): boolean {
  if (isProxmoxEntry(entry) || !entry.suites.some(({ text }) => suiteOf(text))) return false;
  return entry.uris.some(({ text }) => context.host?.debianUris?.includes(text) === true || looksLikeDebian(text));
}

function looksLikeDebian(uri: string): boolean {
  const { host, path } = partsOf(uri);
  // Add-on archives of Debian's own people that have suites of the same names, and no microcode.
  if (/multimedia|backports\.org|^packages\./.test(host)) return false;
  if (/^(?:[a-z0-9-]+\.)*debian\.(?:org|net)$/.test(host)) return !/^(?:wiki|people|incoming|dbgsym|debug)\./.test(host) && !/debian-(?:debug|multimedia)/.test(path);
  // Mirrors and caches: `/debian`, `/debian-security`, `/pub/linux/debian`, `/ftp.debian.org/debian`, `/debian-ports`.
  return /(?:^|\/)debian(?:-security|-ports|-archive\/debian)?$/i.test(path) && !/proxmox|raspbian|grml/i.test(uri);
}
