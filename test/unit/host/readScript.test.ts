import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { scripts } from '../../../src/host';
import { notLinux, notRoot, thisComputer, titled } from './thisComputer';

describe(titled('scripts that read, on this computer', notLinux), function () {
  this.timeout(20_000);
  let here: ReturnType<typeof thisComputer>;
  before(function () {
    if (notLinux !== undefined) this.skip();
  });
  beforeEach(() => (here = thisComputer()));
  afterEach(() => here.dispose());

  async function run(script: (typeof scripts)[keyof typeof scripts], ...args: readonly string[]) {
    const { stdout, code } = await here.machine.run(script, args);
    return { code, said: Buffer.from(stdout).toString('latin1') };
  }
  const head = (kind: string, path: string, writable = 'yes') => `${kind} ${statSync(path).size} ${Math.floor(statSync(path).mtimeMs / 1000)} ${writable}\n`;

  it('read.sh gives the line about a file, and its content to the byte', async () => {
    writeFileSync(here.target, Buffer.from([0, 10, 255, 13, 10]));
    assert.deepEqual(await run(scripts.read, here.target, '5', here.folder), { code: 0, said: `${head('file', here.target)}\0\n\xff\r\n` });
  });

  it('read.sh gives the line alone where nothing more is wanted', async () => {
    writeFileSync(here.target, 'abc');
    assert.deepEqual(await run(scripts.read, here.target, '0', here.folder), { code: 0, said: head('file', here.target) });
  });

  it('read.sh calls nothing writable where nothing is ever written', async () => {
    writeFileSync(here.target, 'abc');
    assert.deepEqual(await run(scripts.read, here.target, '9', ''), { code: 0, said: `${head('file', here.target, 'no')}abc` });
  });

  it('read.sh gives nothing of a file that is too large', async () => {
    writeFileSync(here.target, 'abc');
    assert.deepEqual(await run(scripts.read, here.target, '2', here.folder), { code: 3, said: head('file', here.target) });
  });

  it('read.sh tells folders and pipes, and does not wait for either', async () => {
    const pipe = join(here.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    assert.deepEqual(await run(scripts.read, here.folder, '9', here.folder), { code: 0, said: head('folder', here.folder, 'no') });
    assert.deepEqual(await run(scripts.read, pipe, '9', here.folder), { code: 0, said: head('other', pipe, 'no') });
  });

  it('read.sh follows links, and misses what is not there', async () => {
    writeFileSync(here.target, 'abc');
    const link = join(here.folder, 'link');
    symlinkSync(here.target, link);
    const away = join(here.folder, 'away.list');
    symlinkSync('/etc/passwd', away);
    assert.deepEqual(await run(scripts.read, away, '0', here.folder), { code: 0, said: head('file', away, 'no') });
    symlinkSync('nowhere', join(here.folder, 'dangling'));
    assert.deepEqual(await run(scripts.read, link, '9', here.folder), { code: 0, said: `${head('file', here.target)}abc` });
    for (const name of ['dangling', 'missing', `it's "$(x)`]) assert.deepEqual(await run(scripts.read, join(here.folder, name), '9', here.folder), { code: 0, said: 'missing 0 0 no\n' });
  });

  it('packed-log.sh unpacks the end of a log', async () => {
    const path = join(here.folder, 'syslog.2.gz');
    writeFileSync(path, gzipSync('first\nlast\n'));
    assert.deepEqual(await run(scripts.packedLog, path, '5'), { code: 0, said: 'last\n' });
    assert.equal((await run(scripts.packedLog, join(here.folder, 'missing.gz'), '5')).code, 3);
  });

  it('packed-log.sh names what would unpack it, where that is not installed', async () => {
    const path = join(here.folder, 'syslog.bz2');
    writeFileSync(path, 'x');
    const script = { name: 'packed-log', text: `PATH=${here.folder}\n${scripts.packedLog.text}` };
    const { stderr, code } = await here.machine.run(script, [path, '5']);
    assert.deepEqual([code, Buffer.from(stderr).toString()], [6, 'bzcat\n']);
  });

  it('boot-id.sh says which boot this is', async () => {
    assert.match((await run(scripts.bootId)).said, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n$/);
  });

  it(titled('install-follow.sh prints the log and ends as the install did', notRoot), async function () {
    if (notRoot !== undefined) this.skip();
    const runs = join(here.folder, 'run');
    const script = { name: 'install-follow', text: scripts.installFollow.text.replaceAll('/run/pve-doctor', runs) };
    const follow = async () => {
      const { stdout, code } = await here.machine.run(script, []);
      return { code, said: Buffer.from(stdout).toString() };
    };
    assert.equal((await follow()).code, 99);
    mkdirSync(runs);
    writeFileSync(join(runs, 'install.log'), 'log\n');
    assert.deepEqual(await follow(), { code: 98, said: 'log\n' });
    writeFileSync(join(runs, 'install.exit'), '100\n');
    assert.deepEqual(await follow(), { code: 100, said: 'log\n' });
  });
});
