/**
 * How soon a host answers, beside `ssh`, which a person would use instead: a refresh, a first connection, fifty hosts at once, a
 * large log. Against a real sshd on this computer, at once and over a way of 80 ms. Ours and theirs take turns, and the medians
 * are compared. One JSON line a row, times in milliseconds; `ratio` is ours to theirs.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mostBytes } from '../../src/host/files';
import { probeArguments } from '../../src/host/probe/sections';
import { scripts } from '../../src/host/scripts';
import { quote } from '../../src/machine';
import type { Target } from '../../src/ssh';
import { targetOf } from '../support/machines';
import { startDistance } from '../support/distance';
import { type OwnProcess, isOwnSide } from '../support/ownProcess';
import { type Order, type Outcome, type Work, sshSide } from '../support/ownSsh';
import { SshProgram } from '../support/sshProgram';
import { type Sshd, noSshd, startSshd } from '../support/sshd';
import { type TimedShell, timedShell } from '../support/timedShell';

const print = (row: object) => process.stdout.write(`${JSON.stringify(row)}\n`);
const round = (value: number, digits = 1) => Number(value.toFixed(digits));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** A row takes no longer than this, as long as it has its fewest rounds: a busy computer gets fewer. */
const longestRow = 25_000;
const fewestRounds = 5;

/** Both in turns, each time the other one first. */
async function inTurns(most: number, ours: () => Promise<number>, theirs: () => Promise<number>, fewest = fewestRounds) {
  const times: { readonly ours: number[]; readonly theirs: number[] } = { ours: [], theirs: [] };
  const one = async () => times.ours.push(await ours());
  const other = async () => times.theirs.push(await theirs());
  const end = performance.now() + longestRow;
  for (let turn = 0; turn < most && (turn < fewest || performance.now() < end); turn += 1) {
    for (const take of turn % 2 === 0 ? [one, other] : [other, one]) await take();
  }
  const [mine, its] = [median(times.ours), median(times.theirs)];
  return { rounds: times.ours.length, ours: round(mine), theirs: round(its), ratio: round(mine / its, 3) };
}

/** One way to the sshd, and how both sides go it. */
class Way {
  private readonly shell = timedShell();

  constructor(
    private readonly own: OwnProcess<Order, Outcome>,
    private readonly sshd: Sshd,
    readonly roundTrip: number,
    private readonly port: number,
    private readonly knownHosts: string,
    readonly ssh = new SshProgram(sshd, join(sshd.folder, 'known_hosts'), port),
  ) {}

  target(number = 1): Target {
    const alias = `pve${number}`;
    return targetOf({ ...this.sshd, port: this.port }, this.knownHosts, { name: `root@${alias}`, hostKeyAlias: alias, connectTimeout: 30_000 });
  }

  async beside(bench: string, rounds: number, limit: number | undefined, { work, theirs, kind = 'warm', own = () => Promise.resolve(this.own), more = {} }: Comparison): Promise<void> {
    const ours = async () => {
      const side = await own();
      try {
        return (await side.perform({ kind, targets: [this.target()], work })).ms;
      } finally {
        if (side !== this.own) side.close();
      }
    };
    // What is there for the first time does not count.
    await ours();
    await this.shell.time(theirs);
    const times = await inTurns(rounds, ours, () => this.shell.time(theirs));
    print({ bench, ...more, roundTrip: this.roundTrip, ...times, limit });
  }

  close(): void {
    this.shell.close();
  }
}

interface Comparison {
  readonly work: Work;
  readonly theirs: string;
  readonly kind?: 'warm' | 'cold';
  readonly own?: () => Promise<OwnProcess<Order, Outcome>>;
  readonly more?: object;
}

const probe: Work = { script: scripts.probe, args: probeArguments };
const nothing: Work = { script: { name: 'nothing', text: ':' }, args: [] };

/** What a person would give to `ssh`: the script itself. */
function plain({ script, args }: Work): string {
  return ['exec', 'sh', '-c', script.text, script.name, ...args].map(quote).join(' ');
}

async function refresh(way: Way): Promise<void> {
  const shared = (work: Work) => way.ssh.shared(plain(work));
  await way.ssh.withMaster(async () => {
    await way.beside('ssh/refresh', 21, 1, { work: probe, theirs: shared(probe), more: { script: 'probe' } });
    await way.beside('ssh/refresh', 41, 1, { work: nothing, theirs: shared(nothing), more: { script: 'nothing' } });
  });
}

async function first(way: Way): Promise<void> {
  const limit = way.roundTrip === 0 ? 0.8 : undefined;
  const theirs = way.ssh.command(plain(probe));
  await way.beside('ssh/first', 11, limit, { work: probe, theirs, kind: 'cold', more: { process: 'that knows other hosts' } });
  await way.beside('ssh/first', 11, limit, { work: probe, theirs, kind: 'cold', own: () => Promise.resolve(sshSide.start()), more: { process: 'new' } });
  await way.beside('ssh/first', 11, limit, { work: nothing, theirs: way.ssh.command(plain(nothing)), kind: 'cold', more: { script: 'nothing' } });
}

async function log(way: Way, file: string): Promise<void> {
  const theirs = way.ssh.shared(`exec cat ${quote(file)}`);
  const read: Work = { script: scripts.read, args: [file, String(mostBytes), ''] };
  await way.ssh.withMaster(async () => {
    await way.beside('ssh/log', 41, 1, { work: read, theirs, more: { megabytes: 20, by: 'run' } });
    // Nobody asks `ssh` for single lines; this is what they cost beside the bytes alone.
    await way.beside('ssh/log', 7, undefined, { work: { script: { name: 'cat', text: 'cat -- "$1"' }, args: [file], lines: true }, theirs, more: { megabytes: 20, by: 'lines' } });
  });
}

async function fifty(way: Way, shell: TimedShell, names: string, work: Work): Promise<void> {
  const targets = Array.from({ length: 50 }, (_, index) => way.target(index + 1));
  const theirs = `xargs -P 16 -I HOST ${way.ssh.command(plain(work), [], 'HOST')} <${quote(names)}`;
  let peak = 0;
  const ours = async () => {
    const own = sshSide.start();
    try {
      const outcome = await own.perform({ kind: 'cold', targets, work });
      peak = Math.max(peak, outcome.peakMegabytes);
      return outcome.ms;
    } finally {
      own.close();
    }
  };
  // All fifty hosts are this one computer, which takes its time for fifty probes.
  const times = await inTurns(3, ours, () => shell.time(theirs), 1);
  const script = work.script.name;
  print({ bench: 'ssh/fifty', script, hosts: 50, beside: 'xargs -P 16 ssh', ...times, limit: 1 });
  print({ bench: 'ssh/fifty/memory', script, hosts: 50, megabytes: round(peak), limit: 150, ratio: round(peak / 150, 3) });
}

/** What a line of a busy host's log looks like, 20 MB of it. */
function makeLog(path: string): void {
  const line = (index: number) => `Dec 31 12:49:${String(index % 60).padStart(2, '0')} proxmox pvedaemon[${1000 + (index % 9000)}]: <root@pam> successful auth for user root@pam ${index}\n`;
  const text = Array.from({ length: 50_000 }, (_, index) => line(index)).join('');
  writeFileSync(path, text.repeat(Math.ceil(20e6 / text.length)).slice(0, 20e6));
}

async function main(): Promise<void> {
  const missing = noSshd ?? missingProgram();
  if (missing !== undefined) {
    print({ bench: 'ssh', leftOut: missing });
    return;
  }
  const wanted = process.env.PVE_DOCTOR_BENCH_PARTS?.split(',');
  const wants = (part: string) => wanted?.includes(part) ?? true;
  const apt = mkdtempSync(join(tmpdir(), 'pve-doctor-bench-apt-'));
  const sshd = await startSshd([`SetEnv APT_CONFIG=${ownApt(apt)} SHLVL=1`]);
  const knownHosts = Array.from({ length: 50 }, (_, index) => sshd.knownHosts().replace(/^\S+/, `pve${index + 1}`)).join('');
  writeFileSync(join(sshd.folder, 'known_hosts'), knownHosts);
  const names = join(sshd.folder, 'names');
  writeFileSync(names, Array.from({ length: 50 }, (_, index) => `pve${index + 1}\n`).join(''));
  const file = join(sshd.folder, 'syslog');
  makeLog(file);
  const relay = await startDistance(sshd.port, 80);
  const own = sshSide.start();
  const near = new Way(own, sshd, 0, sshd.port, knownHosts);
  const far = new Way(own, sshd, 80, relay.port, knownHosts);
  const shell = timedShell();
  try {
    for (const way of [near, far]) if (wants('refresh')) await refresh(way);
    for (const way of [near, far]) if (wants('first')) await first(way);
    if (wants('log')) await log(near, file);
    if (wants('fifty')) for (const work of [nothing, probe]) await fifty(near, shell, names, work);
  } finally {
    for (const each of [near, far, own, shell]) each.close();
    await relay.close();
    await sshd.dispose();
    rmSync(apt, { recursive: true });
  }
}

/**
 * Lists and caches of apt for the sessions alone, as a host has them: where a container throws its caches away, apt would read
 * all lists anew in each probe, and take longer for it than all the rest.
 */
function ownApt(folder: string): string {
  for (const name of ['lists', 'cache']) mkdirSync(join(folder, name));
  const file = join(folder, 'apt.conf');
  writeFileSync(file, `Dir::Etc::Parts "/dev/null";\nDir::State::Lists "${folder}/lists";\nDir::Cache "${folder}/cache";\n`);
  return file;
}

/** Why there is nothing to compare with, or undefined. */
function missingProgram(): string | undefined {
  for (const program of ['ssh', 'ssh-keygen', 'bash', 'xargs']) {
    try {
      execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    } catch {
      return `no ${program} is installed here`;
    }
  }
  return undefined;
}

if (isOwnSide) sshSide.serve();
else await main();
