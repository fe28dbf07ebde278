import assert from 'node:assert/strict';
import { type Deed, type HostFacts, type HostView, pendingReboot } from '../../../src/host';
import { deedsOfStory, rebootLimit } from '../../../src/host/deeds';
import { fakeHost } from './fakeHost';
import { bootId, facts, now, unknown } from './hostFacts';
import { hostText } from './probeText';

const minute = 60_000;
const reboot = (at: number, bootOf = bootId, expected?: number): Deed => ({ at, what: 'Asked for a reboot', commands: ['systemctl reboot'], reboot: { since: at, bootId: bootOf, ...(expected === undefined ? {} : { expected }) } });

describe('a reboot that was asked for', () => {
  const view = (host: HostFacts | undefined, error?: Error): HostView => ({ id: 'pve', label: 'pve', connection: { kind: 'connected' }, findings: [], refreshing: false, ...(host ? { facts: host } : {}), ...(error ? { error } : {}) });
  const away = new Error('could not be reached');
  const cases: readonly (readonly [title: string, view: HostView, deeds: readonly Deed[], pending: boolean])[] = [
    ['none', view(facts()), [], false],
    ['the host still shuts down its guests', view(facts()), [reboot(now - minute, bootId, 5 * minute)], true],
    ['it still answers when it should be back', view(facts()), [reboot(now - 5 * minute, bootId, 5 * minute)], false],
    ['it is away', view(facts(), away), [reboot(now - 5 * minute, bootId, 5 * minute)], true],
    ['it is away, and another window asked', view(undefined, away), [reboot(now - minute)], true],
    ['it is away for longer than a host takes', view(facts(), away), [reboot(now - rebootLimit)], false],
    ['it is away, and its many guests may take longer still', view(facts(), away), [reboot(now - rebootLimit, bootId, 2 * rebootLimit)], true],
    ['it came back', view(facts()), [reboot(now - minute, 'earlier')], false],
    ['it came back, and went away again', view(facts(), away), [reboot(now - minute, 'earlier')], false],
    ['its boot is not known', view(facts({ boot: unknown('closed') })), [reboot(now - minute)], true],
    ['only the last one counts', view(facts()), [reboot(now - 2 * minute), reboot(now - minute, 'earlier')], false],
  ];
  for (const [title, host, deeds, pending] of cases) {
    it(`${title}: ${pending ? 'is waited for' : 'is no more'}`, () => assert.equal(pendingReboot(host, deeds, now) !== undefined, pending));
  }

  it('is told with its time and its boot', () => {
    assert.deepEqual(pendingReboot(view(facts(), away), [reboot(now - minute, bootId, 1)], now), { since: now - minute, bootId, expected: 1 });
  });
});

describe('the deeds of a story', () => {
  const deeds: readonly Deed[] = [1, 2, 3, 4, 5].map((at) => ({ at, what: String(at), commands: [], ...(at === 3 ? { proves: 0x1a } : {}) }));
  const cases: readonly (readonly [title: string, running: number | undefined, kept: readonly number[]])[] = [
    ['of the revision that was proven', 0x1a, [1, 2, 3, 4, 5]],
    ['of a later one', 0x1c, [4, 5]],
    ['of one that is not known', undefined, [4, 5]],
  ];
  for (const [title, running, kept] of cases) it(title, () => assert.deepEqual(deedsOfStory(deeds, running).map(({ at }) => at), kept));
  it('are all where nothing was proven yet', () => assert.equal(deedsOfStory(deeds.slice(0, 2), 0x16).length, 2));
});

describe('a session keeps what it does', () => {
  it('by which command, and the reboot before it is waited for', async () => {
    const { session, machine, deeds } = fakeHost();
    await session.refresh({ mayAsk: false });
    machine.answer('install-start', '').answer('hold', '').answer('reboot', '').answer('boot-id', () => {
      const { since, ...asked } = deeds.at(-1)?.reboot ?? {};
      assert.deepEqual([typeof since, asked], ['number', { bootId, expected: 1000 }]);
      return 'new-boot';
    });
    await session.startInstall('intel-microcode');
    await session.setHold('hold', 'intel-microcode');
    await session.reboot(bootId, { pause: 1, expected: 1000 });
    assert.deepEqual((await session.deeds()).map(({ what, commands }) => [what, ...commands]), [
      ['Started the install of intel-microcode', 'apt-get update', 'apt-get install -y intel-microcode'],
      ['Put intel-microcode on hold', 'apt-mark hold intel-microcode'],
      ['Asked for a reboot', 'systemctl reboot'],
      ['It was back after 0 s'],
    ]);
  });

  it('and the proof, once for each revision', async () => {
    const { session, machine, deeds } = fakeHost([{ at: 1, bootId: 'earlier', revision: 0x10, signature: 0x90661 }]);
    await session.refresh({ mayAsk: false });
    await session.noteProof();
    assert.deepEqual(deeds, [], 'nothing is proven yet');
    machine.answer('probe', hostText({ cpu: hostText().split('cpu\n')[1]!.split(String.fromCharCode(30))[0]!.replaceAll('0x16', '0x1a') }));
    await session.refresh({ mayAsk: false });
    await session.noteProof();
    await session.noteProof();
    assert.deepEqual(deeds.map(({ what, proves }) => [what, proves]), [['Verified: 0x1a now, 0x16 before, 0x1a expected', 0x1a]]);
  });

  it('and nothing that was refused', async () => {
    const { session, machine, deeds } = fakeHost();
    machine.answer('reboot', { code: 1, stderr: 'Access denied' }).answer('install-start', { code: 1, stderr: 'no' });
    await assert.rejects(session.reboot('old-boot'));
    await assert.rejects(session.startInstall('intel-microcode'));
    assert.deepEqual(deeds, []);
  });

  it('waits on for a reboot of an earlier window, counted from when it was asked', async () => {
    const { session, machine, views, calls } = fakeHost();
    const since = Date.now() - 90_000;
    const said: string[] = [];
    const answers = ['old-boot', 'new-boot'];
    machine.answer('boot-id', () => answers.shift() ?? 'new-boot');
    const { downMs } = await session.awaitReboot({ since, bootId: 'old-boot', expected: 60_000 }, { pause: 1, onProgress: (text) => said.push(text) });
    assert.deepEqual([calls('reboot').length, views[0]?.rebooting], [0, { since, expected: 60_000 }]);
    assert.ok(downMs >= 90_000);
    assert.match(said[0] ?? '', /^not back in the expected time \(1 min of 1 min\)/);
  });
});
