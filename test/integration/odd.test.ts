/** Hosts that are not as expected, all the same read in full: no Proxmox VE on them, or talkative ones. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Host } from '../hosts';
import { addHost, useDoctor } from './support/doctor';
import { activeDocument, append, click, find, node } from './support/extension';
import { noHosts, useRig } from './support/rig';

/** Debian without anything of Proxmox's. */
const withoutPve = `
dpkg --purge pve-manager qemu-server proxmox-ve pve-firmware proxmox-kernel-6.8.12-9-pve-signed >/dev/null
rm -f /etc/systemd/system/multi-user.target.wants/pvestatd.service /etc/apt/sources.list.d/pve-enterprise.list
rm -rf /etc/pve /var/log/pve
printf '#!/bin/sh\\n' >/usr/lib/test-host/pve
`;

/** A banner before the login; profiles that print to both outputs, the last time without a line end. */
const talkative = `
echo 'AUTHORIZED USE ONLY' >/etc/issue.net
echo 'Banner /etc/issue.net' >/etc/ssh/sshd_config.d/10-banner.conf
{ echo 'echo Welcome to $(hostname)'; echo 'echo You have mail >&2'; echo 'printf "disk 91% full"'; echo 'printf "load is high" >&2'; } >/tmp/noise
sed -i 's/91%/91%%/' /tmp/noise
cat /tmp/noise /root/.bashrc >/root/.bashrc.new && mv /root/.bashrc.new /root/.bashrc
cp /tmp/noise /etc/profile.d/noise.sh
`;

describe('bad days: odd hosts', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();

  async function boot(configure: string): Promise<Host> {
    const host = await use.rig.boot({ release: 'bookworm', configure });
    await addHost(day, host, { label: 'odd' });
    return host;
  }

  it('says that a Debian host has no Proxmox VE, and what it is', async function () {
    this.timeout(120_000);
    await boot(withoutPve);
    const host = node(day.doctor, 'odd');
    assert.equal(host.description, 'no Proxmox VE · microcode 0x16 · Celeron J6412');
    assert.equal(find(day.doctor, 'odd', 'Guests'), undefined);
    assert.match(node(day.doctor, 'odd', 'System').description ?? '', /^Debian 12 bookworm · kernel 6\.8\.12-9-pve/);
    assert.equal(node(day.doctor, 'odd', 'System', 'Proxmox VE').description, 'none');
    assert.ok(node(day.doctor, 'odd', 'Repositories', 'sources.list'));
    assert.equal(node(day.doctor, 'odd', 'Logs', 'Journal').description, 'no failures');
    assert.ok(node(day.doctor, 'odd', 'Microcode plan').description);
    assert.deepEqual(day.answers.asked, []);
  });

  it('takes nothing of a banner or a profile for an answer', async function () {
    this.timeout(120_000);
    const host = await boot(talkative);
    assert.equal(await host.must('kill -STOP $$; echo on'), 'on\n', 'a command on a test host goes on, though a shutdown stops all');
    assert.equal(node(day.doctor, 'odd').description, '1 guest down · microcode 0x16 · Celeron J6412');
    assert.match(node(day.doctor, 'odd', 'System').description ?? '', /^PVE 8\.4\.14 · Debian 12 bookworm/);
    const before = await host.must('cat /etc/apt/sources.list');
    await click(node(day.doctor, 'odd', 'Repositories', 'sources.list'));
    const document = await activeDocument('/etc/apt/sources.list');
    assert.equal(document.getText(), before);
    await append(document, '# quiet\n');
    assert.ok(await document.save());
    assert.equal(await host.must('cat /etc/apt/sources.list'), `${before}# quiet\n`);
    await vscode.commands.executeCommand('pveDoctor.showRevision', 'odd');
    assert.match((await activeDocument('microcode revision.log')).getText(), /^# grep/);
    assert.deepEqual(day.answers.asked, []);
  });
});
