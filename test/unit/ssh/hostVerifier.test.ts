import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { HostKeyUnknown, type Machine } from '../../../src/machine';
import { type Prompts, createMachine } from '../../../src/ssh';
import { keptLog, scriptedPrompts, targetOf } from '../../support/machines';
import { type PlayedHost, playHost } from '../../support/playedHost';
import { until } from '../../support/until';

/** Whatever somebody else's prompts may resolve with, whatever their types promise. */
function answering(value: unknown): Prompts['confirmHostKey'] {
  const answer: unknown = () => Promise.resolve(value);
  return (question, signal) => (answer as Prompts['confirmHostKey'])(question, signal);
}

describe('a host whose key is not known', function () {
  this.timeout(60_000);
  let host: PlayedHost;
  let machine: Machine | undefined;
  beforeEach(async () => {
    host = await playHost();
  });
  afterEach(async () => {
    machine?.dispose();
    await host.dispose();
  });

  const reach = (confirmHostKey: Prompts['confirmHostKey']) => {
    const target = targetOf(host, '');
    const prompts = scriptedPrompts({ confirmHostKey });
    machine = createMachine(target, prompts, undefined, keptLog());
    return { machine, prompts, file: target.userKnownHostsFiles[0] ?? '' };
  };
  /** The host was told nothing: neither a user name nor a key; and nothing was written down about it. */
  const untouched = async (file: string) => {
    assert.notEqual(machine?.state.kind, 'connected');
    await until(() => host.open === 0);
    assert.deepEqual(host.attempts, []);
    assert.equal(existsSync(file) ? readFileSync(file, 'utf8') : '', '');
  };

  it('is connected to when the user says yes, and written down', async () => {
    const { machine: connected, file } = reach(answering(true));
    await connected.connect({ mayAsk: true });
    assert.ok(host.attempts.length > 0);
    assert.match(readFileSync(file, 'utf8'), /ssh-ed25519/);
  });

  for (const value of [false, undefined, 0, '', null, 'yes', 'true', 1, {}, [], new Boolean(true), () => true, [true]]) {
    it(`is not connected to when the answer is ${typeof value} ${JSON.stringify(value)}, which is no explicit yes`, async () => {
      const { machine: refused, file } = reach(answering(value));
      await assert.rejects(refused.connect({ mayAsk: true }), HostKeyUnknown);
      await untouched(file);
    });
  }

  const failing: readonly (readonly [how: string, ask: Prompts['confirmHostKey']])[] = [
    ['throws', () => { throw new Error('no window'); }],
    ['rejects', () => Promise.reject(new Error('no window'))],
  ];
  for (const [how, ask] of failing) {
    it(`is not connected to when the prompt ${how}, and the reason is told`, async () => {
      const { machine: refused, file } = reach(ask);
      await assert.rejects(refused.connect({ mayAsk: true }), /no window/);
      await untouched(file);
    });
  }

  it('is not connected to when the prompt rejects with something that is no error', async () => {
    const { machine: refused, file } = reach(async (_question, signal) => {
      await Promise.resolve(signal);
      AbortSignal.abort(0).throwIfAborted();
      return true;
    });
    await assert.rejects(refused.connect({ mayAsk: true }));
    await untouched(file);
  });

  /** A prompt that stays open, as a window does that nobody looks at. */
  const open = () => {
    const asked: { answer: (value: boolean) => void; signal: AbortSignal }[] = [];
    const ask: Prompts['confirmHostKey'] = (_question, signal) => new Promise((answer) => asked.push({ answer, signal }));
    return { asked, ask };
  };

  it('is not connected to while nobody answers, and no more once that is cancelled; a late yes is not taken', async () => {
    const { asked, ask } = open();
    const { machine: waiting, file } = reach(ask);
    const cancel = new AbortController();
    const told = assert.rejects(waiting.connect({ mayAsk: true, signal: cancel.signal }), { name: 'AbortError' });
    await until(() => asked.length > 0);
    // Another login, from its first byte to its last, gives this one the time to go on where it must not.
    const other = createMachine(targetOf(host, host.knownHosts()), scriptedPrompts(), undefined, keptLog());
    await other.connect({ mayAsk: false });
    other.dispose();
    assert.deepEqual([host.attempts.splice(0), waiting.state.kind], [['none'], 'connecting']);
    cancel.abort();
    await told;
    assert.ok(asked[0]?.signal.aborted);
    asked[0].answer(true);
    await untouched(file);
  });

  it('that hangs up takes its question with it', async () => {
    const { asked, ask } = open();
    const { machine: waiting, file } = reach(ask);
    const told = assert.rejects(waiting.connect({ mayAsk: true }), /closed the connection/);
    await until(() => asked.length > 0);
    await host.dispose();
    await told;
    assert.ok(asked[0]?.signal.aborted);
    asked[0].answer(true);
    await untouched(file);
  });

  it('is not asked about in the background, and not connected to', async () => {
    const { machine: background, prompts, file } = reach(answering(true));
    await assert.rejects(background.connect({ mayAsk: false }));
    assert.deepEqual(prompts.asked, []);
    await untouched(file);
  });
});
