/** What is typed stays where it belongs: in memory, and in the store of secrets where the user said so. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import type { Machine } from '../../../src/machine';
import { type Answer, createMachine } from '../../../src/ssh';
import { startAskingServer } from '../../support/askingServer';
import { keptLog, memoryStore, scriptedPrompts, targetOf } from '../../support/machines';
import { makeKey, noSshd } from '../../support/sshd';
import { until } from '../../support/until';

/** Each one is found wherever it is: nothing else holds such a word. */
const secrets = { password: 'marker-password-7c1f', passphrase: 'marker-passphrase-93ab', answers: ['marker-answer-51d0', 'marker-answer-e284'], sudo: 'marker-sudo-06be', wrong: 'marker-wrong-b7d9' };
const markers = Object.values(secrets).flat();
const script = { name: 'long', text: 'echo started; while [ ! -e "$1/go" ]; do sleep 0.05; done; cat; exit 3' };

type User = 'password' | 'answers' | 'key';

describe('a secret that was typed', function () {
  this.timeout(60_000);
  let folder: string;
  let server: Awaited<ReturnType<typeof startAskingServer>>;
  const machines: Machine[] = [];
  /** Arguments and environments of every process below this one, as they were seen while something went on. */
  const seen = new Set<string>();
  let looks = 0;

  before(function () {
    if (noSshd === undefined && process.platform === 'linux') return;
    console.log('      skipped: needs OpenSSH and /proc');
    this.skip();
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-secrets-'));
    seen.clear();
    looks = 0;
    makeKey(join(folder, 'locked'), 'ed25519', secrets.passphrase);
    server = await startAskingServer(folder, secrets, look);
  });
  afterEach(() => {
    for (const machine of machines.splice(0)) machine.dispose();
    server.close();
    rmSync(folder, { recursive: true });
  });

  function look(): void {
    looks += 1;
    for (const pid of descendants(process.pid)) {
      for (const what of ['cmdline', 'environ']) seen.add(readIfThere(`/proc/${pid}/${what}`));
    }
  }

  /** A whole session of that user: logs in, runs a long script through sudo, which is refused a wrong password first. */
  async function session(user: User, remember: boolean) {
    const log = keptLog();
    const store = memoryStore();
    const errors: Error[] = [];
    const typed = { password: [secrets.wrong, secrets.password], passphrase: [secrets.wrong, secrets.passphrase], sudo: [secrets.wrong, secrets.sudo] };
    const answer = (from: string[]) => (): Promise<Answer | undefined> => {
      look();
      const secret = from.shift();
      return Promise.resolve(secret === undefined ? undefined : { secret, remember });
    };
    const codes = [[secrets.wrong, secrets.wrong], secrets.answers];
    const prompts = scriptedPrompts({ password: answer(typed.password), passphrase: answer(typed.passphrase), sudoPassword: answer(typed.sudo), keyboardInteractive: () => Promise.resolve(codes.shift()) });
    const target = targetOf({ port: server.port, user }, server.knownHosts, { identityFiles: [join(folder, 'locked')] });
    const machine = createMachine(target, prompts, store, log);
    machines.push(machine);
    machine.onDidChangeState(look);
    const trying = async (work: () => Promise<unknown>) => {
      await work().catch((error: unknown) => errors.push(error instanceof Error ? error : new Error(String(error))));
    };

    await trying(() => machine.connect({ mayAsk: false }));
    await trying(() => machine.connect({ mayAsk: true }));
    await machine.connect({ mayAsk: true });
    const run = () => machine.run(script, [folder], { asRoot: true, priority: 'user', stdin: Buffer.from('content\n') });
    await trying(run);
    const running = run();
    const started = () => descendants(process.pid).some((pid) => readIfThere(`/proc/${pid}/cmdline`).startsWith('sleep'));
    await until(started);
    look();
    writeFileSync(join(folder, 'go'), '');
    const { stdout, stderr, code } = await running;
    assert.deepEqual([String(stdout), code], ['started\ncontent\n', 3]);
    assert.ok(errors.length >= 2, 'nothing was refused');
    assert.ok(looks > 5 && [...seen].some((words) => words.includes('sudo')), 'no process was seen');
    const files = readdirSync(dirname(target.userKnownHostsFiles[0] ?? ''), { withFileTypes: true }).map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
    return {
      store,
      places: { 'the log': log.lines, 'an error': errors.map((error) => `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`), 'a process': [...seen], 'the state': [inspect(machine.state, { depth: 9 })], 'an output': [String(stderr)], 'a file': files },
    };
  }

  const keyOf = (user: User) => (user === 'key' ? `passphrase ${join(folder, 'locked')}` : `password ${user}@[127.0.0.1]:${server.port}`);

  for (const user of ['password', 'answers', 'key'] as const) {
    for (const remember of [false, true]) {
      it(`to log in with ${user === 'key' ? 'the passphrase of a key' : user}, and for sudo, is ${remember ? 'remembered in the store alone' : 'found nowhere'}`, async () => {
        const { store, places } = await session(user, remember);
        for (const [place, texts] of Object.entries(places)) {
          for (const marker of markers) assert.deepEqual(texts.filter((text) => text.includes(marker)), [], `${marker} is in ${place}`);
        }
        const login = user === 'password' ? [[keyOf(user), secrets.password]] : user === 'key' ? [[keyOf(user), secrets.passphrase]] : [];
        const wanted = remember ? [...login, [`sudo ${user}@[127.0.0.1]:${server.port}`, secrets.sudo]] : [];
        assert.deepEqual([...store.entries], wanted);
      });
    }
  }
});

function descendants(parent: number): number[] {
  const children = readIfThere(`/proc/${parent}/task/${parent}/children`).trim().split(' ').filter(Boolean).map(Number);
  return children.flatMap((pid) => [pid, ...descendants(pid)]);
}

/** Nothing of a process that has gone meanwhile. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
