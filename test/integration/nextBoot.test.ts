/** What the next boot loads, on booted hosts with the real update-initramfs, apt and iucode_tool. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Host } from '../hosts';
import { addHost, useDoctor } from './support/doctor';
import { find, node, show } from './support/extension';
import { noHosts, useRig } from './support/rig';

const [newer, older] = ['6.8.12-9-pve', '6.5.13-5-pve'];

/** Two kernels, each with an initramfs of before the install; proxmox-boot-tool boots them from an ESP that is not there. */
const kernels = `set -e
sed -i 's/main contrib$/main contrib non-free-firmware/' /etc/apt/sources.list
for release in ${older} ${newer}; do
  mkdir -p /lib/modules/$release
  touch /lib/modules/$release/modules.order /lib/modules/$release/modules.builtin
  printf 'CONFIG_RD_ZSTD=y\\nCONFIG_RD_GZIP=y\\n' >/boot/config-$release
  echo kernel >/boot/vmlinuz-$release
  update-initramfs -c -k $release
done
mkdir -p /etc/kernel
echo 1A2B-3C4D >/etc/kernel/proxmox-boot-uuids
`;

describe('what the next boot loads', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();
  const step = (title: string) => node(day.doctor, 'next', 'Microcode plan', title);
  const state = (title: string) => step(title).kind.split('.').at(-1);
  const look = () => day.doctor.hosts.refresh('next', true);
  /** What *Fix This Host…* stops with. */
  const fixStopsAt = async () => {
    await vscode.commands.executeCommand('pveDoctor.fixHost', 'next');
    return day.asked('error').at(-1)?.message ?? `nothing of ${JSON.stringify(day.answers.asked)}`;
  };

  async function boot(): Promise<Host> {
    const host = await use.rig.boot({ release: 'bookworm', guests: [] });
    const { code, stdout, stderr } = await host.exec(kernels);
    assert.equal(code, 0, stdout + stderr);
    await addHost(day, host, { label: 'next' });
    return host;
  }

  it('is told before the reboot: the package read, too little room, a hold, a pinned kernel, dis_ucode_ldr', async function () {
    this.timeout(600_000);
    const host = await boot();
    assert.match(node(day.doctor, 'next', 'System', 'Boots next').description ?? '', /^6\.8\.12-9-pve/, show(day.doctor.view.roots()));
    assert.ok(find(day.doctor, 'next', 'System')?.children.some(({ label, description }) => `${label} ${description ?? ''}`.includes('1A2B-3C4D')), 'the missing ESP');

    const session = await day.doctor.hosts.session('next');
    const { ok, brings, problem } = await session.simulateInstall('intel-microcode');
    assert.ok(ok, problem);
    assert.deepEqual([brings?.name, brings?.revision, brings?.date], ['intel-microcode', 0x1a, '2024-04-05']);
    assert.equal(session.view.plan?.verdict.expected?.source, 'package');
    assert.equal((await host.must('ls /var/tmp')).includes('pve-doctor'), false, 'the package was left behind');
    assert.equal((await host.exec('dpkg-query -W intel-microcode')).code, 1, 'installed');

    // A line of the next release, as one is added for a single program.
    await host.must('echo "deb http://ftp.debian.org/debian trixie non-free-firmware" >/etc/apt/sources.list.d/trixie.list');
    const stranger = await session.simulateInstall('intel-microcode');
    assert.equal(stranger.ok, false);
    assert.match(stranger.problem ?? '', /^apt would take it from trixie, and this host runs bookworm: /);
    await host.must('rm /etc/apt/sources.list.d/trixie.list');

    await host.must('mount -t tmpfs -o size=$(($(du -sk /boot | cut -f 1) + 4096))k tmpfs /mnt && cp -a /boot/. /mnt/ && mount --bind /mnt /boot');
    await look();
    assert.deepEqual([state('Package installed'), step('Package installed').description], ['blocked', 'too little room in /boot']);
    assert.match(await fixStopsAt(), /^next needs you: Package installed: too little room in \/boot\. 4 MB are free/);
    await host.must('umount /boot /mnt');

    await host.must('apt-get -qq update || true; apt-mark -qq hold intel-microcode');
    await look();
    assert.deepEqual([step('Package installed').kind, step('Package installed').description], ['step.package.blocked.held', 'intel-microcode is on hold']);
    await host.must('apt-mark -qq unhold intel-microcode');

    await host.must(`echo ${older} >/etc/kernel/proxmox-boot-pin && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install intel-microcode`);
    await look();
    assert.deepEqual([state('Package installed'), state('Rebooted'), step('Rebooted').description], ['done', 'blocked', `the initramfs of ${older} lacks 0x1a`]);
    assert.ok((await fixStopsAt()).startsWith(`next needs you: Rebooted: the initramfs of ${older} lacks 0x1a. Kernel ${older} boots next`));
    assert.match(node(day.doctor, 'next', 'System', 'Boots next').description ?? '', /^6\.5\.13-5-pve \(it is pinned\), its initramfs holds no microcode/);

    await host.must(`update-initramfs -u -k ${older}`);
    await look();
    assert.deepEqual([state('Rebooted'), step('Rebooted').description], ['next', 'pending: 0x1a loads at the next boot']);

    await host.must("echo 'root=ZFS=rpool/ROOT/pve-1 boot=zfs dis_ucode_ldr' >/etc/kernel/cmdline");
    await look();
    assert.deepEqual([state('Rebooted'), step('Rebooted').description], ['blocked', 'dis_ucode_ldr keeps every update away']);
    assert.match(await fixStopsAt(), /^next needs you: Rebooted: dis_ucode_ldr keeps every update away\. /);
    await host.must('rm /etc/kernel/cmdline /etc/kernel/proxmox-boot-pin');

    await look();
    assert.equal(state('Rebooted'), 'next', 'the newer kernel, which the install itself rebuilt');
    const errors = day.asked('error').length;
    await vscode.commands.executeCommand('pveDoctor.fixHost', 'next');
    assert.match(day.asked('information').at(-1)?.message ?? '', /^Stopped before: the reboot\./, 'the walk does not go on');
    assert.equal(day.asked('error').length, errors);
    assert.match(node(day.doctor, 'next', 'System', 'Boots next').description ?? '', /^6\.8\.12-9-pve, its initramfs holds microcode 0x1a$/);
  });
});
