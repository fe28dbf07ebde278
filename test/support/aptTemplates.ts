/** Sources files as hosts have them, each URI on HOST: what the differential test starts from. */
import type { SourcesFormat } from '../../src/apt';

export interface Template {
  readonly format: SourcesFormat;
  readonly text: string;
}

const list = (text: string): Template => ({ format: 'one-line', text });
const sources = (text: string): Template => ({ format: 'deb822', text });

export const templates: readonly Template[] = [
  // Proxmox VE 7, as its installer leaves it.
  list(`deb http://ftp.HOST/debian bullseye main contrib

deb http://ftp.HOST/debian bullseye-updates main contrib

# security updates
deb http://security.HOST bullseye-security main contrib
`),
  // Proxmox VE 8, with the enterprise repository off and no-subscription on, by hand.
  list(`deb http://ftp.HOST/debian bookworm main contrib

deb http://ftp.HOST/debian bookworm-updates main contrib

# security updates
deb http://security.HOST bookworm-security main contrib

# PVE pve-no-subscription repository provided by proxmox.com,
# NOT recommended for production use
deb http://download.HOST/debian/pve bookworm pve-no-subscription
`),
  list('# deb https://enterprise.HOST/debian/pve bookworm pve-enterprise\n'),
  list('deb http://download.HOST/debian/ceph-reef bookworm no-subscription\n'),
  // Proxmox VE 9.
  sources(`Types: deb
URIs: http://ftp.HOST/debian/
Suites: trixie trixie-updates
Components: main contrib non-free-firmware
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://security.HOST/debian-security/
Suites: trixie-security
Components: main contrib non-free-firmware
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`),
  sources(`Types: deb
URIs: https://enterprise.HOST/debian/pve
Suites: trixie
Components: pve-enterprise
Signed-By: /usr/share/keyrings/proxmox-archive-keyring.gpg
Enabled: false
`),
  sources(`# Ceph, without a subscription
Types: deb
URIs: http://download.HOST/debian/ceph-squid
Suites: trixie
Components: no-subscription
Signed-By: /usr/share/keyrings/proxmox-archive-keyring.gpg
`),
  // Upgraded to 9 and modernised: commented fields, folded lists, both kinds of packages.
  sources(`# Modernized from /etc/apt/sources.list
Types: deb deb-src
URIs: http://ftp.HOST/debian
Suites: trixie
 trixie-updates
#Suites: trixie-backports
Components:
 main
 contrib
# non-free
 non-free-firmware
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

# Modernized from /etc/apt/sources.list.d/pve-install-repo.list
Types: deb
URIs: http://download.HOST/debian/pve
Suites: trixie
Components: pve-no-subscription
Signed-By:
Enabled: yes
`),
  // Others' repositories: a keyring, an architecture, a flat archive, a key in the file, a medium.
  list(`deb [arch=amd64 signed-by=/etc/apt/keyrings/docker.gpg] https://download.HOST/linux/debian bookworm stable
deb [arch=amd64,i386 lang=en,de] http://repo.HOST/apt stable main
deb-src [ signed-by=/usr/share/keyrings/tool.asc ] https://repo.HOST/tool ./
`),
  list(`#deb cdrom:[Debian GNU/Linux 12.5.0 _HOST_ - Official amd64 NETINST]/ bookworm main non-free-firmware
deb cdrom:[Debian GNU/Linux 12.5.0 _HOST_ - Official amd64 NETINST]/ bookworm main non-free-firmware
deb file:/srv/HOST/$(ARCH) $(ARCH)/
deb "file:///srv/HOST/with%20space" stable main
deb [trusted=yes] http://user:secret@mirror.HOST:3142/debian bookworm main # a cache
`),
  list(`deb [ signed-by=0123456789abcdef0123456789ABCDEF01234567 trusted=no ] http://a.HOST/debian stable main contrib
deb-src [ signed-by=0123456789abcdef0123456789ABCDEF01234567 trusted=no ] http://a.HOST/debian stable main contrib
deb [check-valid-until=no valid-until-max=3600 target-=Translations] http://b.HOST/debian stable main
deb [check-valid-until=no valid-until-max=3600 Packages=no] https://b.HOST/debian/ stable contrib
`),
  sources(`Types: deb
URIs: https://repo.HOST/deb
Suites: stable
Components: main
Architectures: amd64 arm64
Languages-Remove: en
X-Repolib-Name: A tool
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEYCQjIxYJKwYBBAHaRw8BAQdAD/P5Nvvnvk66SxBBHDbhRml9ORg1WV5CvzKY
 =IE0r
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb-src
URIs: https://repo.HOST/flat file:/srv/HOST
Suites: ./ debian/$(ARCH)/
Trusted: yes
Targets: Sources

Enabled: no
Types: deb
URIs: http://old.HOST
Suites: sid
Components: main
`),
];
