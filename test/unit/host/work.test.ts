import assert from 'node:assert/strict';
import { Cancelled, HostKeyChanged, ConnectionLost, Unreachable, UserError } from '../../../src/machine';
import { scripts } from '../../../src/host';
import { buildIntel } from '../microcode/build';
import { fakeHost } from './fakeHost';
import { base64Lines, hostText } from './probeText';

const old = 'old-boot';

describe('a reboot', () => {
  it('is over when another boot answers, and not before', async () => {
    const { session, machine, views, calls } = fakeHost();
    const answers = [old, '', new Unreachable('down'), new ConnectionLost('lost'), old, 'new-boot'];
    machine.answer('reboot', '').answer('boot-id', () => answers.shift() ?? assert.fail('asked again'));
    const progress: string[] = [];
    const { downMs } = await session.reboot(old, { pause: 1, onProgress: (text) => progress.push(text.replace(/ \(.*/, '')) });
    assert.deepEqual(answers, []);
    assert.ok(downMs >= 5);
    assert.deepEqual(calls('reboot')[0]?.args[0], old);
    assert.equal(calls('reboot')[0]?.options.asRoot, true);
    assert.deepEqual(progress, ['shutting down', 'shutting down', 'shutting down', 'waiting until it answers again', 'waiting until it answers again', 'waiting until it answers again']);
    assert.deepEqual([views[0]?.rebooting !== undefined, views.at(-1)?.rebooting], [true, undefined]);
  });

  const begun: readonly (readonly [title: string, answer: ConnectionLost | { readonly code: number }])[] = [
    ['the connection goes with it', new ConnectionLost('lost')],
    ['systemd ends the shell that asked', { code: 143 }],
    ['it is another boot already', { code: 3 }],
  ];
  for (const [title, answer] of begun) {
    it(`is begun where ${title}`, async () => {
      const { session, machine } = fakeHost();
      machine.answer('reboot', answer).answer('boot-id', 'new-boot');
      await session.reboot(old, { pause: 1 });
      assert.equal(session.view.rebooting, undefined);
    });
  }

  const refused: readonly (readonly [title: string, answer: Parameters<ReturnType<typeof fakeHost>['machine']['answer']>[1], message: RegExp])[] = [
    ['apt is at work', { stdout: 'apt-get\n', code: 4 }, /not rebooted, since apt-get is running/],
    ['dpkg was interrupted', { code: 5 }, /dpkg left packages half installed/],
    ['a backup has begun', { stdout: 'vzdump 100\n', code: 6 }, /not rebooted, since a task has begun meanwhile \(vzdump 100\)/],
    ['systemd says no', { code: 1, stderr: 'Access denied' }, /the reboot was refused/],
    ['nothing answers', new Unreachable('nobody is there'), /nobody is there/],
  ];
  for (const [title, answer, message] of refused) {
    it(`is not waited for where ${title}`, async () => {
      const { session, machine, calls } = fakeHost();
      machine.answer('reboot', answer).answer('boot-id', 'new-boot');
      await assert.rejects(session.reboot(old, { pause: 1 }), message);
      assert.deepEqual([calls('boot-id').length, session.view.rebooting], [0, undefined]);
    });
  }

  it('says that the host is late, and what can be done, and goes on waiting', async () => {
    const { session, machine, views } = fakeHost();
    const answers = [new Unreachable('down'), new Unreachable('down'), 'new-boot'];
    machine.answer('reboot', '').answer('boot-id', () => answers.shift() ?? assert.fail('asked again'));
    const progress: string[] = [];
    await session.reboot(old, { pause: 1, expected: 0, onProgress: (text) => progress.push(text) });
    assert.equal(progress.length, 3);
    for (const text of progress) assert.match(text, /^not back in the expected time .* still waiting\. .*console, IPMI.*older kernel.*dis_ucode_ldr/);
    assert.equal(views[0]?.rebooting?.expected, 0);
  });

  it('says within which time the host is expected', async () => {
    const { session, machine } = fakeHost();
    machine.answer('reboot', '').answer('boot-id', 'new-boot');
    const progress: string[] = [];
    await session.reboot(old, { pause: 1, expected: 250_000, onProgress: (text) => progress.push(text) });
    assert.match(progress.join(), /^shutting down \(\d+ s, up to 5 min expected\)$/);
  });

  it('is given up after the limit, with the way back', async () => {
    const { session, machine } = fakeHost();
    machine.answer('reboot', '').answer('boot-id', new Unreachable('down'));
    await assert.rejects(session.reboot(old, { pause: 1, limit: 20 }), (error) => error instanceof UserError && error.message.includes('has not come back') && error.detail.includes('dis_ucode_ldr'));
    assert.equal(session.view.rebooting, undefined);
  });

  it('goes on by itself when the waiting is stopped, between two tries and during one', async () => {
    for (const during of [false, true]) {
      const { session, machine } = fakeHost();
      const stop = new AbortController();
      machine.answer('reboot', '').answer('boot-id', () => {
        if (during) stop.abort();
        else setImmediate(() => stop.abort());
        return during ? new Promise<string>(() => undefined) : old;
      });
      await assert.rejects(session.reboot(old, { signal: stop.signal, pause: 60_000 }));
      assert.equal(session.view.rebooting, undefined);
    }
  });

  it('ends where the host lets nobody in any more, and says why', async () => {
    const { session, machine } = fakeHost();
    machine.answer('reboot', '').answer('boot-id', () => {
      machine.connecting = () => Promise.reject(new HostKeyChanged('another key'));
      machine.disconnect();
      return new ConnectionLost('lost');
    });
    await assert.rejects(session.reboot(old, { pause: 1 }), HostKeyChanged);
  });

  it('is not waited for once the host is removed from the list', async () => {
    const { session, machine } = fakeHost();
    machine.answer('reboot', '').answer('boot-id', () => {
      machine.connect = () => Promise.reject(new Cancelled('pve was removed'));
      return new ConnectionLost('lost');
    });
    await assert.rejects(session.reboot(old, { pause: 1 }), Cancelled);
  });
});

describe('work on a host', () => {
  it('an install is started with its script, and one that runs already is as good', async () => {
    for (const code of [0, 3]) {
      const { session, machine, calls } = fakeHost();
      machine.answer('install-start', { code });
      await session.startInstall('intel-microcode');
      assert.deepEqual(calls('install-start')[0]?.args, ['intel-microcode', scripts.install.text]);
      assert.equal(calls('install-start')[0]?.options.asRoot, true);
    }
  });

  it('an install that could not be started says why', async () => {
    const { session, machine } = fakeHost();
    machine.answer('install-start', { code: 1, stderr: 'Failed to connect to bus\n' });
    await assert.rejects(session.startInstall('intel-microcode'), (error) => error instanceof UserError && error.message.includes('could not be started') && error.detail === 'Failed to connect to bus');
  });

  it('apt is asked beforehand, and what it would take from another release is not installed', async () => {
    const { session, machine } = fakeHost();
    machine.answer('probe', hostText());
    await session.refresh({ mayAsk: true });
    for (const [suite, ok] of [['bookworm', true], ['trixie', false]] as const) {
      machine.answer('simulate', `update 0\nfrom intel-microcode ${suite}\nsimulation 0\nInst intel-microcode (1 Debian:12.12/oldstable [amd64])\n`);
      assert.equal((await session.simulateInstall('intel-microcode')).ok, ok);
    }
    machine.answer('simulate', { code: 7 });
    await assert.rejects(session.simulateInstall('intel-microcode'), /no room in \/var\/tmp/);
  });

  it('the package is read before it is installed, and the plan goes by what it brings', async () => {
    const { session, machine, calls } = fakeHost();
    machine.answer('probe', hostText());
    await session.refresh({ mayAsk: true });
    assert.equal(session.view.plan?.verdict.expected?.source, 'table');
    const update = buildIntel({ signature: 0x90661, platformMask: 1, revision: 0x19, dateCode: 0x09262023, data: new Uint8Array(100), extendedSignatures: [] });
    machine.answer('simulate', `update 0\ncontent 1\n${base64Lines(update)}simulation 0\nInst intel-microcode (1 Debian:12.12/oldstable [amd64])\n`);
    const { brings } = await session.simulateInstall('intel-microcode');
    assert.deepEqual(calls('simulate')[0]?.args, ['intel-microcode', '/lib/firmware/intel-ucode/06-96-01', '/lib/firmware/intel-ucode/06-96-01.initramfs']);
    assert.deepEqual(brings, { name: 'intel-microcode', version: '1', revision: 0x19, date: '2023-09-26' });
    const expected = { revision: 0x19, date: '2023-09-26', source: 'package' };
    assert.deepEqual(session.view.plan.verdict.expected, expected);
    await session.refresh({ mayAsk: true });
    assert.deepEqual(session.view.plan.verdict.expected, expected, 'after another look, too');
  });
});
