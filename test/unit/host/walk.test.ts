import assert from 'node:assert/strict';
import { type HostFacts, type HostView, type Move, checkHost, fixReport, nextMove, planRemediation } from '../../../src/host';
import { available, bootedAt, facts, failuresAt, installed, known, microcode, now, onDisk, runs, unknown } from './hostFacts';
import { mended8, stock } from './stock';

const view = (host: HostFacts): HostView => ({
  id: 'pve8',
  label: 'pve8',
  connection: { kind: 'connected' },
  facts: host,
  findings: checkHost(host),
  plan: planRemediation(host, [{ at: bootedAt - 1000, bootId: 'earlier', revision: 0x16, signature: 0x90661 }]),
  refreshing: false,
});

describe('the walk through the plan', () => {
  const work = (state: 'running' | 'failed') => known({ kind: 'install-microcode', unit: 'u', state, exitCode: 100, logTail: 'E: No space left on device\n' } as const);
  const cases: readonly (readonly [title: string, host: HostFacts, move: Move | RegExp])[] = [
    ['a default install', facts(), { kind: 'mend', paths: ['/etc/apt/sources.list'] }],
    ['a file that apt refuses', facts({ sources: known([...stock.pve8, { path: '/etc/apt/sources.list.d/x.list', format: 'one-line', text: 'debb x y z\n' }]) }), /^Component enabled: apt refuses x\.list/],
    ['the sources are not known', facts({ sources: unknown('closed') }), /^Component enabled: the sources could not be read/],
    ['the component enabled', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }) }), { kind: 'install', packageName: 'intel-microcode' }],
    ['an install that runs', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }), work: work('running') }), { kind: 'follow', packageName: 'intel-microcode' }],
    ['an install that failed', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }), work: work('failed') }), { kind: 'install', packageName: 'intel-microcode' }],
    ['a held package', facts({ sources: known(mended8), microcode: microcode({ package: known({ ...available, held: true }) }) }), /^Package installed: intel-microcode is on hold/],
    ['installed', facts({ sources: known(mended8), microcode: onDisk(now) }), { kind: 'reboot' }],
    ['apt at work', facts({ sources: known(mended8), microcode: onDisk(now), packaging: known({ busy: ['apt-get'], unfinished: [] }) }), /^Rebooted: apt-get is at work/],
    ['rebooted, and not loaded', facts({ sources: known(mended8), microcode: onDisk(bootedAt - 60_000) }), /^Revision verified: still 0x16/],
    ['proven', facts({ sources: known(mended8), cpu: runs(0x1a), microcode: onDisk(bootedAt - 60_000), failures: failuresAt(bootedAt - 1000) }), { kind: 'done', why: '0x1a now, 0x16 before, 0x1a expected' }],
    ['proven by a BIOS', facts({ cpu: runs(0x1a) }), { kind: 'done', why: '0x1a now, 0x16 before, 0x1a expected' }],
    ['a virtual machine', facts({ machine: known({ kind: 'virtual-machine', by: 'kvm' }) }), { kind: 'done', why: 'a virtual machine: microcode is its host’s business' }],
  ];
  for (const [title, host, expected] of cases) {
    it(`${title}: ${expected instanceof RegExp ? 'stops, and says why' : expected.kind}`, () => {
      const move = nextMove(view(host));
      if (!(expected instanceof RegExp)) assert.deepEqual(move, expected);
      else if (move.kind !== 'stop') assert.fail(move.kind);
      else {
        assert.match(move.why, expected);
        assert.notEqual(move.next, '');
      }
    });
  }

  it('waits for a reboot before all else', () => {
    const asked = { since: now, bootId: 'earlier' };
    assert.deepEqual(nextMove(view(facts()), asked), { kind: 'wait', asked });
  });

  it('stops at a host that was not read', () => {
    const { plan, ...rest } = view(facts());
    assert.equal(plan?.applies, true);
    assert.deepEqual(nextMove({ ...rest, error: new Error('It is off.') }), { kind: 'stop', why: 'pve8 was not read yet', next: 'It is off.' });
  });
});

describe('the report of a walk', () => {
  const proven = facts({ sources: known(mended8), cpu: runs(0x1a), microcode: { ...onDisk(bootedAt - 60_000), package: known(installed) }, failures: failuresAt(bootedAt - 1000) });
  const deed = { at: Date.parse('2026-11-20T11:00:00Z'), what: 'Started the install of intel-microcode', commands: ['apt-get update', 'apt-get install -y intel-microcode'] };

  it('says what was, what is, and what was done by which command', () => {
    const text = fixReport(view(proven), [deed], now);
    for (const line of [
      '# pve8: CPU microcode',
      '- Microcode before: 0x16',
      '- Microcode now: 0x1a',
      '- Package: intel-microcode 3.20250812.1~deb12u1',
      '- [x] Revision verified: 0x1a now, 0x16 before, 0x1a expected',
      '- 2026-11-20 11:00 UTC: Started the install of intel-microcode',
      '  apt-get install -y intel-microcode',
    ]) assert.ok(text.split('\n').includes(line), `${line} is not in\n${text}`);
  });

  it('says what is open, and that nothing was done', () => {
    const text = fixReport(view(facts()), [], now);
    assert.match(text, /^- \[ \] Component enabled: non-free-firmware is missing in 3 entries$/m);
    assert.match(text, /^Nothing from this computer\. On the host, \/var\/log\/apt\/history\.log has what apt did/m);
    assert.doesNotMatch(text, /Microcode before/);
  });

  it('says below a step that is blocked what to do first', () => {
    const text = fixReport(view(facts({ sources: known(mended8), packaging: known({ busy: [], unfinished: ['libc6'] }) })), [deed], now);
    assert.match(text, /^- \[ \] Package installed: dpkg left libc6 half installed\n {2}Run dpkg --configure -a on the host, then refresh\.$/m);
  });

  it('lets nothing that a host says be more than text', () => {
    const text = fixReport({ ...view(proven), label: 'a|b [x](command:y)\n# z' }, [], now);
    assert.equal(text.split('\n')[0], String.raw`# a\|b \[x\](command:y) \# z: CPU microcode`);
  });
});
