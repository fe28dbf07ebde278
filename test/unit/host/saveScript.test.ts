import assert from 'node:assert/strict';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { scripts } from '../../../src/host';
import { sha256 } from '../../../src/host/files';
import { copies, notRoot, thisComputer, titled } from './thisComputer';

describe(titled('save.sh on this computer', notRoot), function () {
  this.timeout(20_000);
  let here: ReturnType<typeof thisComputer>;
  before(function () {
    if (notRoot !== undefined) this.skip();
  });
  beforeEach(() => {
    here = thisComputer();
    writeFileSync(here.target, old);
  });
  afterEach(() => here.dispose());

  const old = 'deb http://ftp.debian.org/debian bookworm main\n';
  const text = 'deb http://ftp.debian.org/debian bookworm main non-free-firmware\n';

  interface Saving {
    readonly path?: string;
    readonly expected?: string;
    /** What the saver meant to send; without it what arrives. */
    readonly meant?: string;
  }

  async function save(content: string, { path = here.target, expected = sha256(Buffer.from(old)), meant = content }: Saving = {}) {
    const wanted = Buffer.from(meant);
    const { stdout, stderr, code } = await here.machine.run(scripts.save, [path, String(wanted.length), sha256(wanted), expected, here.folder], { stdin: Buffer.from(content) });
    return { code, said: Buffer.from(stdout).toString(), complaint: Buffer.from(stderr).toString() };
  }
  const present = () => readFileSync(here.target, 'utf8');
  const stamp = () => `${sha256(readFileSync(here.target))} ${Math.floor(statSync(here.target).mtimeMs / 1000)}\n`;
  const nothingLeft = () => assert.deepEqual(readdirSync(here.folder).filter((name) => name.startsWith('.')), []);

  it('replaces the file, says what it is now, and keeps the one before', async () => {
    assert.deepEqual(await save(text), { code: 0, said: stamp(), complaint: '' });
    assert.equal(present(), text);
    assert.deepEqual(here.keptCopies().map((copy) => readFileSync(copy, 'utf8')), [old]);
    nothingLeft();
  });

  it('keeps its mode and owner', async () => {
    chownSync(here.target, 12345, 23456);
    chmodSync(here.target, 0o640);
    await save(text);
    const { mode, uid, gid } = statSync(here.target);
    assert.deepEqual([mode & 0o7777, uid, gid], [0o640, 12345, 23456]);
  });

  it('saves nothing of a content that arrived in part', async () => {
    for (const part of ['', text.slice(0, 20), `${text}more`, text.replace('main', 'nain')]) {
      assert.deepEqual(await save(part, { meant: text }), { code: 4, said: '', complaint: '' });
      assert.equal(present(), old);
      nothingLeft();
    }
    assert.deepEqual(here.keptCopies(), []);
  });

  it('saves nothing over what was not read, and says what is there', async () => {
    for (const expected of ['unknown', sha256(Buffer.from('something else'))]) {
      assert.deepEqual(await save(text, { expected }), { code: 3, said: stamp(), complaint: '' });
      assert.equal(present(), old);
      nothingLeft();
    }
  });

  it('finds no conflict, and keeps no copy, where nothing changes', async () => {
    assert.equal((await save(old)).code, 0);
    assert.deepEqual([present(), here.keptCopies()], [old, []]);
  });

  it('saves what a link points to, and leaves the link', async () => {
    mkdirSync(join(here.folder, 'links'));
    const link = join(here.folder, 'links', 'sources.list');
    symlinkSync(`../${basename(here.target)}`, link);
    assert.equal((await save(text, { path: link })).code, 0);
    assert.deepEqual([present(), lstatSync(link).isSymbolicLink()], [text, true]);
  });

  it('makes no file where there was none, or where there is a folder', async () => {
    mkdirSync(join(here.folder, 'folder'));
    symlinkSync('nowhere', join(here.folder, 'dangling'));
    for (const name of ['missing', 'folder', 'dangling', 'missing/too']) assert.equal((await save(text, { path: join(here.folder, name) })).code, 5, name);
    assert.deepEqual(readdirSync(here.folder).sort(), [basename(here.target), 'dangling', 'folder'].sort());
  });

  it('makes a new file that all can read, where it is told that there is none', async () => {
    const path = join(here.folder, 'new.sources');
    assert.equal((await save(text, { path, expected: 'absent' })).code, 0);
    assert.deepEqual([readFileSync(path, 'utf8'), statSync(path).mode & 0o7777, statSync(path).nlink], [text, 0o644, 1]);
    assert.deepEqual(here.keptCopies(), []);
    nothingLeft();
  });

  it('makes no new file over what is there, nor of a content that arrived in part', async () => {
    mkdirSync(join(here.folder, 'folder.list'));
    symlinkSync('nowhere', join(here.folder, 'dangling.list'));
    assert.deepEqual(await save(text, { expected: 'absent' }), { code: 3, said: stamp(), complaint: '' });
    assert.equal(present(), old);
    for (const [name, code] of [['folder.list', 1], ['dangling.list', 1], ['missing/too.list', 5]] as const) assert.equal((await save(text, { path: join(here.folder, name), expected: 'absent' })).code, code, name);
    assert.equal((await save('part', { path: join(here.folder, 'new.list'), expected: 'absent', meant: text })).code, 4);
    assert.deepEqual(readdirSync(here.folder).sort(), [basename(here.target), 'dangling.list', 'folder.list'].sort());
    assert.deepEqual(readdirSync(join(here.folder, 'folder.list')), []);
  });

  it('lets one of several savers win, and tells the others', async () => {
    const texts = ['one\n', 'two\n', 'three\n', 'four\n', 'five\n'];
    const outcomes = await Promise.all(texts.map((one) => save(one)));
    assert.deepEqual(outcomes.map(({ code }) => code).sort(), [0, 3, 3, 3, 3]);
    assert.equal(present(), texts[outcomes.findIndex(({ code }) => code === 0)]);
    nothingLeft();
  });

  it('takes any content and any name', async () => {
    const path = join(here.folder, `${basename(here.folder)} it's $(x) "a".list`);
    writeFileSync(path, old);
    const content = `\0${'é\r\n\\'.repeat(100_000)}`;
    assert.equal((await save(content, { path })).code, 0);
    assert.equal(readFileSync(path, 'utf8'), content);
    assert.equal(here.keptCopies().length, 1);
  });

  it('clears away what a power cut or a kill left of an earlier save, and nothing else', async () => {
    mkdirSync(copies, { recursive: true });
    for (const folder of [here.folder, copies]) writeFileSync(join(folder, '.pve-doctor-save.abcdef'), 'part');
    writeFileSync(join(here.folder, '.mine'), '');
    await save(text);
    assert.deepEqual([readdirSync(here.folder).filter((name) => name.startsWith('.')), readdirSync(copies).filter((name) => name.startsWith('.'))], [['.mine'], []]);
  });

  it('keeps every version, those of one second too', async () => {
    const versions = [old, 'one\n', 'two\n', 'three\n'];
    for (const [index, version] of versions.entries()) if (index > 0) await save(version, { expected: sha256(Buffer.from(versions[index - 1] ?? '')) });
    assert.deepEqual(here.keptCopies().map((copy) => readFileSync(copy, 'utf8')).sort(), versions.slice(0, -1).sort());
  });

  it('follows a link to a sources file elsewhere below the folder, and to nothing else', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'pve-doctor-outside-'));
    const inside = join(here.folder, 'd');
    mkdirSync(inside);
    try {
      const others = [join(outside, 'passwd'), join(outside, 'other.list'), join(here.folder, 'hook.conf'), `${here.folder}2.list`];
      for (const other of others) {
        writeFileSync(other, old);
        const link = join(inside, 'x.list');
        symlinkSync(other, link);
        assert.deepEqual(await save(text, { path: link }), { code: 6, said: `${other}\n`, complaint: '' });
        assert.deepEqual([readFileSync(other, 'utf8'), lstatSync(link).isSymbolicLink()], [old, true]);
        rmSync(link);
        if (!other.startsWith(join(here.folder, '/'))) rmSync(other);
      }
      symlinkSync(outside, join(here.folder, 'away'));
      assert.deepEqual(await save(text, { path: join(here.folder, 'away', 'new.list'), expected: 'absent' }), { code: 6, said: `${outside}/new.list\n`, complaint: '' });
      assert.deepEqual([readdirSync(outside), here.keptCopies()], [[], []]);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});
