/** The members of a cluster, found from one of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { readHosts } from '../../src/vscode/settings';
import { useDoctor } from './support/doctor';
import { find, node, setHosts, show } from './support/extension';
import { noHosts, useIdentity, useRig } from './support/rig';
import { writeKnownHosts, writeSshConfig } from './support/sshFolder';

describe('the members of a cluster', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();

  it('are offered to be added: directly where they are reached, else through the host that told of them, as that is reached', async function () {
    this.timeout(120_000);
    // Where ssh listens is each node's own choice; which key opens it only ssh_config tells.
    const configure = "printf 'Port 22\\nPort 2222\\n' >/etc/ssh/sshd_config.d/10-port.conf";
    const [own, near, far] = await Promise.all(['pve-a', 'pve-b', 'pve-c'].map((name) => use.rig.boot({ release: 'bookworm', name, guests: [], ...(name === 'pve-b' ? {} : { configure }) })));
    assert.ok(own && near && far);
    // As in a cluster: one key opens all of them.
    for (const other of [near, far]) await other.must('cat >>/root/.ssh/authorized_keys', readFileSync(`${own.identityFile}.pub`, 'utf8'));
    await far.sshdStop();
    const members = { nodename: 'pve-a', version: 4, cluster: { name: 'home', version: 3, nodes: 4, quorate: 1 }, nodelist: { 'pve-a': { id: 1, online: 1, ip: own.address }, 'pve-b': { id: 2, online: 1, ip: near.address }, 'pve-c': { id: 3, online: 1, ip: far.address }, 'pve-d': { id: 4, online: 0 } } };
    await own.must('systemctl stop pvestatd; cat >/etc/pve/.members', JSON.stringify(members));
    const key = useIdentity(own, 'cluster');
    writeKnownHosts(own.knownHostsLine.replace(own.address, `[${own.address}]:2222`));
    writeSshConfig('Host first', `  HostName ${own.address}`, '  User root', '  Port 2222', `  IdentityFile ${key}`);
    await setHosts(day.doctor, [{ id: 'pve-a', label: 'pve-a', host: 'first', group: 'home' }]);
    await day.untilTree((look) => look('home', 'pve-a', 'System') !== undefined);
    assert.match(node(day.doctor, 'home', 'pve-a', 'System', 'Cluster').description ?? '', /^home/);

    day.answers.answer(({ kind, choices }) => (kind === 'pick' ? 'pve-b, pve-c' : kind === 'warning' ? choices[0] : undefined));
    await vscode.commands.executeCommand('pveDoctor.addClusterMembers', 'pve-a');
    const [asked] = day.asked('pick');
    assert.deepEqual([asked?.message, asked?.choices], ['Add Members of home', ['pve-b', 'pve-c']]);
    const taken = { user: 'root', group: 'home', identityFile: key };
    assert.deepEqual(readHosts().slice(1), [{ id: 'pve-b', label: 'pve-b', host: near.address, ...taken }, { id: 'pve-c', label: 'pve-c', host: far.address, port: 2222, jump: 'pve-a', ...taken }]);
    assert.equal(day.asked('information').at(-1)?.message, `Added, to be reached as pve-a is: pve-b (user root, key ${key}); pve-c (user root, port 2222, key ${key}). Not reached from here, and so through pve-a: pve-c. Edit… in the menu of a host changes that.`);
    assert.ok(find(day.doctor, 'home', 'pve-b', 'System'), show(day.doctor.view.roots()));

    // Its sshd runs again: it is reached, through the first one.
    await far.sshdStart();
    await vscode.commands.executeCommand('pveDoctor.connect', 'pve-c');
    await day.untilTree((look) => look('home', 'pve-c', 'System') !== undefined);
    assert.match(find(day.doctor, 'home', 'pve-c')?.tooltip ?? '', /Reached by the built-in client \(ssh2\) through pve-a\./);
    // Every member whose address is known is in the list now.
    await vscode.commands.executeCommand('pveDoctor.addClusterMembers', 'pve-a');
    assert.equal(day.asked('information').at(-1)?.message, 'Every node of home whose address is known is in the list.');
  });
});
