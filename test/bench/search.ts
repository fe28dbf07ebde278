/**
 * Searching a gigabyte of plain and packed logs on a host, beside `zgrep -F` there: the same files, which a real sshd on this
 * computer has as its /var/log, both over a connection that is open, in turns. One JSON line a row; `ratio` is ours to theirs, and
 * the memory is what a process that does nothing else held above what it held before. PVE_DOCTOR_BENCH_MEGABYTES makes it another
 * size (of the content), PVE_DOCTOR_BENCH_PACKED another share that is packed (in tenths).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostSession, type SearchRecord, scripts } from '../../src/host';
import { quote } from '../../src/machine';
import { Machines, type Target } from '../../src/ssh';
import { scriptedPrompts, targetOf } from '../support/machines';
import { type Growth, isOwnSide, ownSide, withGrowth } from '../support/ownProcess';
import { SshProgram } from '../support/sshProgram';
import { type Sshd, noSshd, startSshd } from '../support/sshd';
import { timedShell } from '../support/timedShell';

const print = (row: object) => process.stdout.write(`${JSON.stringify(row)}\n`);
const round = (value: number, digits = 1) => Number(value.toFixed(digits));
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const megabytes = Number(process.env.PVE_DOCTOR_BENCH_MEGABYTES ?? 1000);
const rounds = 5;
/** Of each ten megabytes, as many are packed. */
const packedTenths = Number(process.env.PVE_DOCTOR_BENCH_PACKED ?? 6);

/** A busy host's log of so many megabytes, with a failure in the middle of each ten. */
function log(size: number, first: number): string {
  const words = ['pvedaemon[1234]: <root@pam> successful auth for user root@pam', 'systemd[1]: session-7.scope: Deactivated successfully.', 'kernel: [12345.678901] vmbr0: port 2(tap100i0) entered forwarding state', 'pvestatd[999]: status update time (5.012 seconds)', 'CRON[88]: (root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)'];
  const line = (index: number) => `Nov 20 ${String(Math.floor(index / 3600) % 24).padStart(2, '0')}:${String(Math.floor(index / 60) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')} pve8 ${words[(index * 7) % words.length] ?? ''} ${(index * 2_654_435_761) % 4_294_967_296}\n`;
  const half = Array.from({ length: 55_000 }, (_, index) => line(index)).join('').slice(0, 5_000_000).replace(/[^\n]*$/, '');
  const failure = (pid: number) => `Nov 20 12:00:00 pve8 QEMU[${pid}]: KVM internal error. Suberror: 3\nNov 20 12:00:00 pve8 QEMU[${pid}]: extra data[0]: 0x0000000080000b0e\n`;
  return Array.from({ length: size / 10 }, (_, index) => half + failure(first + index) + half).join('');
}

/** Its files, and how many failures are in them. */
function makeLogs(folder: string): number {
  const plain = Math.round((megabytes * (10 - packedTenths)) / 10 / 20) * 10;
  const packed = Math.max(10, Math.round((megabytes * packedTenths) / 10 / 6 / 10) * 10);
  writeFileSync(join(folder, 'syslog'), log(plain, 1));
  writeFileSync(join(folder, 'syslog.1'), log(plain, 10_001));
  writeFileSync(join(folder, 'syslog.2'), log(packed, 20_001));
  execFileSync('gzip', [join(folder, 'syslog.2')]);
  for (const number of [3, 4, 5, 6, 7]) copyFileSync(join(folder, 'syslog.2.gz'), join(folder, `syslog.${number}.gz`));
  return (2 * plain + packed) / 10;
}

function missing(): string | undefined {
  if (noSshd !== undefined) return noSshd;
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0) return 'no mount namespace can be made here';
  const { bavail, bsize } = statfsSync(tmpdir());
  return bavail * bsize < megabytes * 2e6 ? `there is no room for ${megabytes} MB in ${tmpdir()}` : undefined;
}

interface Order {
  readonly target: Target;
  readonly next?: SearchRecord['next'];
}

interface Outcome {
  readonly ms: number;
  readonly failures: number;
  readonly unread: readonly string[];
  readonly next: SearchRecord['next'];
  readonly growth: Growth;
}

let session: HostSession | undefined;

/** As the extension does it, over one connection that stays. */
const side = ownSide(async ({ target, next }: Order): Promise<Outcome> => {
  const nothingKept = { read: () => Promise.resolve([]), append: () => Promise.resolve() };
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  session ??= new HostSession({ id: 'bench', label: 'bench', machine: new Machines(scriptedPrompts(), undefined, quiet).create(target), evidence: nothingKept, guestLogs: nothingKept, deeds: nothingKept });
  await session.machine.connect({ mayAsk: false });
  const { result, growth } = await withGrowth(async () => {
    const begin = performance.now();
    const record = await session?.searchFailures(next);
    return { ms: performance.now() - begin, record };
  });
  const { ms, record } = result;
  if (!record) throw new Error('The session is gone.');
  return { ms, failures: record.failures.length, unread: record.sources.flatMap(({ source, unknown }) => (unknown === undefined ? [] : `${source}: ${unknown}`)), next: record.next, growth };
});

/** What the script looks for: a person looks for the first of them. */
const words = [...scripts.searchFailures.text.matchAll(/-e '([^']+)'/g)].map(([, word = '']) => word);

async function measure(sshd: Sshd, failures: number): Promise<void> {
  const known = join(sshd.folder, 'known_hosts');
  writeFileSync(known, sshd.knownHosts().replace(/^\S+/, 'pve1'));
  const target = targetOf(sshd, sshd.knownHosts());
  const ssh = new SshProgram(sshd, known);
  const own = side.start();
  const shell = timedShell();
  const ours = async (next?: SearchRecord['next']) => {
    const outcome = await own.perform({ target, ...(next ? { next } : {}) });
    if (!next && (outcome.failures !== failures || outcome.unread.length > 0)) throw new Error(`${outcome.failures} failures were found, not ${failures}: ${outcome.unread.join(', ')}`);
    return outcome;
  };
  const theirs = (searched: readonly string[]) => shell.time(ssh.shared(`zgrep -F ${searched.flatMap((word) => ['-e', word]).map(quote).join(' ')} /var/log/syslog*`));
  try {
    await ssh.withMaster(async () => {
      await theirs(words);
      // A first search pays for code and caches, and so tells most of the memory; it does not count among the times.
      const outcomes = [await ours()];
      const times: { readonly ours: number[]; readonly one: number[]; readonly all: number[] } = { ours: [], one: [], all: [] };
      const turns = [
        async () => {
          const outcome = await ours();
          outcomes.push(outcome);
          times.ours.push(outcome.ms);
        },
        async () => times.one.push(await theirs(words.slice(0, 1))),
        async () => times.all.push(await theirs(words)),
      ];
      for (let turn = 0; turn < rounds; turn += 1) for (const take of turn % 2 === 0 ? turns : [...turns].reverse()) await take();
      const mine = median(times.ours);
      for (const [count, its] of [[1, median(times.one)], [words.length, median(times.all)]] as const) {
        print({ bench: 'search/host', megabytes, packed: packedTenths / 10, failures, beside: `zgrep -F of ${count} ${count === 1 ? 'word' : 'words'}`, rounds, ours: round(mine), theirs: round(its), ratio: round(mine / its, 3), limit: 1.3 });
      }
      const most = (of: keyof Growth) => Math.max(...outcomes.map(({ growth }) => growth[of]));
      print({ bench: 'search/host/memory', megabytes, failures, grown: round(most('resident')), heap: round(most('heap')), external: round(most('external')), limit: 30, ratio: round(most('resident') / 30, 3) });
      const again = await ours(outcomes[0]?.next);
      print({ bench: 'search/host/again', megabytes, ours: round(again.ms), beside: round(mine), ratio: round(again.ms / mine, 3) });
    });
  } finally {
    shell.close();
    own.close();
  }
}

async function main(): Promise<void> {
  const reason = missing();
  if (reason !== undefined) {
    print({ bench: 'search', leftOut: reason });
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-bench-logs-'));
  try {
    const failures = makeLogs(folder);
    const sshd = await startSshd([], undefined, ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /var/log && exec "$@"', folder]);
    try {
      await measure(sshd, failures);
    } finally {
      await sshd.dispose();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (isOwnSide) side.serve();
else await main();
