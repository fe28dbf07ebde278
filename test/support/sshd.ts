/** A real sshd on loopback, as the current user, with keys and configuration of its own in a temporary folder. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { until } from './until';

const program = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));

/** Why the tests with a real sshd cannot run here, or undefined. */
export const noSshd = program === undefined ? 'no sshd is installed here (Debian: openssh-server)' : undefined;

export interface Sshd {
  readonly port: number;
  readonly folder: string;
  /** A private key that it lets in, without a passphrase. */
  readonly key: string;
  readonly user: string;
  /** The host key of that type as a line of known_hosts. */
  knownHosts(type?: string): string;
  /** What it logged so far. */
  readonly log: string;
  /** Ends it, with all its sessions. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Starts it where it was ended. */
  revive(): Promise<void>;
  dispose(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export function makeKey(path: string, type = 'ed25519', passphrase = ''): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', path]);
}

/** `extra` are lines of its configuration; `through` is a command that starts another one in its own place (nsenter). */
export async function startSshd(extra: readonly string[] = [], hostKeyTypes: readonly string[] = ['ed25519'], through: readonly string[] = []): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-sshd-'));
  const port = await freePort();
  const key = join(folder, 'id_ed25519');
  makeKey(key);
  for (const type of hostKeyTypes) makeKey(join(folder, `host_${type}`), type);
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${key}.pub`), { mode: 0o600 });
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      `ListenAddress 127.0.0.1:${port}`,
      ...hostKeyTypes.map((type) => `HostKey ${join(folder, `host_${type}`)}`),
      `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'MaxStartups 100',
      'PrintMotd no',
      ...extra,
      // Unless a test sets variables of its own: bash takes itself for no first shell of a login, and passes the account's
      // own ~/.bashrc over, which may take seconds.
      'SetEnv SHLVL=1',
      '',
    ].join('\n'),
  );
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  let child: ChildProcess | undefined;
  let log = '';
  const sshd: Sshd = {
    port,
    folder,
    key,
    user: userInfo().username,
    knownHosts: (type = hostKeyTypes[0]!) => `[127.0.0.1]:${port} ${readFileSync(join(folder, `host_${type}.pub`), 'utf8').split(' ').slice(0, 2).join(' ')}\n`,
    get log() {
      return log;
    },
    start: async () => {
      const [command, ...words] = [...through, program ?? '', '-D', '-e', '-f', join(folder, 'sshd_config')];
      const started = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
      started.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
      child = started;
      await until(() => answers(port));
    },
    kill: async () => {
      const ended = child;
      if (ended?.exitCode !== null || ended.signalCode !== null) return;
      const sessions = descendants(ended.pid!);
      const closed = new Promise((resolve) => ended.once('exit', resolve));
      ended.kill('SIGKILL');
      for (const pid of sessions) killIfThere(pid);
      await closed;
    },
    revive: async () => {
      if (child?.exitCode !== null || child.signalCode !== null) await sshd.start();
    },
    dispose: async () => {
      await sshd.kill();
      rmSync(folder, { recursive: true });
    },
  };
  try {
    await sshd.start();
  } catch (error) {
    await sshd.dispose();
    throw error;
  }
  return sshd;
}


function descendants(parent: number): number[] {
  const text = existsSync(`/proc/${parent}/task/${parent}/children`) ? readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8') : '';
  const children = text.trim().split(' ').filter(Boolean).map(Number).filter(isSshd);
  return children.flatMap((pid) => [pid, ...descendants(pid)]);
}

function isSshd(pid: number): boolean {
  return existsSync(`/proc/${pid}/comm`) && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('sshd');
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was quicker.
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('data', () => socket.destroy());
  });
}
