import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileLease } from '../../../../src/host/watch';

describe('the lease for watching', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-lease-'));
    path = join(folder, 'more', 'pve8.lease');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is held by one, and given on when it is released', async () => {
    const [one, other] = [fileLease(path), fileLease(path)];
    assert.deepEqual([await one.hold(), await other.hold(), await one.hold()], [true, false, true]);
    await other.release();
    assert.equal(await other.hold(), false, 'nobody gives back what another holds');
    await one.release();
    assert.deepEqual([await other.hold(), await one.hold()], [true, false]);
  });

  it('is taken over from a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    assert.equal(await fileLease(path).hold(), true);
    writeFileSync(path, JSON.stringify({ token: 'other', pid, computer: hostname() }));
    assert.equal(await fileLease(path).hold(), true);
  });

  it('is taken over from one that was silent for long, on whatever computer, and the other one finds out', async () => {
    const [one, other] = [fileLease(path), fileLease(path)];
    await one.hold();
    const past = new Date(Date.now() - 31_000);
    utimesSync(path, past, past);
    assert.deepEqual([await other.hold(), await one.hold()], [true, false]);
    writeFileSync(path, JSON.stringify({ token: 'x', pid: 1, computer: 'elsewhere' }));
    assert.equal(await one.hold(), false);
    utimesSync(path, past, past);
    assert.equal(await one.hold(), true);
  });

  it('is taken over where a power cut left nothing in it', async () => {
    await fileLease(path).hold();
    writeFileSync(path, '');
    assert.equal(await fileLease(path).hold(), false, 'it may be being written');
    const past = new Date(Date.now() - 31_000);
    utimesSync(path, past, past);
    assert.equal(await fileLease(path).hold(), true);
  });

  it('goes to one of many that ask at once', async () => {
    const all = Array.from({ length: 20 }, () => fileLease(path));
    assert.deepEqual((await Promise.all(all.map((lease) => lease.hold()))).filter(Boolean).length, 1);
    assert.deepEqual(readdirSync(join(folder, 'more')), ['pve8.lease']);
  });
});
