import assert from 'node:assert/strict';
import { type HostFacts, type SourcesFile, checkHost, ruleTable } from '../../../src/host';
import { geminiLake, j6412, running } from '../microcode/cpus';
import { absent, facts, known, microcode, onDisk, runs, unknown } from './hostFacts';
import { stock } from './stock';

const rules = (host: HostFacts): string[] => [...new Set(checkHost(host).map(({ rule }) => rule))].sort();
/** A host of which nothing is to be said. */
const calm = (changes: Partial<HostFacts> = {}) => facts({ sources: known(stock.pve9), cpu: runs(0x1a), microcode: onDisk(0), firmware: absent, ...changes });
const firmware = facts().firmware;
const os = (codename: string): HostFacts['os'] => known({ id: 'debian', prettyName: `Debian (${codename})`, codename });

const table: readonly (readonly [rule: string, fires: HostFacts, silent: readonly HostFacts[]])[] = [
  ['host/packaging-unfinished', calm({ packaging: known({ busy: [], unfinished: ['libc6', 'intel-microcode'] }) }), [
    calm({ packaging: known({ busy: ['dpkg'], unfinished: ['libc6'] }) }),
    calm({ packaging: unknown('closed') }),
  ]],
  ['host/microcode-known-bad', calm({ cpu: known(running(geminiLake, 0x40)), microcode: microcode() }), [
    calm({ cpu: known(running(geminiLake, 0x42)), microcode: microcode() }),
    calm({ cpu: known({ ...running(geminiLake, 0x40), hypervisor: true }), microcode: microcode() }),
    calm({ cpu: unknown('closed') }),
  ]],
  ['host/microcode-mixed', calm({ cpu: known(running(j6412, 0x16, 0x1a, 0x16)) }), [
    calm({ cpu: known(running(j6412, 0x1a, 0x1a)) }),
    calm({ cpu: known(running(j6412, 0x16, 0x1a)), machine: known({ kind: 'container', by: 'lxc' }) }),
    calm({ cpu: known(running(j6412)) }),
  ]],
  ['host/firmware-hint-silenced', calm({ firmwareHintSilencedBy: known(['/etc/apt/apt.conf.d/no-bookworm-firmware.conf']) }), [calm({ firmwareHintSilencedBy: unknown('closed') })]],
  ['host/bios-first', calm({ cpu: runs(0x16), microcode: microcode(), firmware }), [
    calm({ cpu: runs(0x16), microcode: microcode() }),
    calm({ cpu: runs(0x16), microcode: onDisk(Date.parse('2100-01-01')), firmware }),
    calm({ firmware }),
  ]],
  ['host/end-of-life', calm({ os: os('bullseye'), observedAt: Date.parse('2026-08-31') }), [
    calm({ os: os('bullseye'), observedAt: Date.parse('2026-08-30') }),
    calm({ os: os('trixie') }),
    calm({ os: os('forky') }),
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

describe('the sources files of a host', () => {
  const missing = 'apt/microcode-component-missing';
  const enterprise = 'apt/enterprise-without-subscription';
  const bare = (sources: readonly SourcesFile[], changes: Partial<HostFacts> = {}) => calm({ sources: known(sources), subscription: known({ status: 'notfound' }), ...changes });

  const installs: readonly (readonly [title: string, host: HostFacts, expected: readonly string[]])[] = [
    ['PVE 7 as installed', bare(stock.pve7, { os: os('bullseye'), observedAt: Date.parse('2024-01-01') }), [enterprise, missing]],
    ['PVE 8 as installed', bare(stock.pve8), [enterprise, missing]],
    ['PVE 9, upgraded from 8', bare(stock.upgradedTo9, { os: os('trixie') }), [enterprise, missing]],
    ['PVE 9 as installed', bare(stock.pve9, { os: os('trixie') }), [enterprise]],
    ['PVE 9 with a subscription', bare(stock.pve9, { os: os('trixie'), subscription: known({ status: 'active' }) }), []],
    ['PVE 9, whose subscription is not known', bare(stock.pve9, { os: os('trixie'), subscription: unknown('closed') }), []],
  ];
  for (const [title, host, expected] of installs) it(`${title}: ${expected.join(' and ') || 'nothing'}`, () => assert.deepEqual(rules(host), expected));

  it('are named with the place in each file', () => {
    const findings = checkHost(bare(stock.pve8)).filter(({ rule }) => rule === missing);
    const places = findings.map(({ where }) => (where.kind === 'file' && where.range ? [where.path, stock.pve8[0].text?.slice(where.range.start, where.range.end)] : []));
    assert.deepEqual(places, Array.from({ length: 3 }, () => ['/etc/apt/sources.list', 'main contrib']));
    assert.ok(findings.every(({ severity }) => severity === 'warning'));
  });

  it('weigh less where no guest hangs on them', () => {
    const [finding] = checkHost(calm({ sources: known([stock.pve8[0]]), machine: known({ kind: 'virtual-machine', by: 'kvm' }) }));
    assert.deepEqual([finding?.rule, finding?.severity], [missing, 'information']);
  });

  it('are passed over where they have no text, or are not known', () => {
    assert.deepEqual(rules(calm({ sources: known([{ path: '/etc/apt/sources.list', format: 'one-line', problem: 'not there' }]) })), []);
    assert.deepEqual(rules(calm({ sources: unknown('closed') })), []);
  });
});
