import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectionLost, HostKeyChanged, HostKeyUnknown, type Machine, NeedsAnswer, Unreachable } from '../../../src/machine';
import { createMachine } from '../../../src/ssh';
import { keptLog, scriptedPrompts, targetOf } from '../../support/machines';
import { allGone } from '../../support/processes';
import { type Sshd, makeKey, noSshd, startSshd } from '../../support/sshd';
import { until } from '../../support/until';
import { hellish } from '../../support/words';

const script = (text: string) => ({ name: 'test', text });
const small = { columns: 90, rows: 30 };

describe('a host with a real sshd', function () {
  this.timeout(60_000);
  let sshd: Sshd;
  let folder: string;
  const machines: Machine[] = [];

  before(async function () {
    if (noSshd !== undefined) {
      console.log(`      skipped: ${noSshd}`);
      this.skip();
    }
    sshd = await startSshd(['MaxSessions 8']);
  });
  after(async () => {
    if (noSshd === undefined) await sshd.dispose();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-real-'));
  });
  afterEach(() => {
    for (const machine of machines.splice(0)) machine.dispose();
    rmSync(folder, { recursive: true });
  });

  const machineFor = (knownHosts: string, more: Parameters<typeof targetOf>[2] = {}, prompts = scriptedPrompts()) => {
    const machine = createMachine(targetOf(sshd, knownHosts, more), prompts, undefined, keptLog());
    machines.push(machine);
    return machine;
  };
  const known = (more = {}) => machineFor(sshd.knownHosts(), more);

  for (const transport of ['ssh2', 'ssh'] as const) {
    describe(`over ${transport}`, () => {
      const reach = () =>
        known({
          transport,
          sshArguments: ['-F', 'none', '-i', sshd.key, '-p', String(sshd.port), '-o', `UserKnownHostsFile=${knownFile()}`, '127.0.0.1'],
        });
      const knownFile = () => {
        const file = join(folder, 'known_hosts');
        if (!existsSync(file)) appendFileSync(file, sshd.knownHosts());
        return file;
      };

      it('runs scripts with their arguments and content, and gives output, errors and status', async () => {
        const machine = reach();
        const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7) % 256));
        const { stdout, stderr, code } = await machine.run(
          script('printf "%s\\0" "$@"; cat; echo err >&2; exit 9'),
          [...hellish, "'".repeat(100_000)],
          { stdin: content },
        );
        const expected = Buffer.concat([Buffer.from([...hellish, "'".repeat(100_000), ''].join('\0')), content]);
        assert.ok(expected.equals(stdout));
        assert.deepEqual([String(stderr), code], ['err\n', 9]);
        assert.equal(machine.transport, transport);
      });

      it('tells 255 of a script from a lost connection', async () => {
        assert.equal((await reach().run(script('exit 255'), [])).code, 255);
      });

      it('ends on the host what was cancelled here', async () => {
        const cancel = new AbortController();
        const running = reach().run(script('echo $$ >"$1/a"; sh -c \'echo $$ >"$1/b"; sleep 300\' x "$1" & sleep 300'), [folder], { signal: cancel.signal });
        const pids = await descendants();
        cancel.abort();
        await assert.rejects(running, { name: 'AbortError' });
        await until(() => allGone(pids));
      });

      it('reads lines, and ends the script when nobody reads on', async () => {
        const machine = reach();
        let pid = 0;
        let count = 0;
        for await (const line of machine.lines(script('echo $$; exec yes'), [])) {
          pid ||= Number(String(line));
          if ((count += 1) === 50_000) break;
        }
        await until(() => allGone([pid]));
        assert.equal(String((await machine.run(script('echo ok'), [])).stdout), 'ok\n');
      });

      it('opens a terminal with its size, types into it, and knows how it ended', async () => {
        const terminal = await reach().terminal(script('stty size; read -r answer; echo "got $answer $1"; exit 4'), ['x y'], small);
        let seen = '';
        terminal.onData((data) => (seen += data));
        const code = new Promise((resolve) => terminal.onExit(resolve));
        await until(() => seen.includes('30 90'));
        terminal.write('typed\r');
        assert.equal(await code, 4);
        assert.match(seen, /got typed x y/);
      });

      it('says that the connection was lost, and comes back by itself', async () => {
        const machine = reach();
        const running = machine.run(script('echo $$ >"$1/a"; echo $$ >"$1/b"; sleep 300'), [folder]);
        const pids = await descendants();
        const told = assert.rejects(running, ConnectionLost);
        await sshd.kill();
        await told;
        await until(() => machine.state.kind === 'lost');
        await until(() => allGone(pids));
        await sshd.start();
        await until(() => machine.state.kind === 'connected');
        assert.equal((await machine.run(script('exit 3'), [])).code, 3);
      });
    });
  }

  const descendants = async () => {
    await until(() => existsSync(join(folder, 'b')) && readFileSync(join(folder, 'b')).length > 0);
    return ['a', 'b'].map((name) => Number(readFileSync(join(folder, name), 'utf8')));
  };

  it('is asked about when it is not known, and known from then on', async () => {
    const prompts = scriptedPrompts({ confirmHostKey: () => Promise.resolve(true) });
    const target = targetOf(sshd, '# mine', { hashKnownHosts: true });
    const machine = createMachine(target, prompts, undefined, keptLog());
    machines.push(machine);
    await assert.rejects(machine.connect({ mayAsk: false }), NeedsAnswer);
    assert.equal(machine.state.kind, 'refused');
    await Promise.all([machine.connect({ mayAsk: true }), machine.connect({ mayAsk: true })]);
    assert.deepEqual(prompts.asked, ['confirmHostKey']);
    const [file] = target.userKnownHostsFiles;
    assert.match(readFileSync(file!, 'utf8'), /^# mine\n\|1\|\S+ ssh-ed25519 \S+\n$/);
    execFileSync('ssh-keygen', ['-F', `[127.0.0.1]:${sshd.port}`, '-f', file!]);
  });

  it('is not connected to when the user does not accept its key', async () => {
    await assert.rejects(machineFor('').connect({ mayAsk: true }), HostKeyUnknown);
  });

  it('is refused when its key has changed, with both fingerprints and the line', async () => {
    makeKey(join(folder, 'other'));
    const other = readFileSync(join(folder, 'other.pub'), 'utf8');
    const machine = machineFor(`# first\n[127.0.0.1]:${sshd.port} ${other}`, {}, scriptedPrompts({ confirmHostKey: () => Promise.resolve(true) }));
    await assert.rejects(machine.connect({ mayAsk: true }), (error: unknown) => {
      assert.ok(error instanceof HostKeyChanged);
      assert.match(error.message, /known_hosts, line 2/);
      assert.equal(error.detail.match(/SHA256:\S{43}/g)?.length, 2);
      return true;
    });
  });

  it('asks for the passphrase of a key when the host would take it, once, and again when it was wrong', async () => {
    const locked = join(folder, 'locked');
    makeKey(locked, 'ed25519', 'open sesame');
    appendFileSync(join(sshd.folder, 'authorized_keys'), readFileSync(`${locked}.pub`));
    const answers = ['wrong', 'open sesame'];
    const prompts = scriptedPrompts({ passphrase: () => Promise.resolve({ secret: answers.shift() ?? '', remember: false }) });
    const machine = machineFor(sshd.knownHosts(), { identityFiles: [locked] }, prompts);
    await assert.rejects(machine.connect({ mayAsk: false }), NeedsAnswer);
    await machine.connect({ mayAsk: true });
    machine.disconnect();
    await machine.connect({ mayAsk: false });
    assert.deepEqual(prompts.asked, ['passphrase', 'passphrase']);
  });

  for (const type of ['ed25519', 'ecdsa', 'rsa']) {
    for (const passphrase of ['', 'pass']) {
      it(`takes keys of type ${type}, ${passphrase === '' ? 'without a question where they have no passphrase' : 'and asks for their passphrase'}`, async () => {
        const key = join(folder, 'key');
        makeKey(key, type, passphrase);
        appendFileSync(join(sshd.folder, 'authorized_keys'), readFileSync(`${key}.pub`));
        rmSync(`${key}.pub`);
        const prompts = scriptedPrompts({ passphrase: () => Promise.resolve({ secret: passphrase, remember: false }) });
        await machineFor(sshd.knownHosts(), { identityFiles: [key] }, prompts).connect({ mayAsk: true });
        assert.deepEqual(prompts.asked, passphrase === '' ? [] : ['passphrase']);
      });
    }
  }

  it('takes the keys of an agent', async () => {
    const socket = join(folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      await until(() => existsSync(socket));
      execFileSync('ssh-add', ['-q', sshd.key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      await machineFor(sshd.knownHosts(), { identityFiles: [], agent: socket }).connect({ mayAsk: false });
    } finally {
      agent.kill();
    }
  });

  it('is reached through jump hosts, each one verified', async () => {
    const hop = targetOf(sshd, sshd.knownHosts());
    await machineFor(sshd.knownHosts(), { jumps: [hop, hop] }).connect({ mayAsk: false });
    const stranger = targetOf(sshd, '');
    await assert.rejects(machineFor(sshd.knownHosts(), { jumps: [hop, stranger] }).connect({ mayAsk: false }), NeedsAnswer);
  });

  it('says that nothing listens, and tries again later', async () => {
    const machine = known({ port: 1 });
    await assert.rejects(machine.connect({ mayAsk: false }), (error: unknown) => error instanceof Unreachable && error.message.includes('refused'));
    assert.ok(machine.state.kind === 'lost' && machine.state.retryAt !== undefined);
    await assert.rejects(machine.run(script(':'), []), Unreachable);
  });

  for (const cipher of ['aes128-gcm@openssh.com', 'aes256-ctr', 'chacha20-poly1305@openssh.com']) {
    it(`gives long outputs side by side to the byte, keys changed meanwhile (${cipher})`, async () => {
      const one = await startSshd([`Ciphers ${cipher}`, 'RekeyLimit 1M']);
      try {
        const file = join(folder, 'random');
        const content = randomBytes(6_000_000);
        writeFileSync(file, content);
        const machine = createMachine(targetOf(one, one.knownHosts()), scriptedPrompts(), undefined, keptLog());
        machines.push(machine);
        const read = await Promise.all([1, 2, 3].map(() => machine.run(script('cat -- "$1"'), [file])));
        for (const { stdout } of read) assert.ok(content.equals(stdout));
      } finally {
        await one.dispose();
      }
    });
  }

  it('keeps to six channels', async () => {
    const machine = known();
    const running = Array.from({ length: 20 }, () => machine.run(script('sleep 0.02; echo x'), []));
    assert.ok((await Promise.all(running)).every(({ stdout }) => String(stdout) === 'x\n'));
  });
});
