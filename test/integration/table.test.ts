import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/until';
import { addHost, useDoctor } from './support/doctor';
import { noHosts, useRig } from './support/rig';

describe('the table of hosts', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const today = useDoctor();

  it('opens, and goes into a document as Markdown, with names or without', async function () {
    this.timeout(120_000);
    const host = await use.rig.boot({ release: 'bookworm' });
    await addHost(today, host);
    await vscode.commands.executeCommand('pveDoctor.showTable');
    await until(() => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input, label }) => input instanceof vscode.TabInputWebview && label === 'Proxmox hosts')));
    const row = String.raw`Celeron J6412 \| [^|]+ \| 0x16 \| 0x1a \(.*\) \| \d problems? \| Component enabled: next .*\|`;
    assert.match(await exported('With names'), new RegExp(String.raw`^## Proxmox hosts\n\n\| Host \|.*\n.*\n\| pve8 \| ${row}`));
    const nameless = await exported('Without names and addresses');
    assert.match(nameless, /\| Host 1 \| Celeron J6412 \|/);
    assert.ok(!nameless.includes('pve8') && !nameless.includes(host.address), nameless);
  });

  /** What an editor then shows, without Markdown's backslashes. */
  async function exported(what: string): Promise<string> {
    today.answers.answer(({ choices }) => [what, 'Open as Document'].find((choice) => choices.includes(choice)));
    await vscode.commands.executeCommand('pveDoctor.exportTable');
    await until(() => vscode.window.activeTextEditor?.document.languageId === 'markdown');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    return text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
  }
});
