/** What a reboot touches, read on a real host: in the question before it, and on its page. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/until';
import { addHost, useDoctor } from './support/doctor';
import { noHosts, useRig } from './support/rig';

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
