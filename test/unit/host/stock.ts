/** The sources files that Proxmox VE's installers leave behind, and an upgrade from PVE 8 to 9. */
import { type SourcesFile } from '../../../src/host';

const oneLine = (codename: string, security: string): string =>
  `deb http://ftp.debian.org/debian ${codename} main contrib\n\ndeb http://ftp.debian.org/debian ${codename}-updates main contrib\n\n# security updates\ndeb http://security.debian.org/debian-security ${security} main contrib\n`;

const stanzas = (components: string): string =>
  `Types: deb\nURIs: http://ftp.debian.org/debian\nSuites: trixie trixie-updates\nComponents: ${components}\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n\nTypes: deb\nURIs: http://security.debian.org/debian-security\nSuites: trixie-security\nComponents: ${components}\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`;

const list = (path: string, text: string): SourcesFile => ({ path: `/etc/apt/${path}`, format: 'one-line', text });
const sources = (path: string, text: string): SourcesFile => ({ path: `/etc/apt/sources.list.d/${path}`, format: 'deb822', text });

const enterprise9: readonly SourcesFile[] = [
  sources('pve-enterprise.sources', 'Types: deb\nURIs: https://enterprise.proxmox.com/debian/pve\nSuites: trixie\nComponents: pve-enterprise\nSigned-By: /usr/share/keyrings/proxmox-archive-keyring.gpg\n'),
];

export const stock = {
  pve7: [list('sources.list', oneLine('bullseye', 'bullseye-security')), list('sources.list.d/pve-enterprise.list', 'deb https://enterprise.proxmox.com/debian/pve bullseye pve-enterprise\n')],
  pve8: [list('sources.list', oneLine('bookworm', 'bookworm-security')), list('sources.list.d/pve-enterprise.list', 'deb https://enterprise.proxmox.com/debian/pve bookworm pve-enterprise\n')],
  upgradedTo9: [sources('debian.sources', stanzas('main contrib')), ...enterprise9],
  pve9: [sources('debian.sources', stanzas('main non-free-firmware')), ...enterprise9],
} as const satisfies Record<string, readonly SourcesFile[]>;

/** The stock file of PVE 8 after the fix: every entry has the component. */
export const mended8: readonly SourcesFile[] = [list('sources.list', oneLine('bookworm', 'bookworm-security').replaceAll(' main contrib', ' main contrib non-free-firmware'))];
