/** The script that searches, on this computer, with a /var/log of the test's own. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scripts } from '../../../../src/host';
import { titled } from '../thisComputer';

const no = spawnSync('unshare', ['--mount', 'true']).status === 0 ? undefined : 'no mount namespace can be made here';
const filler = (count: number) => Array.from({ length: count }, (_, index) => `Nov 20 11:00:00 pve8 CRON[${index}]: (root) CMD (true)\n`).join('');
const failure = (pid: number) => `Nov 20 12:00:00 pve8 QEMU[${pid}]: KVM internal error. Suberror: 3\nNov 20 12:00:00 pve8 QEMU[${pid}]: extra data[0]: 0x0000000080000b0e\n`;

describe(titled('the search on a host', no), () => {
  if (no !== undefined) return;
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pve-doctor-search-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const pack = (name: string, ...command: readonly [string, ...string[]]) => execFileSync(command[0], [...command.slice(1), join(folder, name)]);

  function search(known: readonly string[] = [], path = process.env.PATH ?? ''): readonly string[] {
    const { stdout, stderr, status } = spawnSync('unshare', ['--mount', 'sh', '-c', 'mount --bind "$1" /var/log; PATH=$2; export PATH; shift 2; exec /bin/sh -c "$@"', 'own', folder, path, scripts.searchFailures.text, 'search', '', ...known], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 64 * 1024 * 1024 });
    assert.deepEqual([stderr, status], ['', 0]);
    const lines = stdout.split('\n');
    return lines.slice(lines.findIndex((line) => line.startsWith('source /')) < 0 ? lines.length : lines.findIndex((line) => line.startsWith('source /')), -1);
  }
  const pids = (lines: readonly string[]) => lines.flatMap((line) => /QEMU\[(\d+)\]: KVM/.exec(line)?.[1] ?? []);
  const next = (lines: readonly string[]) => lines.filter((line) => line.startsWith('next ')).map((line) => line.slice(5));
  const ends = (lines: readonly string[]) => lines.filter((line) => line.startsWith('end ')).map((line) => line.slice(4));

  it('finds what failed in plain files and in packed ones of every kind, with what follows it, and brings nothing else', () => {
    write('syslog', filler(5) + failure(1) + filler(200) + failure(2));
    for (const [name, pid] of [['syslog.2', 3], ['syslog.3', 4], ['kern.log.1', 5], ['messages.1', 6]] as const) write(name, filler(10) + failure(pid));
    pack('syslog.2', 'gzip');
    pack('syslog.3', 'xz');
    pack('kern.log.1', 'zstd', '-q', '--rm');
    pack('messages.1', 'bzip2');
    const lines = search();
    assert.deepEqual(lines.filter((line) => line.startsWith('source ')), ['source /var/log/syslog', 'source /var/log/syslog.2.gz', 'source /var/log/syslog.3.xz', 'source /var/log/kern.log.1.zst', 'source /var/log/messages.1.bz2']);
    assert.deepEqual(pids(lines), ['1', '2', '3', '4', '5', '6']);
    assert.equal(lines.filter((line) => line.includes('extra data[0]')).length, 6);
    assert.deepEqual(ends(lines), ['0', '0', '0', '0', '0']);
    const brought = lines.filter((line) => line.startsWith(':')).length;
    assert.ok(brought <= 6 * 2 + 60, `${brought} lines`);
  });

  it('keeps the files apart and in their order, however much each has to say', () => {
    const many = (first: number) => Array.from({ length: 3000 }, (_, index) => failure(first + index)).join('');
    for (const [index, name] of ['syslog', 'syslog.1', 'syslog.2', 'kern.log', 'kern.log.1'].entries()) write(name, many(index * 3000 + 1));
    pack('syslog.2', 'gzip');
    const lines = search();
    assert.deepEqual(pids(lines).map(Number), Array.from({ length: 15_000 }, (_, index) => index + 1));
    const marks = lines.flatMap((line) => /^(source|next|end)/.exec(line)?.[1] ?? []);
    assert.deepEqual(marks, Array.from({ length: 5 }, () => ['source', 'next', 'end']).flat());
  });

  it('brings what names a guest, begins a boot, kills a guest or is a machine check', () => {
    const named = ['pve8 pvedaemon[5]: VM 101 started with PID 4711.', 'pve8 kernel: Linux version 6.8.12', 'pve8 kernel: oom-kill:constraint=CONSTRAINT_NONE,task=kvm,pid=1', 'pve8 kernel: mce: [Hardware Error]: CPU 0', 'pve8 kernel: EDAC MC0: 1 CE memory read error', 'pve8 pvedaemon[5]: stop VM 101: UPID:pve8:00001234:00000000:00000000:qmstop:101:root@pam:'].map((line) => `Nov 20 11:00:00 ${line}\n`);
    write('syslog', filler(100) + named.join(filler(100)) + filler(100));
    assert.deepEqual(search().filter((line) => line.startsWith(':')).map((line) => `${line.slice(1)}\n`), named);
  });

  it('reads on where it ended, and what was rotated meanwhile no second time', () => {
    write('syslog', failure(1) + filler(3000));
    write('syslog.1', filler(1) + failure(9));
    const first = search();
    assert.deepEqual(pids(first), ['1', '9']);
    assert.deepEqual(ends(search(next(first))), ['2', '2']);
    appendFileSync(join(folder, 'syslog'), failure(2));
    renameSync(join(folder, 'syslog'), join(folder, 'syslog.1'));
    write('syslog', failure(3));
    const second = search(next(first));
    assert.deepEqual([pids(second), ends(second)], [['3', '2'], ['0', '0']]);
  });

  it('reads a line whole that was half written when it ended', () => {
    const whole = failure(1);
    write('syslog', filler(10) + whole.slice(0, 60));
    const first = search();
    appendFileSync(join(folder, 'syslog'), whole.slice(60));
    assert.deepEqual(pids(search(next(first))), ['1']);
  });

  it('reads a file anew that was emptied and written again', () => {
    write('syslog', filler(50));
    const first = search();
    write('syslog', `Nov 21 00:00:00 pve8 rsyslogd: restarted\n${filler(100)}${failure(4)}`);
    assert.deepEqual(pids(search(next(first))), ['4']);
  });

  it('says what it could not read, and reads the others', () => {
    write('syslog', failure(1));
    write('syslog.1', filler(2000) + failure(2) + filler(2000));
    pack('syslog.1', 'gzip');
    const bytes = readFileSync(join(folder, 'syslog.1.gz'));
    writeFileSync(join(folder, 'syslog.1.gz'), bytes.subarray(0, bytes.length - 20));
    write('syslog.2', failure(3));
    pack('syslog.2', 'zstd', '-q', '--rm');
    const bin = join(folder, 'bin');
    execFileSync('sh', ['-c', 'mkdir "$1"; for tool in sh grep tr awk mawk stat head cksum readlink date gzip dd cat cut sed id; do ln -s "$(command -v $tool)" "$1/"; done', 'link', bin]);
    const lines = search([], bin);
    assert.deepEqual(pids(lines), ['1', '2']);
    assert.match(ends(lines)[1] ?? '', /^1 gzip: .*unexpected end of file$/);
    assert.equal(ends(lines)[2], '6 zstd');
  });

  it('takes no offence at bytes that are no text, at a line without an end, and at odd names', () => {
    write('syslog', `\0\0\0\0\n${failure(1)}\0${'x'.repeat(3_000_000)}\n${failure(2).trimEnd()}`);
    write('syslog.odd name $(touch x)', failure(3));
    const lines = search();
    assert.deepEqual(pids(lines), ['1', '2', '3']);
    assert.ok(Math.max(...lines.map((line) => line.length)) <= 4097);
  });

  it('finds nothing in nothing', () => {
    assert.deepEqual(search(), []);
    write('syslog', '');
    chmodSync(join(folder, 'syslog'), 0o600);
    assert.deepEqual(ends(search()), ['2']);
  });
});
