import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthContext, KeyboardAuthContext } from 'ssh2';
import { AuthenticationFailed, Cancelled, type Machine, NeedsAnswer } from '../../../src/machine';
import { type Prompts, type SecretStore, type Target, createMachine } from '../../../src/ssh';
import { keptLog, memoryStore, scriptedPrompts, targetOf } from '../../support/machines';
import { type PlayedHost, playHost } from '../../support/playedHost';
import { makeKey } from '../../support/sshd';
import { until } from '../../support/until';

/** One round of questions, as PAM asks them; a word is asked without echo. */
type Round = readonly string[];
const password = 'Password: ';
const code = 'Verification code: ';
const right: Readonly<Record<string, string>> = { [password]: 'secret', [code]: '123456' };
const secret = (word: string) => Promise.resolve({ secret: word, remember: false });

/** Asks all rounds, then says whether everything was right, as PAM does: not before the end. */
async function ask(attempt: KeyboardAuthContext, rounds: readonly Round[]): Promise<boolean> {
  let allRight = true;
  for (const round of rounds) {
    const answers = await new Promise<string[]>((resolve) => attempt.prompt(round.map((prompt) => ({ prompt, echo: false })), 'Host', 'Two steps', resolve));
    allRight &&= round.every((prompt, index) => answers[index] === right[prompt]);
  }
  return allRight;
}

describe('a host that asks more than one thing', function () {
  this.timeout(60_000);
  let host: PlayedHost;
  let machine: Machine;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-factor-'));
  });
  afterEach(async () => {
    machine.dispose();
    await host.dispose();
    rmSync(folder, { recursive: true });
  });

  const start = async (authenticate: (attempt: AuthContext) => void, prompts: Partial<Prompts>, more: Partial<Target> = {}, store?: SecretStore) => {
    host = await playHost({ authenticate });
    const asked = scriptedPrompts(prompts);
    machine = createMachine(targetOf(host, host.knownHosts(), more), asked, store, keptLog());
    return asked;
  };
  /** A host that takes keyboard-interactive alone. */
  const interactive = (...rounds: readonly Round[]) => (attempt: AuthContext) => {
    if (attempt.method !== 'keyboard-interactive') attempt.reject(['keyboard-interactive']);
    else void ask(attempt, rounds).then((good) => (good ? attempt.accept() : attempt.reject(['keyboard-interactive'])));
  };
  const tries = (method: string) => host.attempts.filter((attempt) => attempt === method).length;
  const answerAll: Prompts['keyboardInteractive'] = ({ prompts }) => Promise.resolve(prompts.map(({ prompt }) => right[prompt] ?? ''));

  it('gets the password and then the one-time code, each asked once', async () => {
    const prompts = await start(interactive([password], [code]), { password: () => secret('secret'), keyboardInteractive: answerAll });
    await machine.connect({ mayAsk: true });
    assert.deepEqual(prompts.asked, ['password', 'keyboardInteractive']);
    assert.equal(tries('keyboard-interactive'), 1);
  });

  it('gets both in one round, asked together, with what the host says of them', async () => {
    const seen: unknown[] = [];
    await start(interactive([password, code]), {
      keyboardInteractive: (question, signal) => {
        seen.push(question.name, question.instructions, question.prompts);
        return answerAll(question, signal);
      },
    });
    await machine.connect({ mayAsk: true });
    assert.deepEqual(seen, ['Host', 'Two steps', [{ prompt: password, echo: false }, { prompt: code, echo: false }]]);
  });

  it('may ask nothing in a round: no prompt is shown for it, also not in the background', async () => {
    const prompts = await start(interactive([], []), {});
    await machine.connect({ mayAsk: false });
    assert.deepEqual(prompts.asked, []);
  });

  it('gets a key first and the answers then, and no other key in between', async () => {
    const keys = ['ed25519', 'ecdsa'].map((type) => {
      makeKey(join(folder, type), type);
      return join(folder, type);
    });
    const authenticate = (attempt: AuthContext) => {
      const signed = host.attempts.filter((method) => method === 'publickey').length > 1;
      if (attempt.method === 'publickey' && !signed) attempt.accept();
      else if (attempt.method === 'publickey') attempt.reject(['keyboard-interactive'], true);
      else if (attempt.method !== 'keyboard-interactive') attempt.reject([signed ? 'keyboard-interactive' : 'publickey']);
      else void ask(attempt, [[code]]).then((good) => (good ? attempt.accept() : attempt.reject(['keyboard-interactive'])));
    };
    const prompts = await start(authenticate, { keyboardInteractive: answerAll }, { identityFiles: keys });
    await machine.connect({ mayAsk: true });
    assert.deepEqual(prompts.asked, ['keyboardInteractive']);
    // The question whether the key would do, its signature, what can follow, the answers.
    assert.deepEqual(host.attempts, ['publickey', 'publickey', 'none', 'keyboard-interactive']);
  });

  it('is not given the password again that it has taken, when the code after it was wrong', async () => {
    const store = memoryStore();
    let passed = false;
    const authenticate = (attempt: AuthContext) => {
      if (attempt.method === 'password') attempt.reject(['keyboard-interactive', 'password'], (passed = attempt.password === 'secret'));
      else if (attempt.method === 'keyboard-interactive' && passed) void ask(attempt, [[code]]).then((good) => (good ? attempt.accept() : attempt.reject(['keyboard-interactive', 'password'])));
      else attempt.reject(['password']);
    };
    const codes = ['wrong', '123456'];
    const prompts = await start(
      authenticate,
      { password: () => Promise.resolve({ secret: 'secret', remember: true }), keyboardInteractive: () => Promise.resolve([codes.shift() ?? '']) },
      {},
      store,
    );
    await machine.connect({ mayAsk: true });
    assert.deepEqual(prompts.asked, ['password', 'keyboardInteractive', 'keyboardInteractive']);
    assert.equal(tries('password'), 1);
    assert.deepEqual([...store.entries.values()], ['secret']);
  });

  it('that does not say which of two answers was wrong is asked about both, and a remembered password stays', async () => {
    const store = memoryStore();
    const codes = ['wrong', '123456'];
    const passwords: boolean[] = [];
    await start(
      interactive([code], [password]),
      {
        password: ({ withOthers }) => (passwords.push(withOthers), secret('secret')),
        keyboardInteractive: () => Promise.resolve([codes.shift() ?? '']),
      },
      {},
      store,
    );
    await store.store(`password ${host.user}@[127.0.0.1]:${host.port}`, 'secret');
    await machine.connect({ mayAsk: true });
    assert.deepEqual(passwords, [true]);
    assert.deepEqual([...store.entries.values()], ['secret']);
  });

  it('that takes a password for a part of the login again and again gets it once', async () => {
    await start((attempt) => attempt.reject(['password'], attempt.method === 'password'), { password: () => secret('secret') });
    await assert.rejects(machine.connect({ mayAsk: true }), AuthenticationFailed);
    assert.equal(tries('password'), 1);
  });

  it('gets wrong answers three times, as from ssh, and then no more by itself', async () => {
    const prompts = await start(interactive([code]), { keyboardInteractive: () => Promise.resolve(['000000']) });
    await assert.rejects(machine.connect({ mayAsk: true }), AuthenticationFailed);
    assert.equal(prompts.asked.length, 3);
    assert.equal(tries('keyboard-interactive'), 3);
    assert.equal(machine.state.kind, 'refused');
    await assert.rejects(machine.run({ name: 'background', text: ':' }, []), AuthenticationFailed);
    assert.equal(tries('keyboard-interactive'), 3);
  });

  it('gets a wrong password three times by either way, counted together', async () => {
    const prompts = await start((attempt) => attempt.reject(['password', 'keyboard-interactive']), { password: () => secret('wrong') });
    await assert.rejects(machine.connect({ mayAsk: true }), AuthenticationFailed);
    assert.deepEqual([prompts.asked.length, tries('password'), tries('keyboard-interactive')], [3, 3, 1]);
  });

  it('that ends the connection after a refusal is not tried again by itself: it counts, too', async () => {
    await start((attempt) => {
      if (attempt.method === 'password') void host.dispose();
      else attempt.reject(['password']);
    }, { password: () => secret('wrong') });
    // Without a refusal it is the weather …
    await assert.rejects(machine.connect({ mayAsk: true }), /closed the connection/);
    assert.equal(machine.state.kind, 'lost');
    machine.dispose();
    // … and with one it is not.
    const refuseOnce = (attempt: AuthContext) => {
      if (tries('password') > 1) void host.dispose();
      else attempt.reject(['password']);
    };
    await start(refuseOnce, { password: () => secret('wrong') });
    await assert.rejects(machine.connect({ mayAsk: true }), (error: unknown) => error instanceof AuthenticationFailed && error.detail.includes('closed the connection'));
    assert.equal(machine.state.kind, 'refused');
  });

  it('is told nothing more when the prompt is closed', async () => {
    await start(interactive([password], [code]), { password: () => secret('secret') });
    await assert.rejects(machine.connect({ mayAsk: true }), Cancelled);
    assert.equal(tries('keyboard-interactive'), 1);
    await until(() => host.open === 0);
  });

  it('is left when connecting is cancelled while the prompt is open', async () => {
    let closed: AbortSignal | undefined;
    await start(interactive([code]), { keyboardInteractive: (_question, signal) => new Promise(() => (closed = signal)) });
    const cancel = new AbortController();
    const told = assert.rejects(machine.connect({ mayAsk: true, signal: cancel.signal }), { name: 'AbortError' });
    await until(() => closed !== undefined);
    cancel.abort();
    await told;
    assert.ok(closed?.aborted);
    await until(() => host.open === 0);
  });

  it('asks nothing in the background, where it is told no secret either', async () => {
    const prompts = await start(interactive([code]), { keyboardInteractive: answerAll });
    await assert.rejects(machine.connect({ mayAsk: false }), NeedsAnswer);
    await assert.rejects(machine.run({ name: 'background', text: ':' }, []), NeedsAnswer);
    assert.deepEqual([prompts.asked, tries('keyboard-interactive')], [[], 1]);
  });

  it('that asks nothing for ever is given up at the deadline', async () => {
    const endless = (attempt: AuthContext) => {
      if (attempt.method !== 'keyboard-interactive') {
        attempt.reject(['keyboard-interactive']);
        return;
      }
      const again = () => attempt.prompt([], () => setImmediate(again));
      again();
    };
    await start(endless, {}, { connectTimeout: 1_000 });
    await assert.rejects(machine.connect({ mayAsk: true }), /did not answer the login within 1 s/);
  });
});
