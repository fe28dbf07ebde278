/**
 * What Debian's and Proxmox's archives hold for each release: URIs, suites, components and keyrings. Sources: the Release
 * files of Debian's mirrors on 2026-11-23, "Package Repositories" of the Proxmox VE manual for 7, 8 and 9, and
 * proxmox-apt's list of standard repositories.
 */
import { isDebianEntry, isProxmoxEntry, isSecurityArchive, placeOf } from './archives';
import { releaseOf, suiteName } from './releases';
import type { SourceEntry, SourcesContext, Token } from './types';

type Product = 'pve' | 'pbs' | 'pmg' | 'pdm';

/** `channel`: the servers that hold only what is, or is not, for subscribers; undefined for a mirror of both. */
export type ArchiveKind =
  | { readonly owner: 'debian'; readonly security: boolean }
  | { readonly owner: 'proxmox'; readonly product: Product | 'ceph'; readonly channel: 'enterprise' | 'download' | undefined };

/** Which archive a URI is of; undefined for somebody else's, whose contents nobody here knows. */
export function archiveKindOf(uri: string, context: SourcesContext): ArchiveKind | undefined {
  const { host, path } = placeOf(uri);
  const entry = entryOf(uri);
  const ofProxmox = isProxmoxEntry(entry);
  const product = productOf(path, ofProxmox);
  if (product !== undefined) return { owner: 'proxmox', product, channel: host === 'enterprise.proxmox.com' ? 'enterprise' : host === 'download.proxmox.com' ? 'download' : undefined };
  if (ofProxmox || !isDebianEntry(entry, context)) return undefined;
  return { owner: 'debian', security: isSecurityArchive(uri) };
}

/** By the end of the path, as mirrors keep it; Proxmox's own server still has Proxmox VE directly under /debian, too. */
function productOf(path: string, ofProxmox: boolean): Product | 'ceph' | undefined {
  const [, name = ''] = /(?:^|\/)debian\/(pve|pbs|pmg|pdm|ceph)(?:-[a-z]+)?$/.exec(path) ?? [];
  if (name === 'ceph') return path.endsWith('/ceph') ? undefined : 'ceph';
  if (path.endsWith(`/${name}`) && (name === 'pve' || name === 'pbs' || name === 'pmg' || name === 'pdm')) return name;
  return ofProxmox && path === 'debian' ? 'pve' : undefined;
}

/** An entry with nothing but the URI and a suite that Debian has, for those who judge whole entries. */
function entryOf(uri: string): SourceEntry {
  const token = (text: string): Token => ({ start: 0, end: 0, text });
  return { format: 'one-line', range: token(''), line: 0, types: [token('deb')], uris: [token(uri)], suites: [token('stable')], components: [token('main')], options: [], enabled: true };
}

/** Releases, newest first, that an editor offers where it knows none of the host's or the file's. */
export const currentCodenames: readonly string[] = ['trixie', 'bookworm'];

/** `12` of bookworm; unstable has no number and is later than all. */
function numberOf(codename: string): number {
  return Number(releaseOf(codename)?.version ?? Infinity);
}

/** The suites that the archive has of a release. */
export function suitesIn(kind: ArchiveKind, codename: string): readonly string[] {
  const release = releaseOf(codename);
  const number = numberOf(codename);
  if (!release || (kind.owner === 'proxmox' && number > 13)) return [];
  if (kind.owner === 'proxmox') return [codename];
  const named = (...pockets: string[]) => pockets.map((pocket) => suiteName(release, pocket));
  if (kind.security) return number === Infinity ? [] : named('-security');
  // Archived releases lose all but the release itself, and backports go when regular support ends; unstable has no more.
  if (number === Infinity || number < 11) return named('');
  return number === 12 || number === 13 ? named('', '-updates', '-backports', '-proposed-updates') : named('', '-updates');
}

/** The components that the archive has in a release, those first that a host wants. */
export function componentsIn(kind: ArchiveKind, codename: string): readonly string[] {
  const number = numberOf(codename);
  if (kind.owner === 'debian') return number < 12 ? ['main', 'contrib', 'non-free'] : ['main', 'contrib', 'non-free-firmware', 'non-free'];
  const { product, channel } = kind;
  if (product === 'pdm' && number < 13) return [];
  const prefix = product === 'ceph' ? '' : `${product}-`;
  // Ceph had no component of its own for subscribers up to bullseye.
  if (product === 'ceph' && number < 12) return channel === 'enterprise' ? [] : ['main', 'test'];
  // `pvetest` and its like were renamed with trixie, and are no more there.
  const test = product !== 'ceph' && number < 13 ? `${product}test` : `${prefix}test`;
  return [...(channel === 'enterprise' ? [] : [`${prefix}no-subscription`]), ...(channel === 'download' ? [] : [`${prefix}enterprise`]), ...(channel === 'enterprise' ? [] : [test])];
}

/** Ceph's releases that Proxmox builds for a release. */
function cephReleases(codename: string): readonly string[] {
  const number = numberOf(codename);
  if (number === 13) return ['squid', 'tentacle'];
  if (number === 12) return ['quincy', 'reef', 'squid'];
  return number === 11 ? ['pacific', 'quincy'] : [];
}

interface KnownArchive {
  readonly uri: string;
  readonly about: string;
}

/** The archives that a host of that release can use, those first that it wants. */
export function archivesFor(codename: string): readonly KnownArchive[] {
  const number = numberOf(codename);
  const download = (name: string, about: string): KnownArchive => ({ uri: `http://download.proxmox.com/debian/${name}`, about });
  const enterprise = (name: string, about: string): KnownArchive => ({ uri: `https://enterprise.proxmox.com/debian/${name}`, about: `${about}, for hosts with a subscription` });
  const debian: KnownArchive[] = [
    { uri: 'http://ftp.debian.org/debian', about: 'Debian' },
    { uri: 'http://security.debian.org/debian-security', about: 'Debian’s security updates' },
  ];
  if (number < 11 || number > 13) return debian;
  const ceph = cephReleases(codename).map((name) => ({ path: `ceph-${name}`, about: `Ceph ${name.charAt(0).toUpperCase()}${name.slice(1)} for Proxmox VE` }));
  return [
    ...debian,
    download('pve', 'Proxmox VE, without a subscription'),
    enterprise('pve', 'Proxmox VE'),
    ...ceph.map(({ path, about }) => download(path, about)),
    ...(number < 12 ? [] : ceph.map(({ path, about }) => enterprise(path, about))),
    download('pbs', 'Proxmox Backup Server, without a subscription'),
    enterprise('pbs', 'Proxmox Backup Server'),
  ];
}

/** The keyrings that packages install on a host of that release for the archive, or for all where it is not known which. */
export function keyringsFor(kind: ArchiveKind | undefined, codename: string): readonly string[] {
  const debian = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const proxmox = numberOf(codename) < 13 ? `/etc/apt/trusted.gpg.d/proxmox-release-${codename}.gpg` : '/usr/share/keyrings/proxmox-archive-keyring.gpg';
  if (kind === undefined) return [debian, proxmox];
  return [kind.owner === 'debian' ? debian : proxmox];
}
