/**
 * A host of the test's own on this computer: a mount namespace in which /etc, /run and /var/backups are folders of the
 * test's, and a real sshd in it. The programs that a save starts are counted there, and one of them can be held.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Sshd, noSshd, startSshd } from './sshd';
import { until } from './until';

/** Why there is none here, or undefined. */
export const noPrivateHost =
  noSshd ?? (userInfo().uid !== 0 ? 'needs root, as on a host' : spawnSync('unshare', ['--mount', 'true']).status === 0 ? undefined : 'no mount namespace can be made here');

/** The moment before or after a program runs: the `turn`th time that it does. */
export interface Moment {
  readonly program: string;
  readonly turn: number;
  readonly when: 'before' | 'after';
}

const counted = ['basename', 'cat', 'cp', 'cut', 'date', 'dirname', 'find', 'flock', 'ln', 'mkdir', 'mktemp', 'mv', 'readlink', 'sha256sum', 'stat', 'sync'];
/** What sshd and a shell look for below /etc. */
const ownFiles = ['group', 'nsswitch.conf', 'ld.so.cache', 'alternatives'];

const counter = `#!/bin/sh
# Runs the program of its name, is counted, and stays while it is held.
name=\${0##*/}
rig=\${0%/bin/*}
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
turn=$(($(grep -cx "$name" "$rig/started") + 1))
echo "$name" >>"$rig/started"
stay() {
  [ "$(cat "$rig/hold")" = "$name $turn $1" ] || return 0
  : >"$rig/held"
  left=3000
  while [ -e "$rig/held" ] && [ "$left" -gt 0 ]; do
    sleep 0.02
    left=$((left - 1))
  done
}
stay before
"$name" "$@"
code=$?
stay after
exit "$code"
`;

export class PrivateHost {
  private constructor(
    private readonly folder: string,
    private readonly keeper: ChildProcess,
    readonly sshd: Sshd,
  ) {}

  static async make(): Promise<PrivateHost> {
    const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-private-'));
    for (const name of ['bin', 'etc/apt/sources.list.d', 'run/sshd', 'backups']) mkdirSync(join(folder, name), { recursive: true });
    for (const name of ownFiles.filter((file) => existsSync(`/etc/${file}`))) execFileSync('cp', ['-a', `/etc/${name}`, join(folder, 'etc')]);
    // No profile of the user's own goes before what is counted.
    const { username, uid, gid } = userInfo();
    writeFileSync(join(folder, 'etc/passwd'), `${username}:x:${uid}:${gid}::/:/bin/sh\nsshd:x:65533:65533::/run/sshd:/bin/false\n`);
    // Without it sshd takes every user for one that it does not know.
    writeFileSync(join(folder, 'etc/shadow'), `${username}:*:20000:0:99999:7:::\n`, { mode: 0o600 });
    for (const name of counted) writeFileSync(join(folder, 'bin', name), counter, { mode: 0o755 });
    for (const name of ['started', 'hold']) writeFileSync(join(folder, name), '');
    const mounts = 'mount --bind "$1/etc" /etc; mount --bind "$1/run" /run; mount --bind "$1/backups" /var/backups';
    // It lives as long as its input is open, and so not longer than the test.
    const keeper = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-ec', `${mounts}; : >"$1/ready"; exec cat`, 'keeper', folder], { stdio: ['pipe', 'ignore', 'inherit'] });
    await until(() => existsSync(join(folder, 'ready')));
    const path = `SetEnv PATH=${folder}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
    return new PrivateHost(folder, keeper, await startSshd([path], undefined, ['nsenter', `--mount=/proc/${keeper.pid ?? 0}/ns/mnt`, '--']));
  }

  /** Where a path of the host is to be found from here, mounts in it included. */
  path(onHost: string): string {
    return `/proc/${this.keeper.pid ?? 0}/root${onHost}`;
  }

  /** Runs a command there; rejects nothing: it throws where the command fails. */
  must(command: string, ...args: readonly string[]): string {
    return execFileSync('nsenter', [`--mount=/proc/${this.keeper.pid ?? 0}/ns/mnt`, '--', 'sh', '-ec', command, 'must', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** What runs there beside sshd, and beside the program by which an ssh holds its shared connection. */
  processes(): readonly number[] {
    const own = namespaceOf(String(this.keeper.pid));
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== this.keeper.pid && namespaceOf(pid) === own)
      .filter((pid) => !isOfSshd(pid))
      .map(Number);
  }

  /** The programs that were started since, in order. */
  get started(): readonly string[] {
    return readFileSync(join(this.folder, 'started'), 'utf8').split('\n').filter(Boolean);
  }

  /** Counts from here on, and holds what runs at that moment. */
  hold(moment?: Moment): void {
    this.release();
    writeFileSync(join(this.folder, 'started'), '');
    writeFileSync(join(this.folder, 'hold'), moment ? `${moment.program} ${moment.turn} ${moment.when}\n` : '\n');
  }

  get held(): boolean {
    return existsSync(join(this.folder, 'held'));
  }

  release(): void {
    writeFileSync(join(this.folder, 'hold'), '\n');
    rmSync(join(this.folder, 'held'), { force: true });
  }

  async dispose(): Promise<void> {
    this.release();
    await this.sshd.dispose();
    await until(() => this.processes().length === 0, 30_000);
    const ended = new Promise((resolve) => this.keeper.once('exit', resolve));
    this.keeper.stdin?.end();
    await ended;
    rmSync(this.folder, { recursive: true });
  }
}

function namespaceOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    // It ended, or was not yet waited for.
    return undefined;
  }
}

function stat(pid: string): { readonly name: string; readonly parent: string } | undefined {
  try {
    const [, name = '', parent = ''] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name, parent };
  } catch {
    return undefined;
  }
}

/** sshd, or the cat that it was asked for (and what that is counted by). */
function isOfSshd(pid: string): boolean {
  const process = stat(pid);
  return process !== undefined && (process.name.startsWith('sshd') || (process.name === 'cat' && isOfSshd(process.parent)));
}
