/** Hosts where one does not log in as root: what is readable is shown, the rest says what it needs, and questions come from clicks alone. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addHost, useDoctor } from './support/doctor';
import { activeDocument, append, click, node } from './support/extension';
import { noHosts, useHost } from './support/rig';

const path = '/etc/apt/sources.list';
const uri = vscode.Uri.parse(`pve-doctor://pve8${path}`);

describe('bad days: another user than root', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useHost({ release: 'bookworm' });
  const day = useDoctor();

  async function add(user: string): Promise<void> {
    await addHost(day, use.host, { user });
    assert.deepEqual(day.answers.asked, []);
  }

  const description = (...labels: string[]) => node(day.doctor, 'pve8', ...labels).description ?? '';
  const refresh = () => vscode.commands.executeCommand('pveDoctor.refresh', node(day.doctor, 'pve8'));
  const onHost = (command: string) => use.host.must(command);

  async function openSources(): Promise<vscode.TextDocument> {
    await click(node(day.doctor, 'pve8', 'Repositories', 'sources.list'));
    return await activeDocument(path);
  }

  it('plain, without sudo: shows what it may read, and refuses to save with the reason', async function () {
    this.timeout(120_000);
    await add('plain');
    const before = await onHost(`cat ${path}`);
    assert.equal(description('Guests'), 'not known: it can be read by root alone');
    assert.equal(description('Logs', 'Journal'), 'unknown: it can be read by root alone');
    assert.equal(description('Repositories', 'sources.list'), '3 entries lack non-free-firmware');
    assert.match(description('System'), /^PVE 8\.4\.14 · Debian 12 bookworm · kernel 6\.8\.12-9-pve/);

    await click(node(day.doctor, 'pve8', 'Logs', 'Journal'));
    assert.deepEqual(day.asked('error').map(({ message }) => message), [
      `plain@${use.host.address}: the journal can be read by root and by members of adm or systemd-journal alone. Log in as root, or add the user to the group adm on the host.`,
    ]);

    const document = await openSources();
    await append(document, '# mine\n');
    // Asked since nothing else tells whether sudo would do; with the answer it says no.
    day.answers.answer(({ kind, message }) => (kind === 'pick' ? 'Use It Until VS Code Is Closed' : message === `Password of plain for sudo on ${use.host.address}` ? 'plain-password' : undefined));
    assert.equal(await document.save(), false);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(uri, Buffer.from('x'))), /sudo on plain@\S+ refused\. .*plain is not in the sudoers file/s);
    assert.equal(day.asked('input').length, 1);
    assert.equal(await onHost(`cat ${path}`), before);
    assert.deepEqual([document.isDirty, document.getText()], [true, `${before}# mine\n`]);
  });

  it('nopw, with sudo and no password: as root, and the file keeps its owner', async function () {
    this.timeout(120_000);
    await add('nopw');
    const before = await onHost(`cat ${path}`);
    assert.match(description('Guests', '100 opnsense'), /^internal-error/);
    const document = await openSources();
    await append(document, '# from nopw\n');
    assert.ok(await document.save());
    assert.equal(await onHost(`cat ${path}`), `${before}# from nopw\n`);
    assert.equal(await onHost(`stat -c '%U %G %a' ${path}`), 'root root 644\n');
    assert.deepEqual(day.answers.asked, []);
  });

  it('ops, with sudo and a password: asked on a click, once, and as root from then on', async function () {
    this.timeout(180_000);
    await add('ops');
    const before = await onHost(`cat ${path}`);
    assert.equal(description('Guests'), 'not known: it can be read by root alone');

    await refresh();
    assert.deepEqual(day.asked('input').map(({ message }) => message), [`Password of ops for sudo on ${use.host.address}`]);
    assert.equal(description('Guests'), 'not known: it can be read by root alone', 'a closed prompt leaves what was known');

    let given = 'wrong';
    day.answers.answer(({ kind }) => (kind === 'pick' ? 'Use It Until VS Code Is Closed' : given));
    const document = await openSources();
    await append(document, '# from ops\n');
    assert.equal(await document.save(), false);
    assert.equal(day.asked('input').length, 2);
    assert.equal(await onHost(`cat ${path}`), before);

    given = 'ops-password';
    assert.ok(await document.save());
    assert.equal(day.asked('input').at(-1)?.detail, 'sudo did not accept the password.');
    assert.equal(await onHost(`cat ${path}`), `${before}# from ops\n`);
    await append(document, '# again\n');
    assert.ok(await document.save());
    await refresh();
    assert.match(description('Guests', '100 opnsense'), /^internal-error/);
    assert.equal(day.asked('input').length, 3);
    assert.deepEqual(day.asked('error'), []);
  });
});
