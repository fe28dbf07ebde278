import assert from 'node:assert/strict';
import { type SourcesContext, type SourcesFormat, checkSources, formatOfPath, parseSources } from '../../../src/apt';

/** What the installers of Proxmox VE leave behind, and an upgrade from one release to the next: by release, file and text. */
type Files = Readonly<Record<string, string>>;

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const proxmoxKeyring = '/usr/share/keyrings/proxmox-archive-keyring.gpg';

const list = (codename: string): string =>
  [`deb http://ftp.debian.org/debian ${codename} main contrib`, '', `deb http://ftp.debian.org/debian ${codename}-updates main contrib`, '', '# security updates', `deb http://security.debian.org/debian-security ${codename}-security main contrib`, ''].join('\n');

const stanzas = (types: string, components: string): string =>
  [
    [`Types: ${types}`, 'URIs: http://ftp.debian.org/debian/', 'Suites: trixie trixie-updates', `Components: ${components}`, `Signed-By: ${keyring}`, ''],
    [`Types: ${types}`, 'URIs: http://security.debian.org/debian-security/', 'Suites: trixie-security', `Components: ${components}`, `Signed-By: ${keyring}`, ''],
  ].map((lines) => lines.join('\n')).join('\n');

const enterprise = (uri: string, component: string): string => `Types: deb\nURIs: https://enterprise.proxmox.com/debian/${uri}\nSuites: trixie\nComponents: ${component}\nSigned-By: ${proxmoxKeyring}\n`;

const listsOf = (codename: string, ceph: string): Files => ({
  'sources.list': list(codename),
  'sources.list.d/pve-enterprise.list': `deb https://enterprise.proxmox.com/debian/pve ${codename} pve-enterprise\n`,
  'sources.list.d/ceph.list': `deb https://enterprise.proxmox.com/debian/ceph-${ceph} ${codename} enterprise\n`,
});
const enterprise9: Files = { 'sources.list.d/pve-enterprise.sources': enterprise('pve', 'pve-enterprise'), 'sources.list.d/ceph.sources': enterprise('ceph-squid', 'enterprise') };

const missing = 'apt/microcode-component-missing';
const noSubscription = 'apt/enterprise-without-subscription';

const installs: readonly (readonly [title: string, codename: string, files: Files, expected: readonly string[]])[] = [
  ['PVE 7', 'bullseye', { 'sources.list': list('bullseye'), 'sources.list.d/pve-enterprise.list': 'deb https://enterprise.proxmox.com/debian/pve bullseye pve-enterprise\n' }, [noSubscription, missing]],
  ['PVE 8', 'bookworm', listsOf('bookworm', 'quincy'), [noSubscription, missing]],
  ['PVE 9 upgraded from 8, with lines', 'trixie', listsOf('trixie', 'squid'), [noSubscription, missing]],
  ['PVE 9 upgraded from 8, modernised', 'trixie', { 'sources.list': '# moved\n', 'sources.list.d/debian.sources': stanzas('deb', 'main contrib'), ...enterprise9 }, [noSubscription, missing]],
  ['PVE 9', 'trixie', { 'sources.list': '', 'sources.list.d/debian.sources': stanzas('deb', 'main non-free-firmware'), ...enterprise9 }, [noSubscription]],
  ['PVE 9 as its manual writes it', 'trixie', { 'sources.list.d/debian.sources': stanzas('deb deb-src', 'main non-free-firmware'), ...enterprise9 }, [noSubscription]],
  ['PVE 9 without a subscription, set up for that', 'trixie', {
    'sources.list.d/debian.sources': stanzas('deb', 'main contrib non-free-firmware'),
    'sources.list.d/pve-enterprise.sources': `${enterprise('pve', 'pve-enterprise')}Enabled: no\n`,
    'sources.list.d/proxmox.sources': `Types: deb\nURIs: http://download.proxmox.com/debian/pve\nSuites: trixie\nComponents: pve-no-subscription\nSigned-By: ${proxmoxKeyring}\n`,
  }, []],
];

describe('the sources files of a host as installed', () => {
  for (const [title, codename, files, expected] of installs) {
    const parsed = Object.entries(files).map(([name, text]) => ({ path: `/etc/apt/${name}`, parsed: parseSources(text, formatOf(name)) }));
    const context = (path: string, subscription?: boolean): SourcesContext => ({
      path,
      host: { codename, physicalPve: true, ...(subscription === undefined ? {} : { subscription }) },
      others: parsed.filter((file) => file.path !== path),
    });
    const rules = (subscription?: boolean) => [...new Set(parsed.flatMap((file) => checkSources(file.parsed, context(file.path, subscription)).map(({ rule }) => rule)))].sort();

    it(`${title}: ${expected.join(' and ') || 'nothing'}`, () => assert.deepEqual(rules(false), expected));
    it(`${title}, with a subscription or without knowing of one: not the enterprise repository`, () => {
      for (const subscription of [true, undefined]) assert.deepEqual(rules(subscription), expected.filter((rule) => rule !== noSubscription));
    });
    it(`${title}, as loose files: nothing but ${missing}`, () => {
      const found = parsed.flatMap((file) => checkSources(file.parsed, { path: file.path }).map(({ rule }) => rule));
      assert.deepEqual([...new Set(found)], expected.filter((rule) => rule === missing));
    });
  }

  it('PVE 8: each entry of Debian’s is told, as a warning', () => {
    const found = checkSources(parseSources(list('bookworm'), 'one-line'), { host: { codename: 'bookworm', physicalPve: true } });
    assert.deepEqual(found.map(({ message, severity }) => `${severity}: ${message}`), ['bookworm', 'bookworm-updates', 'bookworm-security'].map((suite) => `warning: ${suite} lacks non-free-firmware, which holds CPU microcode`));
  });

  it('are quiet about repositories of others, which hosts have beside them', () => {
    const text = [
      'deb [arch=amd64 signed-by=/etc/apt/keyrings/docker.asc] https://download.docker.example/linux/debian bookworm stable',
      'deb [signed-by=/usr/share/keyrings/vpn.gpg] https://pkgs.vpn.example/stable/debian bookworm main',
      'deb https://repo.monitor.example/monitor/6.4/debian bookworm main',
      'deb [signed-by=/usr/share/keyrings/db.gpg] https://apt.db.example/pub/repos/apt bookworm-db main 16',
      'deb https://artifacts.example.org/packages/8.x/apt stable main',
      'deb https://pkg.example.org/debian-stable binary/',
      'deb http://download.example.org/repositories/home:/me/Debian_12/ /',
      'deb [trusted=yes] file:/srv/packages ./',
    ].join('\n');
    assert.deepEqual(checkSources(parseSources(text, 'one-line'), { path: '/etc/apt/sources.list.d/others.list', host: { codename: 'bookworm', physicalPve: true, subscription: false } }), []);
  });
});

function formatOf(name: string): SourcesFormat {
  const format = formatOfPath(name);
  assert.ok(format);
  return format;
}
