import assert from 'node:assert/strict';
import { type SearchProgress, type SearchRecord, resultOf } from '../../../../src/host';
import { machineChecksInBootOf, outOfMemoryOf, reportText, sourceOf, sourceWords, unreadSources } from '../../../../src/host/search';
import { Cancelled, NeedsRoot } from '../../../../src/machine';
import { fakeHost } from '../fakeHost';

const boot = 'a'.repeat(32);
const bootBefore = 'b'.repeat(32);
/** 2026-11-20 12:00:00 in Berlin. */
const noon = Date.parse('2026-11-20T11:00:00Z');
let entries = 0;

function entry(seconds: number, message: string, { id = 'QEMU', pid = 2043179, unit = '', bootId = boot } = {}): string {
  entries += 1;
  return `:${JSON.stringify({ __REALTIME_TIMESTAMP: String((noon + seconds * 1000) * 1000), __CURSOR: `s=1;i=${entries}`, MESSAGE: message, _PID: String(pid), SYSLOG_IDENTIFIER: id, _BOOT_ID: bootId, ...(unit === '' ? {} : { _SYSTEMD_UNIT: unit }) })}`;
}

const kernel = { id: 'kernel', pid: 0 };
const journal = (...lines: readonly string[]) => ['source journal', `since ${noon / 1000 - 86_400}.5`, ...lines, 'next s=1;i=ff', 'end 0'];
const file = (path: string, ...lines: readonly string[]) => [`source ${path}`, `next 7:${path.length}:100`, ...lines.map((line) => `:${line}`), 'end 0'];
const files = (...paths: readonly string[]) => paths.map((path) => `file 100 ${noon / 1000 + 60} ${path}`);
const output = (...parts: readonly (readonly string[])[]) => [['zone Europe/Berlin +0100'], ...parts].flat().map((line) => `${line}\n`).join('');

async function search(text: string, next?: SearchRecord['next']) {
  const host = fakeHost();
  host.machine.answer('search-failures', text);
  return { record: await host.session.searchFailures(next), calls: host.calls('search-failures') };
}

describe('a search of a host’s logs', () => {
  it('finds in the journal what failed, when, in which boot, and which guest it was', async () => {
    const { record } = await search(output(journal(
      entry(-100, 'Linux version 6.8.12-9-pve', kernel),
      entry(0, 'KVM internal error. Suberror: 3', { unit: '100.scope' }),
      entry(0, 'extra data[0]: 0x0000000080000b0e', { unit: '100.scope' }),
      entry(0, 'extra data[1]: 0x0000000000000031', { unit: '100.scope' }),
      entry(0, 'RAX=0000000000000000 RBX=0000000000000000 RCX=0000000000000000 RDX=0000000000000000', { unit: '100.scope' }),
      entry(10, 'KVM internal error. Suberror: 1', { pid: 77 }),
    )));
    const [first, second, ...more] = record.failures;
    assert.deepEqual(more, []);
    assert.deepEqual([first?.time, first?.suberror, first?.pid, first?.vmid, first?.bootId, first?.sources], [noon, 3, 2043179, 100, boot, ['journal']]);
    assert.match(first?.vmidReason ?? '', /^the journal names its unit/);
    assert.deepEqual(first?.lines?.map((line) => line.slice(0, 13)), ['KVM internal ', 'extra data[0]', 'extra data[1]', 'RAX=000000000']);
    assert.deepEqual([second?.time, second?.suberror, second?.pid, second?.vmid], [noon + 10_000, 1, 77, undefined]);
    assert.deepEqual(record.sources.map(({ source, since, unknown }) => [source, since, unknown]), [['journal', noon - 86_400_000 + 500, undefined]]);
  });

  it('tells the same failure in the journal and in syslog as one, and two in one second as two', async () => {
    const { record } = await search(output(
      files('/var/log/syslog'),
      journal(entry(0.4, 'KVM internal error. Suberror: 3', { unit: '100.scope' }), entry(0.5, 'KVM internal error. Suberror: 3', { unit: '100.scope' })),
      file('/var/log/syslog', 'Nov 20 12:00:00 pve8 QEMU[2043179]: KVM internal error. Suberror: 3', 'Nov 20 12:00:01 pve8 QEMU[2043179]: KVM internal error. Suberror: 3', 'Nov 20 12:00:01 pve8 QEMU[2043179]: KVM internal error. Suberror: 3', 'Nov 20 12:00:00 pve8 QEMU[8]: KVM internal error. Suberror: 3'),
    ));
    assert.deepEqual(record.failures.map(({ pid, sources }) => [pid, sources.length]), [[8, 1], [2043179, 2], [2043179, 2], [2043179, 1]]);
  });

  it('knows a year and a time that syslog leaves out', async () => {
    const { record } = await search(output(files('/var/log/syslog.1', '/var/log/syslog.2.gz'), file('/var/log/syslog.1', 'Dec 31 23:59:00 pve8 QEMU[1]: KVM internal error. Suberror: 3', 'Jul  1 00:30:00 pve8 QEMU[1]: KVM internal error. Suberror: 3', 'Nov 20 12:00:59 pve8 QEMU[1]: KVM internal error. Suberror: 3')));
    assert.deepEqual(record.failures.map(({ time }) => new Date(time ?? 0).toISOString()), ['2025-12-31T22:59:00.000Z', '2026-06-30T22:30:00.000Z', '2026-11-20T11:00:59.000Z']);
  });

  it('knows the year where a clock was set back in between', async () => {
    const { record } = await search(output(files('/var/log/syslog'), file('/var/log/syslog', 'Nov 20 12:00:00 pve8 QEMU[1]: KVM internal error. Suberror: 3', 'Nov  2 12:00:00 pve8 QEMU[2]: KVM internal error. Suberror: 3')));
    assert.deepEqual(record.failures.map(({ time }) => new Date(time ?? 0).getUTCFullYear()), [2026, 2026]);
  });

  it('names the guest by the start that was logged before, and says how it is known', async () => {
    const { record } = await search(output(files('/var/log/syslog'), file('/var/log/syslog', 'Nov 19 08:00:00 pve8 pvedaemon[5]: VM 101 started with PID 4711.', 'Nov 20 12:00:00 pve8 QEMU[4711]: KVM internal error. Suberror: 3')));
    assert.deepEqual([record.failures[0]?.vmid, record.failures[0]?.vmidReason], [101, '“VM 101 started with PID 4711” stands in the log before it, at Nov 19 08:00:00']);
  });

  it('begins the next one where this one ended, and finds nothing twice', async () => {
    const text = output(files('/var/log/syslog'), journal(entry(0, 'KVM internal error. Suberror: 3')), file('/var/log/syslog', 'Nov 20 12:00:00 pve8 QEMU[2043179]: KVM internal error. Suberror: 3'));
    const first = await search(text);
    assert.deepEqual(first.calls[0]?.args, ['']);
    assert.deepEqual(first.record.next, { cursor: 's=1;i=ff', files: ['7:15:100'] });
    const again = await search(text, first.record.next);
    assert.deepEqual(again.calls[0]?.args, ['s=1;i=ff', '7:15:100']);
    const result = resultOf([first.record, again.record]);
    assert.deepEqual([result?.failures.length, result?.added], [1, 0]);
    const more = await search(output(journal(entry(5, 'KVM internal error. Suberror: 3'))), again.record.next);
    assert.deepEqual([resultOf([first.record, again.record, more.record])?.failures.length, resultOf([first.record, more.record])?.added], [2, 1]);
  });

  it('says of what could not be read that it is unknown, why, and looks at it again', async () => {
    const { record } = await search(output(
      files('/var/log/syslog', '/var/log/syslog.1', '/var/log/syslog.2.zst', '/var/log/syslog.3.gz'),
      ['source journal', 'end 4'],
      ['source /var/log/syslog', 'end 4'],
      file('/var/log/syslog.1'),
      ['source /var/log/syslog.2.zst', 'end 6 zstd'],
      ['source /var/log/syslog.3.gz', 'next 9:9:100', ':Nov 20 12:00:00 pve8 QEMU[5]: KVM internal error. Suberror: 3', 'end 1 gzip: /var/log/syslog.3.gz: unexpected end of file'],
    ), { cursor: 's=0;i=1', files: [] });
    const result = resultOf([record]);
    assert.ok(result);
    assert.deepEqual(result.sources.map((source) => sourceWords(result, source)), [
      'unknown: it can be read by root and by members of adm alone',
      'unknown: it can be read by root and by members of adm alone',
      'no failures',
      'unknown: zstd is not installed there, which unpacks it',
      '1 failure, more unknown: not read to its end: gzip: /var/log/syslog.3.gz: unexpected end of file',
    ]);
    assert.equal(unreadSources(result).length, 4);
    assert.deepEqual(record.next, { cursor: 's=0;i=1', files: ['7:17:100'] });
  });

  it('tells how far it is by the bytes of the files', async () => {
    const host = fakeHost();
    const seen: SearchProgress[] = [];
    host.machine.answer('search-failures', output(files('/var/log/syslog', '/var/log/syslog.1'), journal(), file('/var/log/syslog'), file('/var/log/syslog.1')));
    await host.session.searchFailures(undefined, { onProgress: (progress) => seen.push(progress) });
    assert.deepEqual(seen, [{ source: 'journal', done: 0 }, { source: '/var/log/syslog', done: 0 }, { source: '/var/log/syslog.1', done: 0.5 }]);
  });

  it('goes on with the user’s own rights where there is no root, and ends as it is told to', async () => {
    const host = fakeHost();
    host.machine.answer('search-failures', ({ options }) => (options.asRoot ? new NeedsRoot('no sudo') : output(journal(entry(0, 'KVM internal error. Suberror: 3')))));
    assert.equal((await host.session.searchFailures(undefined)).failures.length, 1);
    const stop = new AbortController();
    host.machine.answer('search-failures', () => new Promise(() => stop.abort(new Cancelled('enough'))));
    await assert.rejects(host.session.searchFailures(undefined, { signal: stop.signal }), Cancelled);
    host.machine.answer('search-failures', { stdout: output(), stderr: 'sh: not found', code: 127 });
    await assert.rejects(host.session.searchFailures(undefined), /ended with exit code 127/);
  });

  it('holds no more than it must of a log that is nothing but failures', async function () {
    this.timeout(60_000);
    const lines = Array.from({ length: 30_000 }, (_, index) => `Nov 20 12:00:00 pve8 QEMU[${index}]: KVM internal error. Suberror: 3\n:Nov 20 12:00:00 pve8 QEMU[${index}]: extra data[0]: 0x${index.toString(16)}`);
    const { record } = await search(output(files('/var/log/syslog'), file('/var/log/syslog', ...lines)));
    assert.deepEqual([record.failures.length, record.truncated, record.failures.filter((one) => one.lines !== undefined).length], [5000, true, 100]);
    assert.deepEqual([record.failures[0]?.pid, record.failures.at(-1)?.pid], [25_000, 29_999]);
    assert.deepEqual(record.failures.filter((one) => one.lines?.length === 1), [], 'each kept what QEMU printed with it');
  });

  it('holds no more of many such logs than of one', async () => {
    const paths = ['/var/log/syslog', '/var/log/syslog.1'];
    const lines = (first: number) => Array.from({ length: 3000 }, (_, index) => `Nov 20 12:00:00 pve8 QEMU[${first + index}]: KVM internal error. Suberror: 3`);
    const { record } = await search(output(files(...paths), ...paths.map((path, index) => file(path, ...lines(index * 3000)))));
    assert.deepEqual([record.failures.length, record.truncated, record.failures[0]?.pid, record.failures.at(-1)?.pid], [5000, true, 1000, 5999]);
  });
});

describe('beside the failures a search tells', () => {
  const checked = (seconds: number) => entry(seconds, 'mce: [Hardware Error]: Machine check events logged', kernel);
  const started = (seconds: number, bootId = boot) => entry(seconds, 'Linux version 6.8.12-9-pve', { ...kernel, bootId });

  it('whether machine checks were logged in that boot', async () => {
    const { record } = await search(output(journal(started(-5000, bootBefore), checked(-4000), started(-1000), entry(0, 'KVM internal error. Suberror: 3'))));
    const result = resultOf([record]);
    assert.ok(result);
    const at = (seconds: number) => machineChecksInBootOf(result, { time: noon + seconds * 1000 });
    assert.deepEqual([at(-4500), at(-3000), at(0), at(-6000)], [1, 1, 0, undefined]);
    assert.equal(machineChecksInBootOf(result, { time: noon, bootId: bootBefore }), 1);
  });

  it('whether the host ran out of memory for that guest', async () => {
    const kill = 'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/qemu.slice/101.scope,task=kvm,pid=32969,uid=0';
    const { record } = await search(output(journal(entry(0, kill, kernel))));
    const result = resultOf([record]);
    assert.ok(result);
    assert.deepEqual([outOfMemoryOf(result, { vmid: 101 }), outOfMemoryOf(result, { pid: 32969 }), outOfMemoryOf(result, { vmid: 100, pid: 1 })], [1, 1, 0]);
  });

  it('as a log that can be read as any other', async () => {
    const { record } = await search(output(files('/var/log/syslog.1'), journal(entry(0, 'KVM internal error. Suberror: 3', { unit: '100.scope' }), entry(0, 'extra data[0]: 0x0000000080000b0e', { unit: '100.scope' })), ['source /var/log/syslog.1', 'end 4']));
    const result = resultOf([record]);
    assert.ok(result);
    const text = reportText(result, { host: 'pve8', now: record.at });
    assert.deepEqual(text.split('\n'), [
      '# pve8: 1 KVM failure in what was searched 0 s ago',
      '# journal: 1 failure',
      '# /var/log/syslog.1: unknown: it can be read by root and by members of adm alone',
      '# What is unknown may hold more.',
      '',
      '# guest 100: the journal names its unit (_SYSTEMD_UNIT: 100.scope); in journal',
      '2026-11-20T11:00:00+00:00 pve8 QEMU[2043179]: KVM internal error. Suberror: 3',
      '2026-11-20T11:00:00+00:00 pve8 QEMU[2043179]: extra data[0]: 0x0000000080000b0e',
      '',
    ]);
  });
});

describe('a file that was searched is told', () => {
  const source = (path: string) => ({ source: path, id: '1:2', size: 100, modifiedAt: noon });
  const result = { ...resultOf([{ at: 0, failures: [], boots: [], machineChecks: [], outOfMemory: [], truncated: false, sources: [source('/var/log/syslog'), source('/var/log/syslog.1')], next: { cursor: '', files: [] } }])! };
  const log = (path: string, bytes: number, modifiedAt = noon) => ({ path, bytes, modifiedAt });

  it('by its path while it grows, and as a rotated one while it is the same', () => {
    assert.ok(sourceOf(result, log('/var/log/syslog', 500, noon + 5)));
    assert.ok(sourceOf(result, log('/var/log/syslog.1', 100)));
    assert.equal(sourceOf(result, log('/var/log/syslog', 50, noon + 5)), undefined);
    assert.equal(sourceOf(result, log('/var/log/syslog.1', 500, noon + 5)), undefined);
    assert.equal(sourceOf(result, log('/var/log/kern.log', 1)), undefined);
    assert.equal(sourceOf(undefined, log('/var/log/syslog', 1)), undefined);
  });
});
