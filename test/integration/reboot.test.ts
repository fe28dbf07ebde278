/** What a reboot touches, read on a real host: in the question before it, and on its page. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { until } from '../support/until';
import { addHost, useDoctor } from './support/doctor';
import { node, setHosts } from './support/extension';
import { noHosts, useRig } from './support/rig';
import { writeKnownHosts } from './support/sshFolder';

describe('what a reboot touches', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();
  const pages = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(({ input }) => input instanceof vscode.TabInputWebview).map(({ label }) => label));
  const question = () => day.asked('warning').at(-1);

  it('is read from the host, asked with its gravest first, shown as a page, and can be left for later', async function () {
    this.timeout(200_000);
    const host = await use.rig.boot({ release: 'bookworm' });
    await host.must("printf 'startup: order=1,down=30\\n' >>/etc/pve/local/qemu-server/100.conf; printf 'startup: order=2,down=60\\n' >>/etc/pve/local/qemu-server/101.conf");
    await addHost(day, host);
    const boot = await host.bootId();

    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Show All'));
    await vscode.commands.executeCommand('pveDoctor.reboot', 'pve8');
    assert.deepEqual(question()?.choices, ['Reboot Now', 'Show All', 'Reboot Later']);
    assert.match(question()?.detail ?? '', /^Before you do it:\n {4}Dead, and cannot shut down: 100 opnsense\./);
    assert.match(question()?.detail ?? '', /\n {4}101 homeassistant: starts again with the host\n/);
    assert.match(question()?.detail ?? '', /back within 10 min: up to 5 min for the guests’ shutdown, then 5 min for the firmware/);
    assert.deepEqual(pages(), ['pve8: what a reboot touches']);

    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Reboot Later'));
    await vscode.commands.executeCommand('pveDoctor.reboot', 'pve8');
    assert.equal(await host.bootId(), boot);
    assert.deepEqual(day.asked('error'), []);
  });

  it('of three hosts at once leaves none waiting for the one that does not come back, which is said to be late', async function () {
    this.timeout(200_000);
    const names = ['pve-a', 'pve-b', 'pve-c'];
    const hosts = await Promise.all(names.map((name) => use.rig.boot({ release: 'bookworm', name, guests: [] })));
    const [near, , far] = hosts;
    assert.ok(near && far);
    // One key opens all of them.
    for (const host of hosts.slice(1)) await host.must('cat >>/root/.ssh/authorized_keys', readFileSync(`${near.identityFile}.pub`, 'utf8'));
    await addHost(day, near, { label: 'pve-a' });
    writeKnownHosts(hosts.map(({ knownHostsLine }) => knownHostsLine).join('\n'));
    await setHosts(day.doctor, hosts.map(({ name, address }) => ({ id: name, label: name, host: address, user: 'root' })));
    for (const name of names) await day.untilTree((look) => look(name, 'System') !== undefined);
    const before = await Promise.all(hosts.map((host) => host.bootId()));
    // Nothing of the time that a host's own start may take is left.
    await vscode.workspace.getConfiguration('pveDoctor').update('rebootMinutes', 0, vscode.ConfigurationTarget.Global);
    try {
      far.setNoBoot(true);
      day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Reboot Now'));
      const [first, second, third] = names.map((name) => vscode.commands.executeCommand('pveDoctor.reboot', name));
      await Promise.all([first, second]);
      const lost = day.doctor.hosts.view('pve-c')?.rebooting;
      assert.ok(lost?.expected !== undefined && Date.now() - lost.since > lost.expected, JSON.stringify(lost));
      assert.match(node(day.doctor, 'pve-c').description ?? '', /^not back after \d+ s \(0 s expected\)$/);
      assert.match(node(day.doctor, 'pve-c').tooltip ?? '', /Look at its screen/);
      for (const name of ['pve-a', 'pve-b']) assert.ok(node(day.doctor, name, 'System').description);
      // The next reboot's page says how that one stands.
      await vscode.commands.executeCommand('pveDoctor.showReboot', 'pve-a');
      assert.ok(pages().includes('pve-a: what a reboot touches'));
      far.setNoBoot(false);
      await third;
    } finally {
      far.setNoBoot(false);
      await vscode.workspace.getConfiguration('pveDoctor').update('rebootMinutes', undefined, vscode.ConfigurationTarget.Global);
    }
    const after = await Promise.all(hosts.map((host) => host.bootId()));
    assert.deepEqual(after.map((id, index) => id !== before[index]), [true, true, true]);
    assert.deepEqual(day.asked('error'), []);
  });

  it('is forbidden while a guest is replicated, until that process has ended', async function () {
    this.timeout(200_000);
    const host = await use.rig.boot({ release: 'bookworm' });
    await addHost(day, host);
    const boot = await host.bootId();
    const pid = (await host.must("setsid sleep 1000 >/dev/null 2>&1 & pid=$!; mkdir -p /var/lib/pve-manager; printf '{\"101\":{\"local/pve2\":{\"pid\":%s,\"ptime\":\"%s\"}}}' $pid \"$(sed 's/.*) //' /proc/$pid/stat | cut -d ' ' -f 20)\" >/var/lib/pve-manager/pve-replication-state.json; echo $pid")).trim();
    await vscode.commands.executeCommand('pveDoctor.reboot', 'pve8');
    assert.match(day.asked('error').at(-1)?.message ?? '', /^pve8 must not be rebooted now: guest 101 is being replicated \(local\/pve2\)\. /);
    await host.must(`kill ${pid}; while [ -e /proc/${pid} ]; do :; done`);
    await vscode.commands.executeCommand('pveDoctor.reboot', 'pve8');
    await until(() => question()?.message === 'Reboot pve8?');
    assert.equal(await host.bootId(), boot);
  });
});
