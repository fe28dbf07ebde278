import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { scripts } from '../../../src/host';
import { parseCopies } from '../../../src/host/copies';
import { sha256 } from '../../../src/host/files';
import { fakeHost } from './fakeHost';
import { notRoot, thisComputer, titled } from './thisComputer';

describe('the kept copies of a host', () => {
  it('are listed newest first, those of one second in their order, and what else lies there is left out', () => {
    const names = ['sources.list.20261126T132011Z', 'pve.list.d.list.20251231T235959Z', 'sources.list.20261126T132011Z.~2~', 'sources.list.20261126T132011Z.~10~', 'notes.txt', 'sources.list.20269926T132011Z', 'a.sources.20261127T000000Z'];
    const copies = parseCopies(names.map((name, size) => `${size} ${name}\n`).join(''));
    assert.deepEqual(copies.map(({ name }) => name), ['a.sources.20261127T000000Z', 'sources.list.20261126T132011Z', 'sources.list.20261126T132011Z.~10~', 'sources.list.20261126T132011Z.~2~', 'pve.list.d.list.20251231T235959Z']);
    assert.deepEqual(copies[4], { name: 'pve.list.d.list.20251231T235959Z', of: 'pve.list.d.list', time: Date.parse('2025-12-31T23:59:59Z'), size: 1 });
  });

  const main = '/etc/apt/sources.list';
  const second = '/etc/apt/sources.list.d/sources.list';
  const debian = '/etc/apt/sources.list.d/debian.sources';
  const places: readonly (readonly [title: string, name: string, there: readonly string[], places: readonly string[]])[] = [
    ['to the file of that name', 'sources.list', [main, debian], [main]],
    ['to either of two files of that name', 'sources.list', [main, second], [main, second]],
    ['to either of two places where the file is gone', 'sources.list', [debian], [main, second]],
    ['to the one place where the file is gone', 'debian.sources', [main], [debian]],
    ['nowhere that is written', 'passwd', [main], []],
  ];
  for (const [title, name, there, expected] of places) {
    it(`belong ${title}`, async () => {
      const { session, machine } = fakeHost();
      machine.answer('read', ({ args: [path = ''] }) => (there.includes(path) ? 'file 1 1 yes\n' : 'missing 0 0 no\n'));
      assert.deepEqual(await session.placesOf(name), expected);
    });
  }

  it('are read by a name of theirs alone, as root', async () => {
    const { session, machine, calls } = fakeHost();
    machine.answer('copy', 'deb x\n');
    assert.equal(Buffer.from(await session.readCopy('sources.list.20261126T132011Z')).toString(), 'deb x\n');
    assert.equal(calls('copy')[0]?.options.asRoot, true);
    for (const name of ['../../etc/shadow', 'x/../sources.list.20261126T132011Z', 'shadow']) await assert.rejects(session.readCopy(name), /is no copy/);
    assert.equal(calls('copy').length, 1);
    machine.answer('copy', { code: 3 });
    await assert.rejects(session.readCopy('sources.list.20261126T132011Z'), /is not there any more/);
  });
});

describe(titled('copies.sh and copy.sh on this computer', notRoot), function () {
  before(function () {
    if (notRoot !== undefined) this.skip();
  });

  it('find what save.sh has kept, byte for byte', async () => {
    const here = thisComputer();
    try {
      const old = Buffer.from([0xef, 0xbb, 0xbf, 0x64, 0x0d, 0x0a, 0xff, 0x00]);
      writeFileSync(here.target, old);
      const wanted = Buffer.from('deb http://ftp.debian.org/debian bookworm main\n');
      await here.machine.run(scripts.save, [here.target, String(wanted.length), sha256(wanted), sha256(old), here.folder], { stdin: wanted });
      const { stdout } = await here.machine.run(scripts.copies, []);
      const [copy, ...more] = parseCopies(Buffer.from(stdout).toString()).filter(({ of }) => of === basename(here.target));
      assert.deepEqual([copy?.size, more], [old.length, []]);
      assert.deepEqual(Buffer.from((await here.machine.run(scripts.copy, [copy?.name ?? ''])).stdout), old);
      assert.equal((await here.machine.run(scripts.copy, ['sources.list.19990101T000000Z'])).code, 3);
    } finally {
      here.dispose();
    }
  });
});
