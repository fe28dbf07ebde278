/**
 * Searching a gigabyte of plain and packed logs on a host, beside `zgrep -F` there over `ssh`: the same files, which a real sshd
 * on this computer has as its /var/log. One JSON line a row; `ratio` is ours to theirs, and the memory is what this process held
 * above what it held before. PVE_DOCTOR_BENCH_MEGABYTES makes it another size.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostSession } from '../../src/host';
import { quote } from '../../src/machine';
import { Machines } from '../../src/ssh';
import { scriptedPrompts, targetOf } from '../support/machines';
import { noSshd, startSshd } from '../support/sshd';
import { timedShell } from '../support/timedShell';

const print = (row: object) => process.stdout.write(`${JSON.stringify(row)}\n`);
const round = (value: number, digits = 1) => Number(value.toFixed(digits));
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const megabytes = Number(process.env.PVE_DOCTOR_BENCH_MEGABYTES ?? 1000);
const rounds = 5;
/** Of each ten megabytes, as many are packed. */
const packedTenths = 6;

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

async function main(): Promise<void> {
  const reason = missing();
  if (reason !== undefined) {
    print({ bench: 'search', leftOut: reason });
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-bench-logs-'));
  const failures = makeLogs(folder);
  const sshd = await startSshd([], undefined, ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /var/log && exec "$@"', folder]);
  const known = join(sshd.folder, 'known_hosts');
  writeFileSync(known, sshd.knownHosts());
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const machine = new Machines(scriptedPrompts(), undefined, quiet).create(targetOf(sshd, sshd.knownHosts()));
  const session = new HostSession({ id: 'bench', label: 'bench', machine, evidence: { read: () => Promise.resolve([]), append: () => Promise.resolve() }, guestLogs: { read: () => Promise.resolve([]), append: () => Promise.resolve() }, deeds: { read: () => Promise.resolve([]), append: () => Promise.resolve() } });
  const shell = timedShell();
  const words = ['ssh', '-F', 'none', '-i', sshd.key, '-p', String(sshd.port), ...['IdentitiesOnly=yes', `UserKnownHostsFile=${known}`, 'GlobalKnownHostsFile=none', 'BatchMode=yes'].flatMap((option) => ['-o', option]), '127.0.0.1', "zgrep -F 'KVM internal error' /var/log/syslog*"];
  const theirs = () => shell.time(words.map(quote).join(' '));
  try {
    await machine.connect({ mayAsk: false });
    const ours = async () => {
      const begin = performance.now();
      const record = await session.searchFailures(undefined);
      const ms = performance.now() - begin;
      if (record.failures.length !== failures || record.sources.some(({ unknown }) => unknown !== undefined)) throw new Error(`${record.failures.length} failures were found, not ${failures}: ${JSON.stringify(record.sources)}`);
      return { ms, record };
    };
    // What is there for the first time does not count: code, and the disk's cache.
    const { record } = await ours();
    await theirs();
    const times: { readonly ours: number[]; readonly theirs: number[] } = { ours: [], theirs: [] };
    globalThis.gc?.();
    const idle = process.memoryUsage.rss();
    let peak = idle;
    const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
    for (let turn = 0; turn < rounds; turn += 1) {
      if (turn % 2 === 0) times.ours.push((await ours()).ms);
      times.theirs.push(await theirs());
      if (turn % 2 === 1) times.ours.push((await ours()).ms);
    }
    clearInterval(sampling);
    const [mine, its] = [median(times.ours), median(times.theirs)];
    print({ bench: 'search/host', megabytes, packed: packedTenths / 10, failures, rounds, ours: round(mine), theirs: round(its), ratio: round(mine / its, 3), limit: 1.3 });
    const grown = (peak - idle) / 1e6;
    print({ bench: 'search/host/memory', megabytes, grown: round(grown), limit: 30, ratio: round(grown / 30, 3) });
    const begin = performance.now();
    await session.searchFailures(record.next);
    print({ bench: 'search/host/again', megabytes, ours: round(performance.now() - begin), beside: round(mine), ratio: round((performance.now() - begin) / mine, 3) });
  } finally {
    shell.close();
    session.dispose();
    await sshd.dispose();
    rmSync(folder, { recursive: true });
  }
}

await main();
