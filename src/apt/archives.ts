/** Whose archive an entry's URI is: Debian's (behind any mirror or cache), Proxmox's, or somebody else's. */
import type { SourceEntry, SourcesContext } from './types';
import { suiteOf } from './releases';
import { partsOf } from './uri';

/** Host and path as they are behind a cache: `http://cache:3142/ftp.debian.org/debian`, `…/HTTPS///ftp.debian.org/debian`. */
export function placeOf(uri: string): { readonly host: string; readonly path: string } {
  const place = partsOf(uri);
  if (!place.path.includes('.')) return place;
  const [, host, path = ''] = /^(?:https?\/+)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?:\/(.*))?$/i.exec(place.path) ?? [];
  return host === undefined || place.host === '' ? place : { host: host.toLowerCase(), path };
}

/** Proxmox's servers; behind a mirror its components tell. */
export function isProxmoxEntry({ uris, components }: SourceEntry): boolean {
  if (uris.some(({ text }) => text.includes('proxmox') && /(?:^|\.)proxmox\.com$/.test(placeOf(text).host))) return true;
  return components.some(({ text }) => text.startsWith('p') && /^p(?:ve|bs|mg|dm)(?:-enterprise|-no-subscription|-test|test)$/.test(text));
}

/** The server that answers to subscribers alone. */
export function isEnterpriseEntry({ uris }: SourceEntry): boolean {
  return uris.some(({ text }) => text.includes('enterprise.proxmox.com') && placeOf(text).host === 'enterprise.proxmox.com');
}

/**
 * True for Debian's own archive: by its name, by a mirror's usual path together with a suite of Debian's, or, on a host,
 * because the lists that apt has of it say `Origin: Debian`. A list of another origin, or a keyring of its own, rules it out.
 */
export function isDebianEntry(entry: SourceEntry, context: SourcesContext = {}): boolean {
  return entry.suites.some(({ text }) => suiteOf(text)) && isDebianArchive(entry, context);
}

/** As above, whatever its suites are called. */
export function isDebianArchive(entry: SourceEntry, { host }: SourcesContext): boolean {
  if (isProxmoxEntry(entry)) return false;
  return entry.uris.some(({ text }) => {
    if (host?.debianUris?.includes(text) === true) return true;
    if (!/debian/i.test(text)) return false;
    return host?.otherUris?.includes(text) !== true && (isDebianServer(text) || isMirror(text, entry));
  });
}

/** Debian's own servers, and of what they hold the archive alone: neither ports, debugging symbols nor add-ons. */
export function isDebianServer(uri: string): boolean {
  if (!uri.includes('debian.org')) return false;
  const { host, path } = placeOf(uri);
  if (!/^(?:[a-z0-9-]+\.)+debian\.org$/.test(host) || /^(?:debug|incoming|people|wiki|metadata|tracker)\./.test(host)) return false;
  return path === '' ? host.startsWith('security.') : archivePath.test(path);
}

/** Debian's security archive, whoever serves it. */
export function isSecurityArchive(uri: string): boolean {
  if (!uri.includes('security')) return false;
  const { host, path } = placeOf(uri);
  return /^security(?:\.[a-z0-9-]+)*\.debian\.org$/.test(host) || /(?:^|\/)debian-security(?:\.list)?(?:\/|$)/.test(path);
}

/** What stands before `debian` where a mirror keeps it among other distributions; and a day of Debian's snapshots after it. */
const archivePath = /^(?:(?:pub|public|ftp|linux|os|unix|mirrors?|distributions?|distros?|dists?|archive|software|opensource|srv|data)\/)*debian(?:-security|-archive\/debian(?:-security)?)?(?:\/\d{8}T\d{6}Z)?$/i;
/** A list of mirrors of Debian, as images for clouds have it: apt-transport-mirror(1). */
const mirrorList = /(?:^|\/)debian(?:-security)?\.list$/;
/** Where makers of software serve their own packages for Debian, under a path that looks like Debian's. */
const vendors = /^(?:packages?|pkgs?|repos?(?:itory)?|repositories|apt|deb|downloads?|dl|get|ppa|releases?)\.|multimedia|backports\.|mentors\.|fasttrack\.|liquorix/;
const derivatives = /raspbian|raspberrypi|grml|devuan|proxmox|debian-(?:ports|debug|multimedia|fasttrack|backports)/;

/** By path and suite. What others serve as well is taken for Debian's only where the suites or components are Debian's beyond doubt. */
function isMirror(uri: string, entry: SourceEntry): boolean {
  const { host, path } = placeOf(uri);
  if (derivatives.test(uri) || hasOwnKeyring(entry)) return false;
  if (path.endsWith('.list') && mirrorList.test(path)) return /^mirror(?:\+|:)/.test(uri);
  if (path !== 'debian' && path !== 'debian-security' && !/(?:^|\/)debian(?:-security)?(?:\/|$)/i.test(path)) return false;
  const components = entry.components.length === 0 ? [] : entry.components.map(({ text }) => text).join(',').replaceAll('updates/', '').split(',');
  if (archivePath.test(path) && !vendors.test(host)) return components.some(isDebianComponent);
  if (!components.includes('main')) return false;
  return components.some((component) => component !== 'main' && isDebianComponent(component)) || entry.suites.some(({ text }) => /^-(?:updates|security)$/.test(suiteOf(text)?.pocket ?? ''));
}

function isDebianComponent(component: string): boolean {
  return component === 'main' || component === 'contrib' || component === 'non-free' || component === 'non-free-firmware';
}

/** Makers of software sign with keys of their own, Debian and its mirrors with Debian's. */
function hasOwnKeyring({ options }: SourceEntry): boolean {
  const values = options.flatMap(({ name, values: all }) => (name.text.toLowerCase() === 'signed-by' ? all : []));
  return values.some(({ text }) => text.startsWith('/') && !/\/debian[^/]*$/.test(text));
}
