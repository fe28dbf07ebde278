/** What the words of an entry mean: suites and components of the archives that are known. One line each, shared by hovers and completion. */
import type { ArchiveKind } from './knownArchives';
import type { Release, Suite } from './releases';

const debianComponents: Readonly<Record<string, string>> = {
  'main': 'Free software, the distribution itself.',
  'contrib': 'Free software that needs software from outside main. Up to bullseye it holds iucode-tool, which intel-microcode needs.',
  'non-free': 'Software that is not free. Up to bullseye it holds CPU microcode and firmware.',
  'non-free-firmware': 'Firmware that is not free, since bookworm: CPU microcode is here.',
};

export const productNames = { pve: 'Proxmox VE', pbs: 'Proxmox Backup Server', pmg: 'Proxmox Mail Gateway', pdm: 'Proxmox Datacenter Manager', ceph: 'Ceph for Proxmox VE' } as const;

/** Undefined for a component that the archive has in no release. */
export function aboutComponent(kind: ArchiveKind, component: string): string | undefined {
  if (kind.owner === 'debian') return debianComponents[component.replace(/^updates\//, '')];
  const { product } = kind;
  const name = productNames[product];
  const channel = product !== 'ceph' && component.startsWith(product) ? component.slice(product.length).replace(/^-/, '') : product === 'ceph' ? component : '';
  if (channel === 'enterprise') return `${name} for hosts with a subscription.`;
  if (channel === 'no-subscription' || channel === 'main') return `${name} for hosts without a subscription.`;
  if (channel !== 'test') return undefined;
  return `${name}, packages under test: not for production.${component === `${product}test` ? ` The spelling up to bookworm; from trixie on it is ${product}-test.` : ''}`;
}

const pockets: Readonly<Record<string, string>> = {
  '': 'the release itself',
  '-updates': 'updates that do not wait for the next point release',
  '-security': 'security updates',
  '-backports': 'newer packages, built for this release',
  '-backports-sloppy': 'newer packages than the next release will have',
  '-proposed-updates': 'what the next point release will bring, under test',
  '-experimental': 'packages too fresh for unstable',
};

/** `Debian 12 bookworm: security updates`. */
export function aboutSuite(kind: ArchiveKind, { release, pocket }: Suite): string {
  if (kind.owner === 'debian') return `${releaseName(release)}: ${pockets[pocket] ?? pocket.slice(1)}`;
  return `${productNames[kind.product]}${productVersion(kind.product, release)} for ${releaseName(release)}`;
}

/** `Debian 12 bookworm`; unstable has no number. */
function releaseName({ version, codename }: Release): string {
  return ['Debian', version, codename].filter(Boolean).join(' ');
}

/** Proxmox counts its products' releases along with Debian's: pve-faq, "support table". */
function productVersion(product: keyof typeof productNames, { version, released }: Release): string {
  const behind = { pve: 4, pbs: 9, pmg: 4, pdm: 12, ceph: NaN }[product];
  const number = Number(version) - behind;
  return number > 0 && released ? ` ${number}` : '';
}

/** What an alias means today; undefined for a codename, whose meaning does not change. */
export function aboutAlias({ alias, release }: Suite): string | undefined {
  // unstable is sid for ever.
  if (alias === undefined || release.codename === 'sid') return undefined;
  return `${alias} is ${release.codename} today, and another release as soon as Debian publishes its next one: only a codename keeps a host to its release.`;
}

/** Where the release keeps CPU microcode. */
export function aboutMicrocode({ codename, microcodeComponents }: Release): string {
  return microcodeComponents.includes('contrib')
    ? `CPU microcode of ${codename} is in non-free; the iucode-tool that intel-microcode needs is in contrib.`
    : `CPU microcode of ${codename} is in ${microcodeComponents.join(' and ')}.`;
}
