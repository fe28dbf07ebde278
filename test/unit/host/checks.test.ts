import assert from 'node:assert/strict';
import { type HostFacts, type SourcesFile, checkHost, ruleTable } from '../../../src/host';
import { geminiLake, j6412, running, ryzen } from '../microcode/cpus';
import { absent, available, bootedAt, facts, initramfs, installed, known, microcode, nextBoot, onDisk, pinned, runs, unknown } from './hostFacts';
import { stock } from './stock';

const os = (codename: string): HostFacts['os'] => known({ id: 'debian', prettyName: `Debian (${codename})`, codename });
const pve = (version: string): HostFacts['pve'] => known({ version, nodeName: 'pve' });
const list = (text: string, path = '/etc/apt/sources.list'): SourcesFile => ({ path, format: 'one-line', text });
const noSubscription = (codename: string, component = 'pve-no-subscription') => `deb http://download.proxmox.com/debian/pve ${codename} ${component}\n`;
const rules = (host: HostFacts): string[] => [...new Set(checkHost(host).map(({ rule }) => rule))].sort();
/** A host of which nothing is to be said. */
const calm = (changes: Partial<HostFacts> = {}) => facts({ sources: known(stock.pve9), os: os('trixie'), pve: pve('9.1.2'), cpu: runs(0x1a), microcode: onDisk(0), firmware: absent, ...changes });
const firmware = facts().firmware;
/** AMD's update was there at this boot, and the kernel refused it. */
const refusing = microcode({ onDisk: known({ revision: 0xa20102d, file: '' }), onDiskSince: known(bootedAt - 1), refusal: known({ revision: 0xa20102d, line: 'microcode: No sha256 digest for patch ID: 0xa20102d found' }) });

const table: readonly (readonly [rule: string, fires: HostFacts, silent: readonly HostFacts[]])[] = [
  ['host/packaging-unfinished', calm({ packaging: known({ busy: [], unfinished: ['libc6', 'intel-microcode'] }) }), [
    calm({ packaging: known({ busy: ['dpkg'], unfinished: ['libc6'] }) }),
    calm({ packaging: unknown('closed') }),
  ]],
  ['host/ha-maintenance', calm({ ha: known({ node: 'pve', nodeState: 'maintenance', maintenance: true, services: [] }) }), [
    calm({ ha: known({ node: 'pve', nodeState: 'online', maintenance: false, services: [] }) }),
    calm({ ha: unknown('closed') }),
  ]],
  ['host/microcode-known-bad', calm({ cpu: known(running(geminiLake, 0x40)), microcode: microcode() }), [
    calm({ cpu: known(running(geminiLake, 0x42)), microcode: microcode() }),
    calm({ cpu: known({ ...running(geminiLake, 0x40), hypervisor: true }), microcode: microcode() }),
    calm({ cpu: known(running(geminiLake, 0x40)), microcode: microcode(), machine: known({ kind: 'container', by: 'lxc' }) }),
    calm({ cpu: unknown('closed') }),
  ]],
  ['host/microcode-mixed', calm({ cpu: known(running(j6412, 0x16, 0x1a, 0x16)) }), [
    calm({ cpu: known(running(j6412, 0x1a, 0x1a)) }),
    calm({ cpu: known(running(j6412, 0x16, 0x1a)), machine: known({ kind: 'container', by: 'lxc' }) }),
    calm({ cpu: known(running(j6412)) }),
  ]],
  ['host/microcode-refused', calm({ cpu: known(ryzen), microcode: refusing }), [
    calm({ cpu: known(ryzen), microcode: { ...refusing, refusal: absent } }),
    calm({ cpu: known(running(ryzen, 0xa20102d)), microcode: refusing }),
    calm({ cpu: known(ryzen), microcode: refusing, machine: known({ kind: 'virtual-machine', by: 'kvm' }) }),
  ]],
  ['host/microcode-late', calm({ microcode: onDisk(0, { load: known({ by: 'system', when: 'late', from: 0x16, to: 0x1a, line: '' }) }) }), [
    calm({ microcode: onDisk(0, { load: known({ by: 'system', when: 'early', from: 0x16, to: 0x1a, line: '' }) }) }),
    calm({ microcode: onDisk(0, { load: known({ by: 'firmware', line: '' }) }) }),
    calm({ microcode: onDisk(0, { load: unknown('closed') }) }),
  ]],
  ['host/microcode-held', calm({ microcode: onDisk(0, { package: known({ ...installed, held: true }) }) }), [
    calm({ microcode: onDisk(0, { package: unknown('closed') }) }),
    calm({ microcode: onDisk(0, { package: known({ ...installed, held: true }) }), machine: known({ kind: 'container', by: 'lxc' }) }),
  ]],
  ['host/microcode-loader-disabled', calm({ nextBoot: nextBoot({ loaderDisabled: { now: false, next: true, by: ['/etc/default/grub'] } }) }), [
    calm({ nextBoot: nextBoot({ loaderDisabled: { now: false, next: false, by: ['/etc/default/grub'] } }) }),
    calm({ nextBoot: nextBoot({ loaderDisabled: { now: true, next: true, by: [] } }), machine: known({ kind: 'container', by: 'lxc' }) }),
    calm({ nextBoot: unknown('closed') }),
  ]],
  ['host/microcode-left-out', calm({ nextBoot: nextBoot({ leftOutBy: [{ file: '/etc/default/intel-microcode', line: 'IUCODE_TOOL_INITRAMFS=no' }] }) }), [
    calm({ nextBoot: nextBoot({ leftOutBy: [{ file: '/etc/default/amd64-microcode', line: 'AMD64UCODE_INITRAMFS=no' }] }) }),
    calm({ nextBoot: nextBoot() }),
  ]],
  ['host/initramfs-without-microcode', calm({ nextBoot: nextBoot(), initramfs: initramfs('none', 0x1a) }), [
    calm({ nextBoot: nextBoot(), initramfs: initramfs(0x1a, 'none') }),
    calm({ nextBoot: nextBoot(), initramfs: initramfs('none', 'none'), microcode: onDisk(0, { load: known({ by: 'firmware', line: '' }) }) }),
    calm({ nextBoot: nextBoot(), initramfs: initramfs('none', 'none'), cpu: runs(0x1b) }),
    calm({ nextBoot: nextBoot(), initramfs: unknown('closed') }),
  ]],
  ['host/esp-missing', calm({ nextBoot: nextBoot({ loader: 'proxmox-boot-tool', esps: [{ uuid: '1A2B-3C4D' }, { uuid: '5E6F-7A8B', bytes: 1_000_000_000 }] }) }), [
    calm({ nextBoot: nextBoot({ loader: 'proxmox-boot-tool', esps: [{ uuid: '5E6F-7A8B', bytes: 1_000_000_000 }] }) }),
  ]],
  ['host/little-room', calm({ nextBoot: nextBoot({ free: [{ path: '/boot', bytes: 50_000_000 }] }), microcode: microcode({ package: known(available) }) }), [
    calm({ nextBoot: nextBoot({ free: [{ path: '/boot', bytes: 50_000_000 }] }) }),
    calm({ nextBoot: nextBoot(), microcode: microcode({ package: known(available) }) }),
    calm({ nextBoot: nextBoot({ free: [] }), microcode: microcode({ package: known(available) }) }),
  ]],
  ['host/kernel-pinned', calm({ nextBoot: pinned, initramfs: initramfs(0x1a, 0x1a) }), [
    calm({ nextBoot: nextBoot({ next: { release: '6.8.12-9-pve', because: 'pinned' } }) }),
    calm({ nextBoot: pinned, machine: known({ kind: 'virtual-machine', by: 'kvm' }) }),
  ]],
  ['host/firmware-hint-silenced', calm({ firmwareHintSilencedBy: known(['/etc/apt/apt.conf.d/no-bookworm-firmware.conf']) }), [calm({ firmwareHintSilencedBy: unknown('closed') })]],
  ['host/bios-first', calm({ cpu: runs(0x16), microcode: microcode(), firmware }), [
    calm({ cpu: runs(0x16), microcode: microcode() }),
    calm({ cpu: runs(0x16), microcode: onDisk(Date.parse('2100-01-01')), firmware }),
    calm({ firmware }),
  ]],
  ['host/no-pve-repository', calm({ sources: known([list(noSubscription('trixie').replace('deb', '# deb'))]) }), [
    calm({ sources: known([list(noSubscription('trixie'))]) }),
    calm({ sources: known([list('deb http://mirror.example.org/pve trixie pve-enterprise\n')]) }),
    calm({ sources: known([list(''), { path: '/etc/apt/sources.list.d/pve.list', format: 'one-line', problem: 'it can be read by root alone' }]) }),
    calm({ sources: known([list('')]), pve: absent }),
    calm({ sources: unknown('closed') }),
  ]],
  ['host/two-pve-repositories', calm({ sources: known([...stock.pve9, list(noSubscription('trixie'), '/etc/apt/sources.list.d/z.list')]) }), [
    calm({ sources: known([...stock.pve9, list(noSubscription('trixie').replace('deb', '# deb'), '/etc/apt/sources.list.d/z.list')]) }),
    calm({ sources: known([...stock.pve9, list('deb https://enterprise.proxmox.com/debian/ceph-squid trixie enterprise\n', '/etc/apt/sources.list.d/ceph.list')]) }),
  ]],
  ['host/ignored-sources-file', calm({ passedOver: known(['/etc/apt/sources.list.d/my repo.list', '/etc/apt/sources.list.d/debian.lst']) }), [calm({ passedOver: unknown('closed') })]],
  ['host/end-of-life', calm({ pve: pve('8.4.14') }), [
    calm({ pve: pve('8.4.14'), observedAt: Date.parse('2026-08-31T12:00:00Z') }),
    calm({ pve: pve('9.1.2'), observedAt: Date.parse('2030-06-29') }),
    calm({ os: os('forky'), sources: known([list(noSubscription('forky'))]) }),
    calm({ os: absent }),
  ]],
];

describe('the rules about a host', () => {
  it('are all tried here, and none fires on a host that is as it should be', () => {
    assert.deepEqual(table.map(([rule]) => rule).sort(), ruleTable.map(({ id }) => id).sort());
    assert.deepEqual(rules(calm()), []);
  });

  for (const [rule, fires, silent] of table) {
    it(`${rule} fires where it is so`, () => {
      const [finding, ...more] = checkHost(fires);
      assert.equal(finding?.rule, rule);
      assert.deepEqual([finding.where, more], [{ kind: 'host' }, []]);
      assert.equal(finding.severity, ruleTable.find(({ id }) => id === rule)?.severity);
      assert.match(finding.message, /^[^\n]*[^.\n]$/);
      assert.match(finding.explanation, /\.$/);
    });

    it(`${rule} is silent elsewhere`, () => {
      for (const host of silent) assert.deepEqual(rules(host), []);
    });
  }
});

describe('a revision that is known to make trouble', () => {
  const messages = (host: HostFacts) => checkHost(host).flatMap(({ rule, message }) => (rule === 'host/microcode-known-bad' ? [message] : []));
  const disk = (revision: number) => microcode({ package: known(installed), onDisk: known({ revision, file: '' }), onDiskSince: known(Date.parse('2100-01-01')) });

  it('is warned of while it runs, and before it does', () => {
    assert.deepEqual(messages(calm({ cpu: known(running(geminiLake, 0x40)), microcode: disk(0x42) })), ['Microcode 0x40 is known to make trouble on this CPU']);
    assert.deepEqual(messages(calm({ cpu: known(geminiLake), microcode: disk(0x40) })), ['Microcode 0x40, which is on the disk for the next boot, is known to make trouble on this CPU']);
    assert.deepEqual(messages(calm({ cpu: known(running(geminiLake, 0x42)), microcode: disk(0x40) })), []);
  });

  it('is none for being older than another', () => assert.deepEqual(messages(calm({ cpu: known(running(geminiLake, 0x3c)), microcode: disk(0x3e) })), []));
});

describe('the sources files of a host', () => {
  const missing = 'apt/microcode-component-missing';
  const enterprise = 'apt/enterprise-without-subscription';
  const bare = (sources: readonly SourcesFile[], changes: Partial<HostFacts> = {}) => calm({ sources: known(sources), subscription: known({ status: 'notfound' }), ...changes });

  const installs: readonly (readonly [title: string, host: HostFacts, expected: readonly string[]])[] = [
    ['PVE 7 as installed', bare(stock.pve7, { os: os('bullseye'), pve: pve('7.4'), observedAt: Date.parse('2024-01-01') }), [enterprise, missing]],
    ['PVE 8 as installed', bare(stock.pve8, { os: os('bookworm'), pve: pve('8.4.14'), observedAt: Date.parse('2026-01-01') }), [enterprise, missing]],
    ['PVE 9, upgraded from 8', bare(stock.upgradedTo9, { os: os('trixie') }), [enterprise, missing]],
    ['PVE 9 as installed', bare(stock.pve9, { os: os('trixie') }), [enterprise]],
    ['PVE 9 with a subscription', bare(stock.pve9, { os: os('trixie'), subscription: known({ status: 'active' }) }), []],
    ['PVE 9, whose subscription is not known', bare(stock.pve9, { os: os('trixie'), subscription: unknown('closed') }), []],
  ];
  for (const [title, host, expected] of installs) it(`${title}: ${expected.join(' and ') || 'nothing'}`, () => assert.deepEqual(rules(host), expected));

  it('are named with the place in each file', () => {
    const findings = checkHost(bare(stock.pve8, { os: os('bookworm') })).filter(({ rule }) => rule === missing);
    const places = findings.map(({ where }) => (where.kind === 'file' && where.range ? [where.path, stock.pve8[0].text?.slice(where.range.start, where.range.end)] : []));
    assert.deepEqual(places, Array.from({ length: 3 }, () => ['/etc/apt/sources.list', 'main contrib']));
    assert.ok(findings.every(({ severity }) => severity === 'warning'));
  });

  it('weigh less where no guest hangs on them', () => {
    const [finding] = checkHost(calm({ sources: known([stock.pve8[0]]), os: os('bookworm'), pve: absent, machine: known({ kind: 'virtual-machine', by: 'kvm' }) }));
    assert.deepEqual([finding?.rule, finding?.severity], [missing, 'information']);
  });

  it('are passed over where they have no text, or are not known', () => {
    assert.deepEqual(rules(calm({ sources: known([{ path: '/etc/apt/sources.list', format: 'one-line', problem: 'not there' }, ...stock.pve9]) })), []);
    assert.deepEqual(rules(calm({ sources: unknown('closed') })), []);
  });

  it('are looked at together: what is twice is told in the later one, with the place of the first', () => {
    const twice = [list(noSubscription('trixie')), list(`# mine\n${noSubscription('trixie')}`, '/etc/apt/sources.list.d/pve.list')];
    const [finding, ...more] = checkHost(calm({ sources: known(twice) }));
    assert.deepEqual([finding?.rule, finding?.where, finding?.related?.map(({ where }) => where), more], [
      'apt/duplicate-entry',
      { kind: 'file', path: '/etc/apt/sources.list.d/pve.list', range: { start: 7, end: 6 + noSubscription('trixie').length } },
      [{ kind: 'file', path: '/etc/apt/sources.list' }],
      [],
    ]);
  });

  it('are looked at together: two releases in two files', () => {
    const found = checkHost(calm({ os: os('bookworm'), pve: absent, sources: known([list(noSubscription('bookworm')), list(noSubscription('trixie'), '/etc/apt/sources.list.d/pve.list')]) }));
    assert.deepEqual(found.map(({ rule, where }) => [rule, where.kind === 'file' ? where.path : '']), [['apt/mixed-suites', '/etc/apt/sources.list.d/pve.list']]);
  });

  it('are Debian’s where the lists that apt has of them say so', () => {
    const sources = known([list('deb http://packages.example.org/mirror bookworm main\ndeb http://mirror.example.org/debian bookworm main\n')]);
    const origins = known([
      { list: 'packages.example.org_mirror_dists_bookworm_InRelease', origin: 'Debian' },
      { list: 'mirror.example.org_debian_dists_bookworm_Release', origin: 'Somebody' },
    ]);
    const lacking = (changes: Partial<HostFacts>) => checkHost(calm({ os: os('bookworm'), sources, ...changes })).filter(({ rule }) => rule === missing).map(({ where }) => (where.kind === 'file' ? where.range?.start : undefined));
    assert.deepEqual(lacking({ origins }).length, 1);
    assert.deepEqual(lacking({}).length, 1);
    assert.notDeepEqual(lacking({ origins }), lacking({}));
  });
});

describe('the end of a release', () => {
  const told = (changes: Partial<HostFacts>) => checkHost(calm({ sources: known([list(noSubscription('bookworm'))]), os: os('bookworm'), ...changes })).filter(({ rule }) => rule === 'host/end-of-life').map(({ message }) => message);

  it('is Proxmox’s first, and Debian’s later', () => {
    assert.deepEqual(told({ pve: pve('8.4.14'), observedAt: Date.parse('2026-09-01') }), ['Proxmox VE 8 has been without updates from Proxmox since 2026-08']);
    assert.deepEqual(told({ pve: pve('8.4.14'), observedAt: Date.parse('2026-08-31') }), []);
    assert.deepEqual(told({ os: os('bullseye'), pve: absent, observedAt: Date.parse('2026-08-30') }), []);
    assert.deepEqual(told({ os: os('bullseye'), pve: absent, observedAt: Date.parse('2026-08-31') }), ['Debian (bullseye) has been without security updates since 2026-08-31']);
    assert.deepEqual(told({ pve: pve('8.4.14'), observedAt: Date.parse('2028-06-30') }), ['Debian (bookworm) has been without security updates since 2028-06-30']);
  });
});
