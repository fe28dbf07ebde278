/** Bad days with logs on this computer: nothing in them, or far too much. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { longLog } from '../support/longLog';
import { until } from '../support/until';
import { useDoctor } from './support/doctor';
import { diagnosticsOf } from './support/extension';

const failure = (pid: number) => `Nov 23 12:49:01 pve8 QEMU[${pid}]: KVM internal error. Suberror: 3\n`;

describe('bad days: logs', () => {
  useDoctor();
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'pve-doctor-logs-'))));
  after(() => rmSync(folder, { recursive: true }));

  async function open(name: string, content: string): Promise<vscode.TextDocument> {
    writeFileSync(join(folder, name), content);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, name)));
    await vscode.window.showTextDocument(document);
    return document;
  }

  it('finds nothing in an empty log, and says nothing of it', async () => {
    const empty = await open('empty.log', '');
    const other = await open('other.log', failure(7));
    await diagnosticsOf(other.uri, 1, 'kvm/suberror-3');
    assert.deepEqual(await diagnosticsOf(empty.uri, 0), []);
  });

  it('finds the failures in 45 MB, before and after a line of 10 MB, and goes on working', async function () {
    this.timeout(180_000);
    const filler = 'Nov 23 12:48:00 pve8 systemd[1]: session-7.scope: Deactivated successfully.\n'.repeat(4_000);
    const parts = [failure(1), filler.repeat(58), failure(2), `Nov 23 12:48:30 pve8 app[9]: ${'KVM internal error. '.repeat(524_288)}\n`, failure(3), filler.repeat(58), failure(4)];
    const content = parts.join('');
    assert.ok(content.length > 45_000_000 && content.length < 48_000_000, `${content.length} bytes`);
    const document = await open('huge.log', content);
    const found = await diagnosticsOf(document.uri, 4, 'kvm/suberror-3', 120_000);
    const lines = content.split('\n');
    assert.deepEqual(found.map(({ range }) => lines[range.start.line]?.slice(16, 28)).sort(), ['pve8 QEMU[1]', 'pve8 QEMU[2]', 'pve8 QEMU[3]', 'pve8 QEMU[4]']);
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, found[3]?.range.start);
    assert.ok(hover);
    const small = await open('small.log', failure(5));
    await diagnosticsOf(small.uri, 1, 'kvm/suberror-3');
  });

  it('shows the first of 20,000 failures, and then how many more there are and which guest each was', async function () {
    this.timeout(120_000);
    const kill = 'Nov 23 23:00:00 pve8 kernel: oom-kill:constraint=CONSTRAINT_NONE,task_memcg=/qemu.slice/104.scope,task=kvm,pid=2000,uid=0\n';
    const document = await open('full.log', longLog(9_000_000, 20_000) + kill);
    const found = await diagnosticsOf(document.uri, 1_000);
    await until(() => vscode.languages.getDiagnostics(document.uri).some(({ message }) => message.startsWith('19001 more findings')), 60_000);
    assert.ok(found.length === 1_000);
    assert.ok(vscode.languages.getDiagnostics(document.uri).some(({ message }) => message.startsWith('Guest 104 died')));
  });
});
