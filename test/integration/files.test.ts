/** Bad days with files of a host: not there, no file, not text, empty, or on a full disk. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addHost, useDoctor } from './support/doctor';
import { activeDocument, append, click, node } from './support/extension';
import { noHosts, useHost } from './support/rig';

const list = '/etc/apt/sources.list';
const folder = '/etc/apt/sources.list.d';

/** A folder by the name of a file, a file in Latin-1, an empty log, and a small disk that is nearly full. */
const configure = `
mkdir ${folder}/folder.list
printf '# Ger\\344t im Keller\\ndeb http://ftp.debian.org/debian bookworm main\\n' >${folder}/latin1.list
: >/var/log/syslog
`;

describe('bad days: files of a host', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useHost({ release: 'bookworm', configure });
  const day = useDoctor();
  beforeEach(async function () {
    this.timeout(120_000);
    await addHost(day, use.host);
  });

  const onHost = (command: string) => use.host.must(command);
  const refresh = () => vscode.commands.executeCommand('pveDoctor.refresh', 'pve8');
  const source = (name: string) => node(day.doctor, 'pve8', 'Repositories', name);
  const told = () => day.asked('error').map(({ message }) => message);

  it('a sources.list that is not there is said to be so, in the tree and on opening', async function () {
    this.timeout(60_000);
    const text = await onHost(`cat ${list}; rm ${list}`);
    try {
      await refresh();
      assert.equal(source('sources.list').description, 'not there');
      await click(source('sources.list'));
      assert.deepEqual(told(), [`${list} is not there on root@${use.host.address}. Refresh the host to see which files it has.`]);
    } finally {
      await use.host.must(`cat >${list}`, text);
    }
  });

  it('a folder is said to be one, in the tree and on opening', async function () {
    this.timeout(60_000);
    assert.equal(source('folder.list').description, 'this is a folder: apt reads nothing from it');
    await click(source('folder.list'));
    assert.deepEqual(told(), [`${folder}/folder.list is a folder on root@${use.host.address}, not a file. apt reads nothing from it. Look at it in a terminal on the host.`]);
  });

  it('a file that is not UTF-8 opens to be read, and is never saved with characters lost', async function () {
    this.timeout(60_000);
    const before = await onHost(`sha256sum <${folder}/latin1.list`);
    assert.equal(source('latin1.list').description, 'not UTF-8: its text cannot be judged');
    const latin1 = vscode.Uri.parse(`pve-doctor://pve8${folder}/latin1.list`);
    assert.equal((await vscode.workspace.fs.stat(latin1)).permissions, vscode.FilePermission.Readonly);
    await click(source('latin1.list'));
    const document = await activeDocument('/latin1.list');
    assert.match(document.getText(), /Ger\ufffdt im Keller/);
    await append(document, '# more\n');
    assert.equal(await document.save(), false);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(document.uri, Buffer.from('\ufffd'))), /latin1\.list is open to be read alone: it is not UTF-8, .*Edit it in a terminal on the host\./);
    assert.equal(await onHost(`sha256sum <${folder}/latin1.list`), before);
  });

  it('an empty log opens empty', async function () {
    this.timeout(60_000);
    assert.match(node(day.doctor, 'pve8', 'Logs', 'syslog').description ?? '', /^0 B/);
    await click(node(day.doctor, 'pve8', 'Logs', 'syslog'));
    assert.equal((await activeDocument('/var/log/syslog')).getText(), '');
    assert.deepEqual(told(), []);
  });

  it('a full disk leaves the old file whole, and the text in the editor', async function () {
    this.timeout(120_000);
    const small = `${folder}/small.list`;
    await onHost(`mount -t tmpfs -o size=32k tmpfs ${folder} && echo 'deb http://ftp.debian.org/debian bookworm main non-free-firmware' >${small}`);
    try {
      await refresh();
      await click(source('small.list'));
      const document = await activeDocument('/small.list');
      const before = document.getText();
      await append(document, `# ${'x'.repeat(40_000)}\n`);
      assert.equal(await document.save(), false);
      await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(document.uri, Buffer.from(document.getText()))), /small\.list was not saved, and the host’s file is as it was\. .*No space left on device/s);
      assert.equal(await onHost(`cat ${small}`), before);
      assert.equal(await onHost(`ls -A ${folder}`), 'small.list\n');
      assert.ok(document.isDirty && document.getText().length > 40_000);
    } finally {
      await onHost(`umount ${folder}`);
    }
  });
});
