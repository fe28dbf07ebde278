/** Bad days while a file is saved: somebody else was quicker, or the host goes away. The file is the old one or the new one. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/until';
import { addHost, useDoctor } from './support/doctor';
import { activeDocument, append, click, closeEditors, node } from './support/extension';
import { noHosts, useHost } from './support/rig';
import { openWire } from '../support/wire';

const path = '/etc/apt/sources.list';

describe('bad days: saving', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useHost({ release: 'bookworm' });
  const day = useDoctor();

  const fileOnHost = () => use.host.must(`cat ${path}`);
  const description = () => node(day.doctor, 'pve8').description ?? '';

  /** Adds the host, by that port of this computer if one is given, and opens its sources from the tree. */
  async function openSources(port?: number): Promise<vscode.TextDocument> {
    await addHost(day, use.host, { port });
    await click(node(day.doctor, 'pve8', 'Repositories', 'sources.list'));
    return await activeDocument(path);
  }

  /** What a save that fails says to the user. */
  async function refusal(document: vscode.TextDocument): Promise<string> {
    try {
      await vscode.workspace.fs.writeFile(document.uri, Buffer.from(document.getText()));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'it was saved';
  }

  async function saved(document: vscode.TextDocument): Promise<void> {
    if (await document.save()) return;
    const asked = JSON.stringify(day.answers.asked);
    throw new Error(`not saved. Written past the editor: ${await refusal(document)}; asked: ${asked}`);
  }

  it('asks when the file was changed on the host meanwhile, a change of the same size too', async function () {
    this.timeout(180_000);
    const document = await openSources();
    const before = await fileOnHost();
    // Ten bytes for ten, at the same second as far as the host tells.
    const theirs = before.replace('# security', '# SECURITY');
    assert.notEqual(theirs, before);
    // First here: a document without changes is read again when VS Code sees that its file changed.
    await append(document, '# mine\n');
    await use.host.must(`stat -c @%Y ${path} >/run/when; cat >${path}; touch -d "$(cat /run/when)" ${path}`, theirs);
    const mine = `${before}# mine\n`;

    assert.equal(await document.save(), false);
    assert.deepEqual(day.asked('warning').map(({ message, choices }) => [message, choices]), [[`${path} was changed on root@${use.host.address} after you opened it.`, ['Compare', 'Overwrite']]]);
    assert.equal(await fileOnHost(), theirs);
    assert.deepEqual([document.isDirty, document.getText()], [true, mine]);
    assert.match(await refusal(document), /sources\.list was not saved: it was changed on root@\S+ meanwhile\. Your text is still here, the host has its own\./);

    day.answers.answer(({ choices }) => (choices.includes('Compare') ? 'Compare' : undefined));
    assert.equal(await document.save(), false);
    assert.ok(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff);
    await until(() => vscode.workspace.textDocuments.some((shown) => shown.getText() === theirs));
    assert.equal(await fileOnHost(), theirs);
    assert.deepEqual([document.isDirty, document.getText()], [true, mine]);

    day.answers.answer(({ choices }) => (choices.includes('Overwrite') ? 'Overwrite' : undefined));
    const asked = day.asked('warning').length;
    await saved(document);
    assert.equal(day.asked('warning').length, asked + 1);
    assert.equal(await fileOnHost(), mine);
    await closeEditors();
  });

  it('asks when the file was made longer on the host, once', async function () {
    this.timeout(120_000);
    const document = await openSources();
    const theirs = `${await fileOnHost()}# theirs\n`;
    await use.host.must(`cat >${path}; touch -d '+10 seconds' ${path}`, theirs);
    await append(document, '# mine too\n');
    assert.equal(await document.save(), false);
    assert.equal(day.asked('warning').length, 1, JSON.stringify(day.answers.asked));
    assert.equal(await fileOnHost(), theirs);
    day.answers.answer(({ choices }) => (choices.includes('Overwrite') ? 'Overwrite' : undefined));
    await saved(document);
    assert.equal(day.asked('warning').length, 2);
    assert.ok((await fileOnHost()).endsWith('# mine too\n'));
  });

  it('asks when what was read last is not what the editor has', async function () {
    this.timeout(120_000);
    const document = await openSources();
    const before = await fileOnHost();
    const theirs = `${before}# theirs again\n`;
    await use.host.must(`cat >${path}; touch -d '+20 seconds' ${path}`, theirs);
    // The editor's own reading, at once with the typing: it keeps what was typed, and gives up what was read.
    const [read] = await Promise.all([vscode.workspace.fs.readFile(document.uri), append(document, '# mine at last\n')]);
    assert.equal(Buffer.from(read).toString(), theirs);
    assert.equal(document.getText(), `${before}# mine at last\n`);
    assert.equal(await document.save(), false);
    assert.equal(day.asked('warning').length, 1, JSON.stringify(day.answers.asked));
    assert.equal(await fileOnHost(), theirs);
    // Given up, what the host has is the text, and is saved without a question.
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until(() => document.getText() === theirs && !document.isDirty);
    await append(document, '# after theirs\n');
    await saved(document);
    assert.equal(day.asked('warning').length, 1);
    assert.equal(await fileOnHost(), `${theirs}# after theirs\n`);
  });

  it('keeps what it knows and the text when the line is cut, and saves once it is back', async function () {
    this.timeout(180_000);
    const wire = await openWire(use.host.address);
    try {
      const document = await openSources(wire.port);
      const before = await fileOnHost();
      await append(document, '# after the storm\n');
      await wire.cut();
      await day.untilTree((look) => /^seen \d+ (?:s|min) ago, not connected: /.test(look('pve8')?.description ?? ''));
      assert.match(description(), /not connected: (?:The connection to root@127\.0\.0\.1 was lost|\[127\.0\.0\.1\]:\d+ refused the connection)$/);
      assert.match(node(day.doctor, 'pve8', 'System').description ?? '', /^PVE 8\.4\.14/);

      assert.equal(await document.save(), false);
      assert.match(await refusal(document), /sources\.list was not saved on root@127\.0\.0\.1: \[127\.0\.0\.1\]:\d+ refused the connection\. The host’s file is as it was\. Your text is still in the editor: save again\./);
      assert.equal(await fileOnHost(), before);
      assert.deepEqual([document.isDirty, document.getText()], [true, `${before}# after the storm\n`]);

      await wire.mend();
      await day.untilTree((look) => look('pve8')?.kind === 'host.connected');
      await saved(document);
      assert.equal(await fileOnHost(), `${before}# after the storm\n`);
      assert.deepEqual(day.answers.asked, []);
    } finally {
      await wire.cut();
    }
  });

  it('has the old file, whole, after the host lost its power, and connects when it is back', async function () {
    this.timeout(180_000);
    const document = await openSources();
    const before = await fileOnHost();
    await append(document, '# after the power cut\n');
    await use.host.kill();
    await day.untilTree((look) => look('pve8')?.kind === 'host.lost');
    assert.equal(await document.save(), false);
    assert.ok(document.isDirty);
    await use.host.powerOn();
    assert.equal(await fileOnHost(), before);
    await day.untilTree((look) => look('pve8')?.kind === 'host.connected');
    await saved(document);
    assert.equal(await fileOnHost(), `${before}# after the power cut\n`);
    assert.deepEqual(day.answers.asked, []);
  });
});
