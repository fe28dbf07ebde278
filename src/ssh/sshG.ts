/** Asks `ssh -G` (OpenSSH 6.8 and later) how it would reach a host: ssh(1), ssh_config(5). */
import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { UserError } from '../machine/errors';
import type { Jump } from './jumps';

/** Options as `ssh -G` prints them: lower-case names, each with its values in order. */
export type SshOptions = ReadonlyMap<string, readonly string[]>;

export interface AskOptions {
  readonly configArguments: readonly string[];
  readonly program?: string;
  readonly signal?: AbortSignal;
}

const timeLimit = 5_000;

/** Where there is no ssh, the answer is what the entry itself says, with ssh's defaults. */
export async function askSsh(wanted: Jump, { configArguments, program = 'ssh', signal }: AskOptions): Promise<SshOptions> {
  const args = [...configArguments, '-G', ...argumentsOf(wanted)];
  const { error, stdout, stderr } = await new Promise<{ error: Error | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(program, args, { timeout: timeLimit, maxBuffer: 1024 * 1024, windowsHide: true, signal }, (failure, out, err) =>
      resolve({ error: failure, stdout: out, stderr: err }),
    );
    child.stdin?.on('error', () => undefined).end();
  });
  signal?.throwIfAborted();
  if (!error) return parseOptions(stdout);
  if ('code' in error && error.code === 'ENOENT') return ownEntry(wanted);
  throw new UserError(`ssh did not say how it reaches ${wanted.host}`, {
    detail: stderr.trim() || `“${program} ${args.join(' ')}” gave no answer within ${timeLimit / 1000} s. A Match exec in ~/.ssh/config may hang.`,
    actions: ['editHost', 'openTerminal'],
  });
}

/** What `ssh` is called with to mean this host. */
export function argumentsOf({ host, user, port }: Jump): string[] {
  return [...(user === undefined ? [] : ['-l', user]), ...(port === undefined ? [] : ['-p', String(port)]), host];
}

export function parseOptions(text: string): SshOptions {
  const options = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const key = name.toLowerCase();
    options.set(key, [...(options.get(key) ?? []), value]);
  }
  return options;
}

export function one(options: SshOptions, name: string): string | undefined {
  return options.get(name)?.[0];
}

function ownEntry({ host, user, port }: Jump): SshOptions {
  const identities = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `~/.ssh/${name}`);
  return new Map([
    ['hostname', [host]],
    ['user', [user ?? userInfo().username]],
    ['port', [String(port ?? 22)]],
    ['identityfile', identities],
    ['userknownhostsfile', ['~/.ssh/known_hosts ~/.ssh/known_hosts2']],
    ['globalknownhostsfile', ['/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2']],
  ]);
}
