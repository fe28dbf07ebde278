import assert from 'node:assert/strict';
import { AuthenticationFailed, Cancelled, ConnectionLost, NeedsAnswer, NeedsRoot, SecretNotGiven, Unreachable, UserError } from '../../../src/machine';
import { sha256 } from '../../../src/host/files';
import { until } from '../../support/until';
import { fakeHost } from './fakeHost';
import { failuresSection, hostText } from './probeText';

const path = '/etc/apt/sources.list';
const bootId = '01234567-89ab-cdef-0123-456789abcdef';

/** What a promise is rejected with. */
async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  assert.fail('It was not rejected');
}

describe('a session looks at its host', () => {
  it('and shows facts, findings and the plan', async () => {
    const { session, views, appended } = fakeHost();
    await session.refresh({ mayAsk: false });
    const { facts, findings, plan, error, refreshing, id, label, connection } = session.view;
    assert.deepEqual([id, label, connection.kind, refreshing, error], ['pve', 'PVE', 'connected', false, undefined]);
    assert.equal(facts?.hostname.state, 'known');
    assert.ok(findings.some(({ rule }) => rule === 'apt/microcode-component-missing'));
    assert.equal(plan?.steps[0]?.state, 'next');
    assert.deepEqual(appended.map(({ bootId: id, revision }) => [id, revision]), [[bootId, 0x16]]);
    assert.deepEqual(views.map((view) => [view.connection.kind, view.refreshing, view.facts !== undefined]), [
      ['disconnected', true, false], ['connecting', true, false], ['connected', true, false], ['connected', false, true],
    ]);
  });

  it('and shows the proof from what was seen earlier', async () => {
    const { session, machine } = fakeHost([{ at: 1, bootId: 'earlier', revision: 0x10, signature: 0x90661 }]);
    machine.answer('probe', hostText({ cpu: hostText().split('cpu\n')[1]!.split(String.fromCharCode(30))[0]!.replaceAll('0x16', '0x1a') }));
    await session.refresh({ mayAsk: false });
    assert.equal(session.view.plan?.steps.at(-1)?.state, 'done');
  });

  it('keeps what it knows when a look fails, and tells why', async () => {
    const { session, machine } = fakeHost();
    await session.refresh({ mayAsk: false });
    const before = session.view;
    machine.answer('probe', new ConnectionLost('lost'));
    await session.refresh({ mayAsk: false });
    assert.equal(session.view.error?.message, 'lost');
    assert.equal(session.view.facts, before.facts);
    assert.equal(session.view.plan, before.plan);
    assert.equal(session.view.refreshing, false);
    machine.answer('probe', hostText());
    await session.refresh({ mayAsk: false });
    assert.equal(session.view.error, undefined);
  });

  it('shows what refused the login, and asks only when it may', async () => {
    const { session, machine } = fakeHost();
    const asked: boolean[] = [];
    machine.connecting = ({ mayAsk }) => {
      asked.push(mayAsk);
      return Promise.reject(new AuthenticationFailed('refused'));
    };
    await session.refresh({ mayAsk: false });
    await session.refresh({ mayAsk: true });
    await session.refresh({ mayAsk: false });
    assert.deepEqual([asked, session.view.error?.message, session.view.connection.kind], [[false, true], 'refused', 'refused']);
  });

  it('once for several callers, and again for a person who comes meanwhile', async () => {
    const { session, calls } = fakeHost();
    await Promise.all([session.refresh({ mayAsk: false }), session.refresh({ mayAsk: false }), session.refresh({ mayAsk: true }), session.refresh({ mayAsk: true })]);
    assert.deepEqual(calls('probe').map(({ options }) => options.priority), ['background', 'user']);
  });

  it('anew for one who has just changed something, since the look that goes on may have seen what was before', async () => {
    const { session, calls } = fakeHost();
    await Promise.all([session.refresh({ mayAsk: false }), session.refresh({ mayAsk: false, anew: true }), session.refresh({ mayAsk: false })]);
    assert.equal(calls('probe').length, 2);
  });

  it('as root, and without where that is not to be had, until it connects anew', async () => {
    for (const refusal of [new NeedsRoot('no sudo'), new NeedsAnswer('a password')]) {
      const { session, machine, calls } = fakeHost();
      machine.answer('probe', ({ options }) => (options.asRoot ? refusal : hostText()));
      await session.refresh({ mayAsk: false });
      await session.refresh({ mayAsk: false });
      assert.equal(session.view.error, undefined);
      machine.disconnect();
      await session.refresh({ mayAsk: false });
      assert.deepEqual(calls('probe').map(({ options }) => options.asRoot ?? false), [true, false, false, true, false]);
    }
  });

  it('and asks again for root on a click, as long as an answer could give it', async () => {
    const refusals: [Error, boolean[]][] = [
      [new NeedsAnswer('a password'), [true, false, false, true, false]],
      [new Cancelled('closed'), [true, false, false, true, false]],
      [new NeedsRoot('a wrong password', { actions: ['retry'] }), [true, false, false, true, false]],
      [new NeedsRoot('no sudo', { actions: ['editHost'] }), [true, false, false, false]],
    ];
    for (const [refusal, expected] of refusals) {
      const { session, machine, calls } = fakeHost();
      machine.answer('probe', ({ options }) => (options.asRoot ? refusal : hostText()));
      for (const mayAsk of [false, false, true]) await session.refresh({ mayAsk });
      assert.deepEqual(calls('probe').map(({ options }) => options.asRoot ?? false), expected);
    }
  });

  it('as root in the background too, once root was had', async () => {
    const { session, machine, calls } = fakeHost();
    let given = false;
    machine.answer('probe', ({ options }) => (options.asRoot && !given ? new NeedsAnswer('a password') : hostText()));
    await session.refresh({ mayAsk: false });
    given = true;
    for (const mayAsk of [true, false]) await session.refresh({ mayAsk });
    assert.deepEqual(calls('probe').map(({ options }) => options.asRoot ?? false), [true, false, true, true]);
  });

  for (const error of [new ConnectionLost('lost'), new Unreachable('nobody answers')]) {
    it(`again, when the network comes back after “${error.message}”`, async () => {
      const { session, machine, calls } = fakeHost();
      machine.answer('probe', error);
      await session.refresh({ mayAsk: false });
      machine.answer('probe', hostText());
      machine.become({ kind: 'lost', error });
      machine.become({ kind: 'connected' });
      await until(() => session.view.error === undefined && session.view.facts !== undefined);
      assert.equal(calls('probe').length, 2);
    });
  }

  it('again and again while our install runs, until it has ended', async () => {
    const { session, machine, calls } = fakeHost();
    const running = hostText({ work: 'active=active\nstarted=1\n\nlog\n' });
    let looks = 0;
    machine.answer('probe', () => ((looks += 1) < 4 ? running : hostText({ work: 'active=inactive\nstarted=1\nexit=0\nfinished=2\n\nlog\n' })));
    await session.refresh({ mayAsk: false });
    assert.equal(session.view.plan?.steps[1]?.state, 'running');
    await until(() => looks === 4 && !session.view.refreshing);
    // A fifth look would come after a millisecond, and timers of one duration fire in the order in which they were set.
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(calls('probe').length, 4);
    assert.ok(session.view.facts?.work.state === 'known' && session.view.facts.work.value.state === 'succeeded');
  });

  it('and no more after its end', async () => {
    const { session, machine, views } = fakeHost();
    machine.answer('probe', hostText({ failures: failuresSection([]) }));
    session.dispose();
    await session.refresh({ mayAsk: false });
    assert.deepEqual(views, []);
  });
});

describe('a session reads files', () => {
  it('with their hash', async () => {
    const { session, machine, calls } = fakeHost();
    machine.answer('read', 'file 3 1794000000 yes\nabc');
    const { bytes, sha256: hash, size, writable } = await session.readFile(path);
    assert.deepEqual([Buffer.from(bytes).toString(), hash, size, writable], ['abc', sha256(Buffer.from('abc')), 3, true]);
    assert.deepEqual(calls('read')[0]?.args, [path, String(48 * 1024 * 1024), '/etc/apt']);
  });

  it('or tells what they are', async () => {
    const { session, machine, calls } = fakeHost();
    machine.answer('read', 'missing 0 0 no\n');
    assert.deepEqual(await session.stat(path), { kind: 'missing', size: 0, mtime: 0, writable: false });
    assert.deepEqual(calls('read')[0]?.args, [path, '0', '/etc/apt']);
  });

  const refusals: readonly (readonly [title: string, answer: Parameters<ReturnType<typeof fakeHost>['machine']['answer']>[1], message: RegExp])[] = [
    ['missing', 'missing 0 0 no\n', /is not there on root@fake/],
    ['a folder', 'folder 4096 1 no\n', /is a folder on root@fake/],
    ['a socket', 'other 0 1 no\n', /is no ordinary file/],
    ['too large', { code: 3 }, /larger than an editor takes \(48 MiB\)/],
    ['closed', { code: 4 }, /can be read by root alone/],
  ];
  for (const [title, answer, message] of refusals) {
    it(`and says so where one is ${title}`, async () => {
      const { session, machine } = fakeHost();
      machine.answer('read', answer);
      const error = await rejection(session.readFile(path));
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
    });
  }

  it('but asks the host for nothing that is neither a source nor a log', async () => {
    const { session, machine } = fakeHost();
    for (const other of ['/etc/shadow', '/var/log/../../etc/shadow']) {
      await rejection(session.readFile(other));
      await rejection(session.stat(other));
      await rejection(session.readPackedLog(other, { maxBytes: 10 }));
    }
    for (const other of ['/etc/shadow', '/var/log/syslog']) await rejection(session.saveFile(other, Buffer.from('x'), undefined));
    assert.deepEqual(machine.calls, []);
  });
});

describe('a session saves a file', () => {
  const hash = 'a'.repeat(64);
  const content = Buffer.from('deb x\n');
  const saving = (answer: Parameters<ReturnType<typeof fakeHost>['machine']['answer']>[1], expected?: string) => {
    const host = fakeHost();
    host.machine.answer('save', answer);
    return { ...host, saved: host.session.saveFile(path, content, expected) };
  };

  it('as root, with what was expected and what has to arrive', async () => {
    const { saved, calls } = saving(`${hash} 1794000000\n`, 'b'.repeat(64));
    assert.deepEqual(await saved, { kind: 'saved', sha256: hash, mtime: 1_794_000_000_000 });
    const [call] = calls('save');
    assert.ok(call);
    assert.deepEqual(call.args, [path, '6', sha256(content), 'b'.repeat(64), '/etc/apt']);
    assert.deepEqual([call.options.asRoot, call.options.priority, content.equals(call.options.stdin ?? Buffer.of())], [true, 'user', true]);
  });

  it('never over what it has not read', async () => {
    const { saved, calls } = saving({ stdout: `${hash} 1\n`, code: 3 });
    assert.deepEqual(await saved, { kind: 'conflict', sha256: hash });
    assert.equal(calls('save')[0]?.args[3], 'unknown');
  });

  it('which the host has already, since the answer of an earlier save was lost', async () => {
    const { saved } = saving({ stdout: `${sha256(content)} 7\n`, code: 3 }, 'b'.repeat(64));
    assert.deepEqual(await saved, { kind: 'saved', sha256: sha256(content), mtime: 7000 });
  });

  const failures: readonly (readonly [title: string, answer: Parameters<typeof saving>[0], message: RegExp, detail: RegExp])[] = [
    ['the content was cut', { code: 4 }, /did not arrive in full, and the host’s file is as it was/, /^Your text is still in the editor: save again\.$/],
    ['the file went', { code: 5 }, /not there any more/, /^Nothing was written\. Refresh the host/],
    ['the file is a link to another', { code: 6, stdout: '/etc/passwd\n' }, /leads to \/etc\/passwd, which is none of apt’s sources/, /^Nothing was written\. Edit that file in a terminal on the host\.$/],
    ['the disk is full', { code: 1, stderr: 'cat: write error: No space left on device\n' }, /was not saved, and the host’s file is as it was/, /^cat: write error: No space left on device\. Your text is still in the editor: save again when that is mended\.$/],
    ['the disk failed after the file was replaced', { code: 7, stderr: 'sync: error\n' }, /was saved, but the host could not say that it is on the disk/, /^sync: error\. Your text is still in the editor: save again/],
    ['the script said nothing', '', /may not have been saved: .* did not come to its end/, /old file or the new one, never a part\. Your text is still in the editor/],
    ['the script was ended', { code: 129 }, /may not have been saved/, /old file or the new one/],
    ['the connection went', new ConnectionLost('The connection was lost'), /may not have been saved on root@fake: The connection was lost/, /has the old file or the new one, never a part\. Your text is still in the editor: save again when the host answers\.$/],
    ['the host does not answer', new Unreachable('No answer'), /^\S+ was not saved on root@fake: No answer$/, /^The host’s file is as it was\. Your text is still in the editor: save again\.$/],
    ['the prompt for sudo’s password was closed', new SecretNotGiven('No password'), /^\S+ was not saved on root@fake: No password$/, /^The host’s file is as it was/],
    ['root is not to be had', new NeedsRoot('This needs root'), /^This needs root$/, /^$/],
  ];
  for (const [title, answer, message, detail] of failures) {
    it(`and says what the host has where ${title}`, async () => {
      const error = await rejection(saving(answer, hash).saved);
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      assert.match(error.detail, detail);
    });
  }
});

describe('a session shows what a person would look at', () => {
  it('the journal, whose first line is dropped where it was cut', async () => {
    const { session, machine, calls } = fakeHost();
    machine.answer('journal', ({ args }) => 'part\nwhole\n'.slice(-Number(args[1])));
    assert.equal(await session.readJournal('kvm', { maxBytes: 11 }), 'whole\n');
    assert.equal(await session.readJournal('all', { maxBytes: 12 }), 'part\nwhole\n');
    assert.deepEqual(calls('journal').map(({ args }) => args), [['kvm', '11'], ['all', '12']]);
  });

  it('and says why there is none', async () => {
    const { session, machine } = fakeHost();
    machine.answer('journal', { code: 4 });
    assert.ok((await rejection(session.readJournal('all', { maxBytes: 9 }))) instanceof NeedsRoot);
    machine.answer('journal', { code: 3 });
    assert.match((await rejection(session.readJournal('all', { maxBytes: 9 }))).message, /no systemd journal/);
    machine.answer('packed-log', { code: 6, stderr: 'zstdcat\n' });
    assert.match((await rejection(session.readPackedLog('/var/log/syslog.2.zst', { maxBytes: 9 }))).message, /zstdcat is not installed there/);
  });

  it('the two checks', async () => {
    const { session, machine } = fakeHost();
    machine.answer('revision', '# grep\n0x16\n').answer('early-updates', { stdout: '', stderr: 'why', code: 9 });
    assert.equal(await session.showRevision(), '# grep\n0x16\n');
    const error = await rejection(session.showEarlyUpdates());
    assert.match(error.message, /“early-updates” ended with exit code 9/);
    assert.ok(error instanceof UserError && error.detail === 'why');
  });
});
