import assert from 'node:assert/strict';
import { type HostFacts, type SourcesFile, enterpriseFiles, noSubscriptionPlace } from '../../../src/host';
import { absent, facts, known, unknown } from './hostFacts';
import { stock } from './stock';

const list = (text: string, path = '/etc/apt/sources.list'): SourcesFile => ({ path, format: 'one-line', text });
const os = (codename: string): HostFacts['os'] => known({ id: 'debian', prettyName: codename, codename });
const noSubscription = 'deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription\n';
const bookworm = (...files: SourcesFile[]) => facts({ os: os('bookworm'), sources: known(files) });

describe('the enterprise repository of a host', () => {
  it('is found in every file that enables it, Ceph’s too', () => {
    assert.deepEqual(enterpriseFiles(facts({ sources: known(stock.pve9) })), stock.pve9.filter(({ text }) => text?.includes('enterprise.proxmox.com')).map(({ path }) => path));
    assert.ok(enterpriseFiles(facts({ sources: known(stock.pve9) })).length > 0);
  });

  it('is nowhere where it is disabled, or nothing is known', () => {
    assert.deepEqual(enterpriseFiles(bookworm(list('# deb https://enterprise.proxmox.com/debian/pve bookworm pve-enterprise\n'))), []);
    assert.deepEqual(enterpriseFiles(facts({ sources: unknown('closed') })), []);
  });
});

describe('the place for the no-subscription repository', () => {
  const cases: readonly (readonly [title: string, host: HostFacts, expected: object])[] = [
    ['is sources.list before trixie', bookworm(list('')), { kind: 'edit', path: '/etc/apt/sources.list', codename: 'bookworm' }],
    ['is where it is enabled already, whatever the file', bookworm(list(''), list(noSubscription, '/etc/apt/sources.list.d/pve-install-repo.list')), { kind: 'enabled', path: '/etc/apt/sources.list.d/pve-install-repo.list' }],
    ['is not one of another release', bookworm(list(noSubscription.replace('bookworm', 'bullseye'))), { kind: 'edit', path: '/etc/apt/sources.list', codename: 'bookworm' }],
    ['is not one that is disabled', bookworm(list(`# ${noSubscription}`)), { kind: 'edit', path: '/etc/apt/sources.list', codename: 'bookworm' }],
    ['is a file that is made where it is not there', bookworm({ path: '/etc/apt/sources.list', format: 'one-line', problem: 'not there' }), { kind: 'create', path: '/etc/apt/sources.list', text: noSubscription }],
    ['is a file that is there and cannot be read, and not made anew', bookworm({ path: '/etc/apt/sources.list', format: 'one-line', problem: 'it is not UTF-8' }), { kind: 'edit', path: '/etc/apt/sources.list', codename: 'bookworm' }],
  ];
  for (const [title, host, expected] of cases) it(title, () => assert.deepEqual(noSubscriptionPlace(host), expected));

  it('is a file of its own from trixie on', () => {
    const place = noSubscriptionPlace(facts({ os: os('trixie'), sources: known([list('')]) }));
    assert.deepEqual([place.kind, place.kind === 'create' && place.path], ['create', '/etc/apt/sources.list.d/proxmox.sources']);
  });

  it('is nowhere on a host that is not Proxmox VE, of a release without one, or whose files are not known', () => {
    for (const host of [facts({ pve: absent }), facts({ os: os('forky') }), facts({ os: absent }), facts({ sources: unknown('closed') })]) {
      const place = noSubscriptionPlace(host);
      assert.ok(place.kind === 'nowhere' && place.why.endsWith('.'), JSON.stringify(place));
    }
  });
});
