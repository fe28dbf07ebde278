/** Hosts on which HA manages guests: what would be undone or fenced if it were not asked. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addHost, useDoctor } from './support/doctor';
import { find, node } from './support/extension';
import { noHosts, useRig } from './support/rig';

describe('a host with HA', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();

  it('gets its dead guest stopped and started by HA, after the log lines are kept', async function () {
    this.timeout(200_000);
    const host = await use.rig.boot({ release: 'bookworm' });
    await host.addFailure({ pid: 2043179, vmid: 100 });
    await host.must('ha-manager add vm:100');
    await addHost(day, host);
    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Stop and Start' || choice === 'Show Log Lines'));
    await vscode.commands.executeCommand('pveDoctor.stopAndStart', node(day.doctor, 'pve8', 'Guests', '100'));
    const detail = day.asked('warning')[0]?.detail ?? '';
    assert.match(detail, /ha-manager crm-command stop vm:100 0\n +ha-manager set vm:100 --state started/);
    assert.match(await host.must('qm status 100 --verbose'), /^qmpstatus: running$/m, JSON.stringify(day.answers.asked));
    assert.match(await host.must('cat /etc/pve/ha/manager_status'), /"vm:100":\{[^}]*"state":"started"/);
    assert.deepEqual(day.asked('error'), []);
    await day.untilTree(() => vscode.window.activeTextEditor?.document.getText().includes('KVM internal error. Suberror: 3') === true);
  });

  it('is rebooted in maintenance, and found and freed where it was left in it', async function () {
    this.timeout(300_000);
    const host = await use.rig.boot({ release: 'bookworm' });
    await host.must('ha-manager add vm:101');
    await addHost(day, host);
    const boot = await host.bootId();
    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Reboot in Maintenance' || choice === 'End HA Maintenance'));
    await vscode.commands.executeCommand('pveDoctor.reboot', 'pve8');
    assert.notEqual(await host.bootId(), boot, JSON.stringify(day.answers.asked));
    const managed = /"vm:101":\{"node":"([^"]*)"/.exec(await host.must('cat /etc/pve/ha/manager_status'))?.[1];
    assert.equal(managed, (await host.must('hostname')).trim());
    const left = () => find(day.doctor, 'pve8', 'System', `${managed} is in HA maintenance`);
    assert.equal(left(), undefined);

    await host.must(`/usr/lib/test-host/pve round enable`);
    await vscode.commands.executeCommand('pveDoctor.refresh', 'pve8');
    assert.equal(left()?.command?.command, 'pveDoctor.endMaintenance');
    await vscode.commands.executeCommand('pveDoctor.endMaintenance', 'pve8');
    assert.equal(left(), undefined);
    assert.match(await host.must('cat /etc/pve/ha/manager_status'), /"pve-b":"online","[^"]*":"online"/);
    assert.deepEqual(day.asked('error'), []);
  });

  it('without quorum is not offered a stop, and is told why', async function () {
    this.timeout(120_000);
    const host = await use.rig.boot({ release: 'bookworm' });
    await host.must(`systemctl stop pvestatd; printf '{ "nodename": "%s", "version": 3, "cluster": { "name": "home", "version": 2, "nodes": 2, "quorate": 0 }, "nodelist": { "%s": { "id": 1, "online": 1, "ip": "192.0.2.1" }, "pve-b": { "id": 2, "online": 0 } } }' "$(hostname)" "$(hostname)" >/etc/pve/.members`);
    await addHost(day, host);
    const dead = node(day.doctor, 'pve8', 'Guests', '100');
    assert.equal(dead.kind, 'guest.qemu.internal-error.stays');
    await vscode.commands.executeCommand('pveDoctor.stopAndStart', dead);
    assert.match(day.asked('error')[0]?.message ?? '', /Guest 100 \(opnsense\) on pve8 is left as it is: the cluster home has no quorum/);
    assert.match(await host.must('qm status 100 --verbose'), /^qmpstatus: internal-error$/m);
  });
});
