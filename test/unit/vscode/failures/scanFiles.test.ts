import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { excerptStart, linesAround, type LogSource, scanFiles, type ScannedFile } from '../../../../src/vscode/failures/scanFiles';
import { scanNodes, summary } from '../../../../src/vscode/failures/scanNodes';
import { walk } from '../../../../src/vscode/failures/scanWalk';
import { spawnSync } from 'node:child_process';

const failure = (pid: number, suberror = 3) => `Nov 23 12:49:01 pve8 QEMU[${pid}]: KVM internal error. Suberror: ${suberror}\n`;
const quiet = 'Nov 23 12:48:00 pve8 systemd[1]: session-7.scope: Deactivated successfully.\n';
const never = new AbortController().signal;

function source(id: string, content: Uint8Array | string, piece = 1000): LogSource {
  const bytes = Buffer.from(content);
  return {
    id,
    size: bytes.length,
    bytes: async function* () {
      for (let at = 0; at < bytes.length; at += piece) yield await Promise.resolve(bytes.subarray(at, at + piece));
    },
  };
}

async function scanOne(content: Uint8Array | string, piece?: number): Promise<ScannedFile> {
  const [file] = await scanFiles([source('a', content, piece)], never, () => undefined);
  assert.ok(file);
  return file;
}

const pidsOf = ({ failures }: ScannedFile) => failures.map(({ pid }) => pid);

describe('scanning files', () => {
  const text = `${quiet.repeat(50)}${failure(1)}${quiet.repeat(50)}${failure(2)}`;

  it('finds what is in plain and in packed files, of several members too', async () => {
    assert.deepEqual(pidsOf(await scanOne(text, 7)), [1, 2]);
    assert.deepEqual(pidsOf(await scanOne(gzipSync(text), 7)), [1, 2]);
    const members = await scanOne(Buffer.concat([gzipSync(text), gzipSync(failure(3)), gzipSync('')]));
    assert.deepEqual(pidsOf(members), [1, 2, 3]);
    assert.equal(members.failures[2]?.line, 102);
    assert.equal(members.problem, undefined);
  });

  it('unpacks what gzip itself packed', async () => {
    assert.deepEqual(pidsOf(await scanOne(spawnSync('gzip', ['-9'], { input: text }).stdout)), [1, 2]);
  });

  it('keeps what stands before the place where packed data ends or is damaged, and says so', async () => {
    const noise = Array.from({ length: 20_000 }, (_, index) => `${failure(index + 1)}${((index * 7919) % 104_729).toString(36)}\n`).join('');
    const packed = gzipSync(noise);
    const cut = await scanOne(packed.subarray(0, packed.length / 2));
    assert.ok(cut.count > 0 && cut.count < 20_000);
    assert.match(cut.problem?.text ?? '', /ends too early/);
    const broken = Buffer.from(packed);
    const middle = Math.floor(packed.length / 2);
    broken.fill(0xff, middle, middle + 64);
    assert.match((await scanOne(broken)).problem?.text ?? '', /damaged/);
  });

  it('names what it cannot read, with the way on', async () => {
    const problems = [];
    for (const content of [spawnSync('xz', ['-c'], { input: text }).stdout, spawnSync('zstd', ['-c'], { input: text }).stdout, Buffer.from('LPKSHHRH journal'), Buffer.from([1, 2, 0, 3])]) problems.push((await scanOne(content)).problem);
    assert.deepEqual(problems.map((problem) => [problem?.kind, /unxz|unzstd|journalctl --file|no text/.exec(problem?.text ?? '')?.[0]]), [['not-a-log', 'unxz'], ['not-a-log', 'unzstd'], ['not-a-log', 'journalctl --file'], ['not-a-log', 'no text']]);
  });

  it('reads UTF-16, a journal’s export with its binary lengths, and letters that pieces cut', async () => {
    assert.deepEqual(pidsOf(await scanOne(Buffer.from(`\ufeff${text}`, 'utf16le'), 999)), [1, 2]);
    assert.deepEqual(pidsOf(await scanOne(`__REALTIME_TIMESTAMP=1672451370123456\nMESSAGE\n\u001f\0\0\0\0\0\0\0KVM internal error. Suberror: 3\n_PID=7\n\n`)), [7]);
    assert.deepEqual((await scanOne(`“ü”€\n${failure(1)}`, 1)).failures.map(({ offset }) => offset), [`“ü”€\n${failure(1)}`.indexOf('KVM')]);
  });

  it('stops when asked, keeps what was found, and tells the rest as stopped', async () => {
    const controller = new AbortController();
    const files = await scanFiles([source('a', failure(1) + quiet.repeat(1000) + failure(2), 10_000), source('b', text)], controller.signal, ({ bytes }) => {
      if (bytes > 50_000) controller.abort();
    });
    assert.deepEqual(files.map(({ id, count, problem }) => [id, count, problem?.kind]), [['a', 1, 'stopped'], ['b', 0, 'stopped']]);
  });

  it('reports bytes that grow to the whole', async () => {
    const seen: number[] = [];
    await scanFiles([source('a', text), source('b', gzipSync(text))], never, ({ bytes }) => seen.push(bytes));
    assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
    assert.equal(seen.at(-1), text.length + gzipSync(text).length);
  });

  it('shows the lines around a failure, of a packed file too', async () => {
    const long = `${quiet.repeat(1000)}${failure(1)}${quiet.repeat(1000)}`;
    for (const content of [long, gzipSync(long)]) {
      const lines = (await linesAround(source('a', content), 1000, never)).split('\n');
      assert.equal(`${lines[1000 - excerptStart(1000)] ?? ''}\n`, failure(1));
      assert.ok(lines.length < 700);
    }
    assert.equal(await linesAround(source('a', failure(1)), 0, never), failure(1));
  });
});

describe('walking over folders', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-walk-'));
    mkdirSync(join(folder, 'deep'));
    for (const name of ['syslog', 'syslog.10', 'syslog.2', 'deep/kern.log']) writeFileSync(join(folder, name), 'x');
    symlinkSync('..', join(folder, 'deep', 'up'));
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('syslog', join(folder, 'again'));
    symlinkSync('gone', join(folder, 'dangling'));
    spawnSync('mkfifo', [join(folder, 'pipe')]);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('gives each file once, ends at loops of links, waits for no pipe, and names what it could not read', async () => {
    const { sources, unread } = await walk([folder, join(folder, 'syslog')], never, (path) => path.slice(folder.length + 1));
    assert.deepEqual(sources.map(({ id }) => id), ['again', 'deep/kern.log', 'syslog.2', 'syslog.10']);
    assert.deepEqual(unread.map(({ path, reason }) => [path.slice(folder.length + 1), reason]), [['dangling', 'it is not there (any more)'], ['loop', 'a link that leads to itself']]);
    assert.deepEqual((await walk([join(folder, 'pipe')], never, String)).unread.map(({ reason }) => reason), ['neither a file nor a folder']);
  });
});

describe('the list of a scan', () => {
  const shown = (id: string) => id;

  it('has the gravest file first, its failures in the order that was asked for, and what was not read at the end', async () => {
    const dated = (time: string) => `2026-11-${time}+00:00 pve8 QEMU[5]: KVM internal error. Suberror: 3\n`;
    const files = await scanFiles([source('clean', quiet), source('ones', failure(1, 1) + failure(2, 1)), source('threes', dated('20T10:00:00') + dated('21T10:00:00')), source('odd', Buffer.from([0, 1]))], never, () => undefined);
    const nodes = scanNodes(files, [{ name: 'locked', reason: 'no permission to read it' }], 'place', shown);
    assert.deepEqual(nodes.map(({ label, description }) => `${label}: ${description}`), ['threes: 2 × Suberror 3', 'ones: 2 failures', 'Not read: 2 files']);
    assert.deepEqual(nodes[0]?.children.map(({ description }) => description), ['2026-11-20T10:00:00+00:00 · line 1', '2026-11-21T10:00:00+00:00 · line 2']);
    assert.deepEqual(scanNodes(files, [], 'time', shown)[0]?.children.map(({ opens }) => opens?.line), [1, 0]);
    assert.deepEqual(nodes.at(-1)?.children.map(({ label, description }) => `${label}: ${description}`), ['locked: no permission to read it', 'odd: no text']);
    assert.match(nodes.flatMap(({ children }) => children)[0]?.tooltip() ?? '', /^A guest died: KVM internal error, suberror 3 .*\n\n/);
    assert.equal(summary(files, []), '4 failures in 2 of 4 files; 1 file not read, or not to the end');
    assert.equal(summary(files.slice(0, 1), []), 'No KVM failure in 1 file');
    const ids = nodes.flatMap((node) => [node, ...node.children]).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('lists the first 10,000 of all files together, some of each, and says how many more there are', async () => {
    const files = await scanFiles([source('many', failure(1).repeat(12_000) + failure(1, 1).repeat(3), 100_000), source('next', failure(2).repeat(150)), source('last', failure(3))], never, () => undefined);
    assert.deepEqual(files.map(({ count, threes, failures }) => [count, threes, failures.length]), [[12_003, 12_000, 10_000], [150, 150, 100], [1, 1, 1]]);
    const nodes = scanNodes(files, [], 'place', shown);
    assert.deepEqual(nodes.map(({ label, description }) => `${label}: ${description}`), ['many: 12000 × Suberror 3 · 3 other', 'next: 150 × Suberror 3', 'last: 1 × Suberror 3']);
    assert.deepEqual(nodes.map(({ children }) => children.at(-1)?.label), ['2003 more', '50 more', 'Suberror 3']);
    assert.equal(summary(files, []), '12154 failures in 3 of 3 files');
  });
});
