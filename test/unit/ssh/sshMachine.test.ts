/** When there is a connection and when another is tried: with links that a test opens and cuts. */
import assert from 'node:assert/strict';
import { AuthenticationFailed, ConnectionLost, NeedsAnswer, Unreachable } from '../../../src/machine/errors';
import { Credentials } from '../../../src/ssh/credentials';
import { type ConnectOptions, type Link, usualPatience } from '../../../src/ssh/link';
import { SshMachine, type SshMachineOptions } from '../../../src/ssh/sshMachine';
import { keptLog, scriptedPrompts, targetOf } from '../../support/machines';
import { until } from '../../support/until';

interface PlayedLink {
  readonly link: Link;
  cut(): void;
  readonly closed: () => boolean;
}

function playedLink(): PlayedLink {
  let closed = false;
  let cut: () => void = () => undefined;
  const ended = new Promise<Error>((resolve) => (cut = () => resolve(new ConnectionLost('The line was cut'))));
  const refuse = () => Promise.reject(new Error('no channel in this test'));
  return { link: { transport: 'ssh2', commandLineLimit: 1000, open: refuse, terminal: refuse, ended, close: () => (closed = true) }, cut: () => cut(), closed: () => closed };
}

function machineWith(answer: (attempt: number, options: ConnectOptions) => Promise<Link>, more: Partial<SshMachineOptions> = {}) {
  const attempts: ConnectOptions[] = [];
  const link = (options: ConnectOptions) => {
    attempts.push(options);
    return answer(attempts.length, options);
  };
  const machine = new SshMachine({ target: targetOf({ port: 22, user: 'root' }, ''), link, prompts: scriptedPrompts(), credentials: new Credentials(), log: keptLog(), patience: usualPatience, pauses: [1], ...more });
  return { machine, attempts };
}

const unreachable = () => Promise.reject(new Unreachable('Nobody is there', { detail: '', actions: [] }));
const refused = () => Promise.reject(new AuthenticationFailed('Not you', { detail: '', actions: [] }));

describe('a host over ssh', () => {
  it('is tried again by itself until the network is back, without asking anything', async () => {
    const { machine, attempts } = machineWith((attempt) => (attempt < 4 ? unreachable() : Promise.resolve(playedLink().link)));
    await assert.rejects(machine.connect({ mayAsk: true }), Unreachable);
    await until(() => machine.state.kind === 'connected');
    assert.deepEqual(attempts.map(({ mayAsk }) => mayAsk), [true, false, false, false]);
    machine.dispose();
  });

  it('is tried as soon as the computer wakes up, however long the pause was to be', async () => {
    let [time, looks] = [0, 0];
    const now = () => {
      looks += 1;
      return time;
    };
    const { machine, attempts } = machineWith((attempt) => (attempt === 1 ? unreachable() : Promise.resolve(playedLink().link)), {
      pauses: [300_000],
      clock: { now, glance: 1 },
    });
    await assert.rejects(machine.connect({ mayAsk: true }), Unreachable);
    await until(() => looks > 10);
    assert.equal(attempts.length, 1);
    time = 3_600_000;
    await until(() => machine.state.kind === 'connected');
    machine.dispose();
  });

  it('is connected again after its line was cut', async () => {
    const links = [playedLink(), playedLink()];
    const { machine, attempts } = machineWith((attempt) => Promise.resolve(links[attempt - 1]!.link));
    await machine.connect({ mayAsk: false });
    links[0]!.cut();
    await until(() => attempts.length === 2 && machine.state.kind === 'connected');
    machine.dispose();
  });

  it('is not logged in to again by itself once it refused', async () => {
    const { machine, attempts } = machineWith(refused);
    const weather = machineWith(unreachable);
    await assert.rejects(machine.connect({ mayAsk: true }), AuthenticationFailed);
    await assert.rejects(weather.machine.connect({ mayAsk: true }), Unreachable);
    // One with the same pauses was tried five times meanwhile.
    await until(() => weather.attempts.length > 5);
    assert.equal(attempts.length, 1);
    assert.equal(machine.state.kind, 'refused');
    await assert.rejects(machine.connect({ mayAsk: true }), AuthenticationFailed);
    assert.equal(attempts.length, 2);
    for (const one of [machine, weather.machine]) one.dispose();
  });

  it('is asked once for callers that come together, and again for one who may answer what another may not', async () => {
    const { machine, attempts } = machineWith((_attempt, { mayAsk }) => (mayAsk ? Promise.resolve(playedLink().link) : Promise.reject(new NeedsAnswer('A password is wanted', { detail: '', actions: [] }))));
    const quiet = [machine.connect({ mayAsk: false }), machine.connect({ mayAsk: false })];
    const click = machine.connect({ mayAsk: true });
    for (const one of quiet) await assert.rejects(one, NeedsAnswer);
    await click;
    assert.deepEqual(attempts.map(({ mayAsk }) => mayAsk), [false, true]);
    machine.dispose();
  });

  it('is tried anew for a click that came while an attempt from before was failing, and not for the background', async () => {
    let fail: () => void = () => undefined;
    const slow = () => new Promise<Link>((_resolve, reject) => (fail = () => reject(new Unreachable('Nobody was there', { detail: '', actions: [] }))));
    const { machine, attempts } = machineWith((attempt) => (attempt === 1 ? slow() : Promise.resolve(playedLink().link)), { pauses: [1e6] });
    const earlier = machine.connect({ mayAsk: false });
    const click = machine.run({ name: 'save', text: ':' }, [], { priority: 'user' });
    const look = machine.run({ name: 'look', text: ':' }, [], { priority: 'background' });
    fail();
    await assert.rejects(earlier, Unreachable);
    await assert.rejects(look, Unreachable);
    // It came as far as the channel, of which there is none here.
    await assert.rejects(click, /no channel in this test/);
    assert.equal(attempts.length, 2);
    machine.dispose();
  });

  it('is left alone when nobody waits for it any more', async () => {
    const { machine, attempts } = machineWith((_attempt, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))));
    const cancel = new AbortController();
    const waiting = machine.connect({ mayAsk: true, signal: cancel.signal });
    cancel.abort(new Error('the user went away'));
    await assert.rejects(waiting, /the user went away/);
    await until(() => machine.state.kind === 'disconnected');
    assert.equal(attempts[0]?.signal.aborted, true);
    machine.dispose();
  });

  it('is given back when nothing used it for long, and there again when it is needed', async () => {
    const links: PlayedLink[] = [];
    const { machine } = machineWith(
      () => {
        const link = playedLink();
        links.push(link);
        return Promise.resolve(link.link);
      },
      { idleTime: 1 },
    );
    await machine.connect({ mayAsk: false });
    await until(() => machine.state.kind === 'disconnected');
    assert.equal(links[0]?.closed(), true);
    await machine.connect({ mayAsk: false });
    assert.equal(links.length, 2);
    machine.dispose();
  });
});
