/** Logs that VS Code hands to no extension: the command that scans files, and the list of what it found. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { until } from '../support/until';
import { activeDocument, closeEditors, diagnosticsOf, startDoctor } from './support/extension';

const failure = (pid: number) => `Nov 23 12:49:01 pve8 QEMU[${pid}]: KVM internal error. Suberror: 3\n`;
const quiet = 'Nov 23 12:48:00 pve8 systemd[1]: session-7.scope: Deactivated successfully.\n';

describe('scanning log files', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-scan-'));
    mkdirSync(join(folder, 'log'));
    writeFileSync(join(folder, 'log', 'syslog'), `${quiet.repeat(10)}${failure(1)}`);
    writeFileSync(join(folder, 'log', 'syslog.2.gz'), gzipSync(`${quiet.repeat(5000)}${failure(2)}${quiet.repeat(1000)}`));
    writeFileSync(join(folder, 'log', 'huge.log'), `${quiet.repeat(760_000)}${failure(3)}`);
  });
  after(async () => {
    await vscode.commands.executeCommand('pveDoctor.clearScan');
    await closeEditors();
    rmSync(folder, { recursive: true });
  });

  it('lists the failures of a folder, and opens each where it is: in the file, or among the lines around it', async function () {
    this.timeout(180_000);
    const { scans } = await startDoctor();
    await vscode.commands.executeCommand('pveDoctor.scanFiles', vscode.Uri.file(join(folder, 'log')));
    assert.deepEqual(scans.roots().map(({ label, description }) => `${label}: ${description}`), ['huge.log: 1 × Suberror 3', 'syslog: 1 × Suberror 3', 'syslog.2.gz: 1 × Suberror 3']);
    const open = async (name: string, end: string) => {
      await vscode.commands.executeCommand('pveDoctor.openScanned', scans.roots().find(({ label }) => label === name)?.children[0]);
      const document = await activeDocument(end, 120_000);
      const line = vscode.window.activeTextEditor?.selection.active.line ?? -1;
      await diagnosticsOf(document.uri, 1, 'kvm/suberror-3');
      return document.lineAt(line).text;
    };
    assert.equal(`${await open('syslog', '/syslog')}\n`, failure(1));
    assert.equal(`${await open('syslog.2.gz', 'syslog.2.gz from line 4801.log')}\n`, failure(2));
    assert.equal(`${await open('huge.log', 'huge.log from line 759801.log')}\n`, failure(3));
  });

  it('scans what is selected in the Explorer, again when asked, and lets go of it', async () => {
    const { scans } = await startDoctor();
    const file = vscode.Uri.file(join(folder, 'log', 'syslog'));
    await vscode.commands.executeCommand('pveDoctor.scanFiles', file, [file, vscode.Uri.file(join(folder, 'log', 'syslog.2.gz'))]);
    assert.equal(scans.roots().length, 2);
    writeFileSync(file.fsPath, failure(1) + failure(4));
    await vscode.commands.executeCommand('pveDoctor.scanAgain');
    assert.equal(scans.roots()[0]?.description, '2 × Suberror 3');
    await vscode.commands.executeCommand('pveDoctor.clearScan');
    assert.deepEqual(scans.roots(), []);
    await until(() => scans.roots().length === 0);
  });
});
