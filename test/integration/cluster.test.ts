/** The members of a cluster, found from one of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { readHosts } from '../../src/vscode/settings';
import { addHost, useDoctor } from './support/doctor';
import { find, node } from './support/extension';
import { noHosts, useRig } from './support/rig';

describe('the members of a cluster', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();

  it('are offered to be added: directly where they are reached, else through the host that told of them', async function () {
    this.timeout(120_000);
    const [own, near, far] = await Promise.all(['pve-a', 'pve-b', 'pve-c'].map((name) => use.rig.boot({ release: 'bookworm', name, guests: [] })));
    assert.ok(own && near && far);
    // As in a cluster: one key opens all of them.
    for (const other of [near, far]) await other.must('cat >>/root/.ssh/authorized_keys', readFileSync(`${own.identityFile}.pub`, 'utf8'));
    await far.sshdStop();
    const members = { nodename: 'pve-a', version: 4, cluster: { name: 'home', version: 3, nodes: 4, quorate: 1 }, nodelist: { 'pve-a': { id: 1, online: 1, ip: own.address }, 'pve-b': { id: 2, online: 1, ip: near.address }, 'pve-c': { id: 3, online: 1, ip: far.address }, 'pve-d': { id: 4, online: 0 } } };
    await own.must('systemctl stop pvestatd; cat >/etc/pve/.members', JSON.stringify(members));
    await addHost(day, own, { label: 'pve-a' });
    assert.match(node(day.doctor, 'pve-a', 'System', 'Cluster').description ?? '', /^home/);

    day.answers.answer(({ kind }) => (kind === 'pick' ? 'pve-b, pve-c' : undefined));
    await vscode.commands.executeCommand('pveDoctor.addClusterMembers', 'pve-a');
    const [asked] = day.asked('pick');
    assert.deepEqual([asked?.message, asked?.choices], ['Add Members of home', ['pve-b', 'pve-c']]);
    assert.deepEqual(readHosts().map(({ id, host, jump }) => [id, host, jump]), [['pve-a', own.address, undefined], ['pve-b', near.address, undefined], ['pve-c', far.address, 'pve-a']]);
    assert.match(day.asked('information').at(-1)?.message ?? '', /^Not reached from here, and so through pve-a: pve-c\./);

    // Its sshd runs again: it is reached, through the first one.
    await far.sshdStart();
    day.answers.answer(({ kind, choices }) => (kind === 'warning' ? choices[0] : undefined));
    await vscode.commands.executeCommand('pveDoctor.connect', 'pve-c');
    await day.untilTree((look) => look('pve-c', 'System') !== undefined);
    assert.match(find(day.doctor, 'pve-c')?.tooltip ?? '', /Reached by the built-in client \(ssh2\) through pve-a\./);
    // Every member whose address is known is in the list now.
    await vscode.commands.executeCommand('pveDoctor.addClusterMembers', 'pve-a');
    assert.equal(day.asked('information').at(-1)?.message, 'Every node of home whose address is known is in the list.');
  });
});
