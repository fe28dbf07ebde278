import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type SourcesContext, isDebianEntry, isProxmoxEntry, listNameOf, parseSources } from '../../../src/apt';
import { aptInstalled } from '../../support/apt';

const entryOf = (line: string) => {
  const [entry] = parseSources(line, 'one-line').entries;
  assert.ok(entry, line);
  return entry;
};
const isDebian = (line: string, context?: SourcesContext) => isDebianEntry(entryOf(line), context);

describe('Debian’s archive', () => {
  const debian = [
    'deb http://ftp.debian.org/debian bookworm main',
    'deb http://ftp.au.debian.org/debian/ bookworm-updates main',
    'deb http://security.debian.org bookworm-security main',
    'deb http://security.debian.org/debian-security bookworm-security main',
    'deb http://security.debian.org:80/debian-security/ bookworm-security main',
    'deb https://user:secret@ftp.debian.org/debian bookworm main',
    'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example.org/debian bookworm main',
    'deb http://archive.debian.org/debian-archive/debian buster main',
    'deb http://snapshot.debian.org/archive/debian/20240101T000000Z/ bookworm main',
    'deb http://mirror.example.org/debian bookworm main',
    'deb http://mirror.example.org/debian bookworm non-free-firmware',
    'deb http://mirror.example.org/pub/linux/debian/ bookworm main contrib',
    'deb https://mirror.example.org/debian-security bookworm-security main',
    'deb http://192.168.1.5:3142/debian bookworm main',
    'deb http://cache.example.org:3142/ftp.debian.org/debian bookworm main',
    'deb http://cache.example.org:3142/security.debian.org bookworm-security main',
    'deb http://cache.example.org:3142/HTTPS///ftp.debian.org/debian bookworm main',
    'deb http://repo.example.org/debian bookworm main contrib',
    'deb http://packages.example.org/mirrors/debian bookworm-updates main',
    'deb http://files.example.org/customers/debian bookworm main non-free-firmware',
    'deb mirror+file:/etc/apt/mirrors/debian.list bookworm main',
    'deb mirror+file:/etc/apt/mirrors/debian-security.list bookworm-security main',
    'deb tor+http://mirror.example.org/debian bookworm main',
    'deb file:/srv/mirror/debian bookworm main',
    'deb http://ftp.debian.org/debian stable main',
  ];
  for (const line of debian) it(`is known in ${line}`, () => assert.ok(isDebian(line)));

  const others = [
    'deb http://ftp.ports.debian.org/debian-ports sid main',
    'deb http://debug.mirrors.debian.org/debian-debug bookworm-debug main',
    'deb http://incoming.debian.org/debian-buildd buildd-sid main',
    'deb http://mentors.debian.net/debian sid main',
    'deb http://people.debian.org/~somebody/debian sid main',
    'deb http://ftp.debian.org/debian focal main',
    'deb http://ftp.debian.org/debian bookworm/',
    'deb https://download.example.org/linux/debian bookworm stable',
    'deb https://packages.example.org/debian bookworm main',
    'deb https://repos.example.org/debian stable main',
    'deb https://pkgs.example.org/stable/debian bookworm main',
    'deb https://mirror.example.org/repo/10.11/debian bookworm main',
    'deb https://download.example.org/boxes/debian bookworm contrib',
    'deb [signed-by=/usr/share/keyrings/somebody.gpg] https://liquid.example.org/debian bookworm main',
    'deb http://cache.example.org:3142/HTTPS///download.example.org/linux/debian bookworm stable',
    'deb http://archive.raspbian.org/raspbian bookworm main',
    'deb http://archive.raspberrypi.org/debian bookworm main',
    'deb https://www.deb-multimedia.org bookworm main non-free',
    'deb https://mirror.example.org/debian-multimedia bookworm main non-free',
    'deb http://download.proxmox.com/debian bookworm pve-no-subscription',
    'deb http://ftp.debian.org.example.org/ubuntu bookworm main',
    'deb cdrom:[Debian GNU/Linux 12.0.0 _Bookworm_ - Official amd64 NETINST]/ bookworm main',
  ];
  for (const line of others) it(`is not taken for ${line}`, () => assert.ok(!isDebian(line)));

  it('is what the host’s lists say that it is', () => {
    const uri = 'https://deb.example.org/apt';
    const host = (uris: { debianUris?: readonly string[]; otherUris?: readonly string[] }): SourcesContext => ({ host: { physicalPve: true, ...uris } });
    assert.ok(!isDebian(`deb ${uri} bookworm main`));
    assert.ok(isDebian(`deb ${uri} bookworm main`, host({ debianUris: [uri] })));
    assert.ok(!isDebian('deb http://mirror.example.org/debian bookworm main', host({ otherUris: ['http://mirror.example.org/debian'] })));
  });
});

describe('Proxmox’s archives', () => {
  it('are known by the server, behind a cache, and by their components', () => {
    for (const line of ['deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription', 'deb https://enterprise.proxmox.com/debian/ceph-squid bookworm enterprise', 'deb http://cache.example.org:3142/download.proxmox.com/debian/pbs bookworm main', 'deb http://mirror.example.org/pve bookworm pve-enterprise']) assert.ok(isProxmoxEntry(entryOf(line)), line);
    for (const line of ['deb http://proxmox.com.example.org/debian bookworm main', 'deb http://notproxmox.com/debian bookworm main', 'deb http://ftp.debian.org/debian bookworm main']) assert.ok(!isProxmoxEntry(entryOf(line)), line);
  });
});

describe('the name of a list', () => {
  const cases = ['http://ftp.debian.org/debian bookworm', 'https://ftp.debian.org/debian/ bookworm-updates', 'http://security.debian.org buster/updates', 'http://cache.example.org:3142/debian bookworm', 'http://mirror.example.org/a_b/~me/debian bookworm', 'file:/srv/mirror/debian bookworm'];

  it('is the one under which apt keeps it', function () {
    if (!aptInstalled) this.skip();
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-lists-'));
    try {
      const list = join(folder, 'one.list');
      writeFileSync(list, cases.map((one) => `deb [arch=amd64 arch-=all target=Packages] ${one} main\n`).join(''));
      const settings = { 'Dir::Etc::sourcelist': list, 'Dir::Etc::sourceparts': '/dev/null', 'Dir::State': folder, 'Dir::State::status': '/dev/null', 'Dir::Cache': folder, 'APT::Get::IndexTargets::ReleaseInfo': 'false' };
      const args = ['indextargets', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]), '--format', '$(FILENAME)'];
      const files = execFileSync('/usr/bin/apt-get', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().split('\n');
      const ours = cases.map((one) => {
        const [uri = '', suite = ''] = one.split(' ');
        return `${listNameOf(uri, suite)}_main_binary-amd64_Packages`;
      });
      assert.deepEqual(ours.sort(), files.map((file) => basename(file)).sort());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
