/** Days on which a host's file cannot be replaced: it stays as it was, and the user is told so, with the next step. */
import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Access } from '../../../src/host/access';
import { createFile, readFile, saveFile } from '../../../src/host/fileAccess';
import { sha256 } from '../../../src/host/files';
import { type Machine, UserError } from '../../../src/machine';
import { PrivateHost, noPrivateHost } from '../../support/privateHost';
import { copies, failure, machineOf, namesIn, nothingLeft, place, present, save, target } from '../../support/savingOnHost';
import { until } from '../../support/until';
import { titled } from './thisComputer';

const folder = '/etc/apt/sources.list.d';
const old = Buffer.from('deb http://ftp.debian.org/debian bookworm main\n');
const content = Buffer.from('deb http://ftp.debian.org/debian bookworm main non-free-firmware\n');
const expected = sha256(old);

describe(titled('a file of a host that cannot be saved', noPrivateHost), function () {
  this.timeout(60_000);
  let host: PrivateHost;
  let machine: Machine;
  before(async function () {
    if (noPrivateHost !== undefined) this.skip();
    host = await PrivateHost.make();
    machine = machineOf(host);
  });
  after(async () => {
    if (noPrivateHost !== undefined) return;
    machine.dispose();
    await host.dispose();
  });
  beforeEach(() => {
    place(host, old);
    host.hold();
  });

  /** Saves in vain: what it says ends with the next step, and the file is as it was. */
  async function refused(bytes = content): Promise<string> {
    const error = await failure(save(machine, bytes, expected));
    assert.ok(error, 'it was saved');
    assert.ok(present(host).equals(old));
    assert.match(error.message, /debian\.list was not saved, and the host’s file is as it was$/);
    assert.match(error.detail, /Your text is still in the editor: save again when that is mended\.$/);
    await nothingLeft(host, old);
    return error.detail;
  }

  for (const [disk, where] of [['its disk', folder], ['the disk of the kept copies', copies]] as const) {
    it(`stays as it was where ${disk} is full, and is saved once there is room`, async () => {
      host.must(`mkdir -p "$1"; cp -a ${target} /run/before; mount -t tmpfs -o size=64k tmpfs "$1"; cp -a /run/before ${target}`, where);
      try {
        host.must('head -c 1M /dev/zero >"$1/.ballast" 2>/dev/null || :', where);
        const error = await failure(save(machine, Buffer.alloc(100_000, 'x'), expected));
        assert.match(error?.message ?? '', /debian\.list was not saved, and the host’s file is as it was$/);
        assert.match(error?.detail ?? '', /No space left on device.*Your text is still in the editor: save again when that is mended\.$/s);
        assert.ok(present(host).equals(old));
        host.must('rm "$1/.ballast"', where);
        await nothingLeft(host, old);
        assert.equal((await save(machine, content, expected)).kind, 'saved');
        await nothingLeft(host, old);
      } finally {
        host.must('umount "$1"', where);
      }
    });
  }

  it('stays as it was where the file system is read-only', async () => {
    host.must('mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"', folder);
    try {
      assert.match(await refused(), /Read-only file system/);
    } finally {
      host.must('umount "$1"', folder);
    }
  });

  it('stays as it was where it is immutable', async function () {
    try {
      host.must('chattr +i "$1"', target);
    } catch {
      console.log('      skipped: this file system knows no immutable files');
      this.skip();
    }
    try {
      assert.match(await refused(), /Operation not permitted/);
    } finally {
      host.must('chattr -i "$1"', target);
    }
  });

  it('is a conflict where somebody writes it while it is being saved', async () => {
    const theirs = Buffer.from('# theirs\n');
    // The last look at it comes after the copy is on the disk.
    host.hold({ program: 'sync', turn: 2, when: 'before' });
    const saving = save(machine, content, expected);
    await until(() => host.held);
    writeFileSync(host.path(target), theirs);
    host.release();
    assert.deepEqual(await saving, { kind: 'conflict', sha256: sha256(theirs) });
    assert.ok(present(host).equals(theirs));
    assert.deepEqual(namesIn(host, copies), []);
    await nothingLeft(host, old);
  });

  it('is not written where a folder took its place meanwhile', async () => {
    host.hold({ program: 'sync', turn: 2, when: 'before' });
    const saving = failure(save(machine, content, expected));
    await until(() => host.held);
    rmSync(host.path(target));
    mkdirSync(host.path(target));
    host.release();
    const error = await saving;
    assert.match(error?.message ?? '', /was not saved: it is not there any more, or is no file any more/);
    assert.deepEqual([namesIn(host, target), namesIn(host, folder)], [[], ['debian.list']]);
    rmSync(host.path(target), { recursive: true });
  });

  describe('since it is not what PVE Doctor is for', () => {
    const access = () => new Access(machine);
    const rejection = (path: string) => failure(saveFile(access(), path, content, expected));

    for (const path of ['/etc/passwd', '/etc/pve/storage.cfg', '/etc/pve/nodes/pve/qemu-server/100.conf', '/etc/apt/../passwd', `${folder}/../../passwd`, `${folder}/../sources.list`, '/etc/apt/apt.conf.d/x.list', '/etc/apt/trusted.gpg.d/x.gpg']) {
      it(`${path} is not written, and no host is asked`, async () => {
        host.hold();
        const error = await rejection(path);
        assert.match(error?.message ?? '', /is not edited by PVE Doctor$/);
        assert.match(error?.detail ?? '', /Edit it in a terminal on the host\.$/);
        assert.ok(await failure(createFile(access(), path, content).then(() => ({ kind: 'conflict', sha256: '' }))) instanceof UserError);
        assert.deepEqual(host.started, []);
      });
    }

    for (const [title, link, to] of [
      ['from the folder of the sources', `${folder}/x.list`, '../../passwd'],
      ['by its whole path', `${folder}/y.sources`, '/etc/passwd'],
      ['in place of sources.list', '/etc/apt/sources.list', '../passwd'],
      ['over another link', `${folder}/z.list`, 'deeper'],
    ] as const) {
      it(`/etc/passwd is not written through a link ${title}, which opens to be read alone`, async () => {
        symlinkSync('../../passwd', host.path(`${folder}/deeper`));
        symlinkSync(to, host.path(link));
        const passwd = readFileSync(host.path('/etc/passwd'));
        try {
          const error = await failure(saveFile(access(), link, content, sha256(passwd)));
          assert.match(error?.message ?? '', /was not saved: it leads to \/etc\/passwd, which is none of apt’s sources$/);
          assert.match(error?.detail ?? '', /^Nothing was written\. Edit that file in a terminal on the host\.$/);
          assert.ok(readFileSync(host.path('/etc/passwd')).equals(passwd));
          assert.ok(lstatSync(host.path(link)).isSymbolicLink());
          assert.equal((await readFile(access(), link)).writable, false);
        } finally {
          for (const path of [link, `${folder}/deeper`]) rmSync(host.path(path));
        }
      });
    }

    it('while a link to a sources file elsewhere below /etc/apt is followed, and stays a link', async () => {
      const link = `${folder}/linked.list`;
      mkdirSync(host.path('/etc/apt/available'));
      writeFileSync(host.path('/etc/apt/available/pve.list'), old);
      symlinkSync('../available/pve.list', host.path(link));
      try {
        assert.equal((await readFile(access(), link)).writable, true);
        assert.equal((await saveFile(access(), link, content, expected)).kind, 'saved');
        assert.ok(readFileSync(host.path('/etc/apt/available/pve.list')).equals(content));
        assert.ok(lstatSync(host.path(link)).isSymbolicLink());
      } finally {
        rmSync(host.path(link));
        rmSync(host.path('/etc/apt/available'), { recursive: true });
      }
    });
  });
});
