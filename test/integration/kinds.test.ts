/** *Fix This Host…* on machines of other kinds, and where something stands in its way: what it says, and that it does nothing else. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addHost, useDoctor } from './support/doctor';
import { noHosts, useHost } from './support/rig';

describe('fix this host, whatever it is', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useHost({ release: 'bookworm', configure: "sed -i 's/ main contrib$/ main contrib non-free-firmware/' /etc/apt/sources.list\n" });
  const day = useDoctor();
  const fix = () => vscode.commands.executeCommand('pveDoctor.fixHost', 'pve8');
  const last = (kind: 'information' | 'error') => day.asked(kind).at(-1)?.message ?? `nothing of ${JSON.stringify(day.answers.asked)}`;
  const packages = () => use.host.must("dpkg-query -W -f '${Package} ${db:Status-Status}\\n' 'amd64-microcode*' 'intel-microcode*' 2>/dev/null | sed -n 's/ installed$//p'");

  /** Until the end of the work /proc/cpuinfo is changed so. */
  async function withCpu(change: string, work: () => Promise<void>): Promise<void> {
    await use.host.must(`sed -E '${change}' /proc/cpuinfo >/run/other-cpuinfo && mount --bind /run/other-cpuinfo /proc/cpuinfo`);
    try {
      await work();
    } finally {
      await use.host.must('umount /proc/cpuinfo');
    }
  }

  it('says of a virtual machine and of a container that microcode is not their business', async () => {
    await withCpu('s/^flags.*/& hypervisor/', async () => {
      await addHost(day, use.host);
      await fix();
      assert.equal(last('information'), 'Nothing is to be done on pve8: a virtual machine: microcode is its host’s business.');
    });
    await use.host.must('echo lxc >/run/systemd/container');
    try {
      await fix();
      assert.equal(last('information'), 'Nothing is to be done on pve8: a container: microcode is its host’s business.');
    } finally {
      await use.host.must('rm /run/systemd/container');
    }
    assert.equal(await packages(), '');
  });

  it('does not reboot a host whose guests are being backed up, and says which task runs', async function () {
    this.timeout(120_000);
    await addHost(day, use.host);
    const boot = await use.host.bootId();
    const started = 'UPID:pve8:0001D5B7:00A1B2C3:6745A1B2:vzdump:100:root@pam:';
    await use.host.must(`echo '${started} 0' >>/var/log/pve/tasks/active`);
    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Install' || choice === 'Reboot Now'));
    await fix();
    assert.equal((await packages()).trim(), 'intel-microcode');
    assert.match(last('error'), /^pve8 must not be rebooted now: a task is running \(vzdump 100\)/);
    assert.equal(await use.host.bootId(), boot);
  });

  it('leaves a package on hold to the user, and says so', async function () {
    this.timeout(60_000);
    await use.host.must('apt-get -qq -y purge intel-microcode && apt-get -qq update || true; apt-mark -qq hold intel-microcode');
    await addHost(day, use.host);
    await fix();
    assert.match(last('error'), /^pve8 needs you: Package installed: intel-microcode is on hold/);
    assert.equal(await packages(), '');
  });
});
