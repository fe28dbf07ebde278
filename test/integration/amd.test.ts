/** The plan of an AMD host carried through its reboot, where the kernel takes the update and where the BIOS is too old for it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { planHtml } from '../../src/vscode/remedy/planHtml';
import { until } from '../support/until';
import { addHost, useDoctor } from './support/doctor';
import { find, node, show } from './support/extension';
import { noHosts, useRig } from './support/rig';

describe('an AMD host', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();
  const fix = () => vscode.commands.executeCommand('pveDoctor.fixHost', 'epyc');
  const step = (title: string) => node(day.doctor, 'epyc', 'Microcode plan', title);
  const yesToAll = () => day.answers.answer(({ choices }) => choices.find((choice) => ['Save', 'Install', 'Reboot Now'].includes(choice)));
  const report = () => until(() => vscode.window.activeTextEditor?.document.languageId === 'markdown').then(() => vscode.window.activeTextEditor?.document.getText() ?? '');
  /** The revision that the package has for this CPU, as the files on the host hold it. */
  const expected = () => `0x${day.doctor.hosts.view('epyc')?.plan?.verdict.expected?.revision.toString(16) ?? 'none'}`;

  it('is walked to the proof that its revision rose', async function () {
    this.timeout(200_000);
    const host = await use.rig.boot({ release: 'bookworm', cpu: 'EPYC7302', guests: [] });
    await addHost(day, host, { label: 'epyc' });
    const boot = await host.bootId();
    yesToAll();
    await fix();
    assert.notEqual(await host.bootId(), boot, JSON.stringify(day.answers.asked));
    assert.equal(await host.must("dpkg-query -W -f '${db:Status-Status}' amd64-microcode"), 'installed');
    assert.match(expected(), /^0x83010[0-9a-f]{2}$/);
    assert.ok(Number(expected()) > 0x8301038, expected());
    assert.deepEqual([step('Revision verified').kind, step('Revision verified').description], ['step.verify.done', `${expected()} now, 0x8301038 before, ${expected()} expected`], show(day.doctor.view.roots()));
    assert.match(await report(), new RegExp(`- Microcode before: 0x8301038\\n- Microcode now: ${expected()}\\n`));
    assert.deepEqual(day.asked('error'), []);
  });

  it('is told so, too, where the kernel says nothing of an update that its initramfs held', async function () {
    this.timeout(200_000);
    const kernel = '6.8.12-9-pve';
    // A kernel that loads nothing, and says nothing: its CPU has refused.
    const configure = `sed -i 's/file=[^ ]*/file=none/' /usr/lib/test-host/machine; sed -i 's/ main contrib$/ main contrib non-free-firmware/' /etc/apt/sources.list
mkdir -p /lib/modules/${kernel} /etc/kernel; touch /lib/modules/${kernel}/modules.order /lib/modules/${kernel}/modules.builtin
printf 'CONFIG_RD_ZSTD=y\\n' >/boot/config-${kernel}; echo kernel >/boot/vmlinuz-${kernel}; echo 1A2B-3C4D >/etc/kernel/proxmox-boot-uuids\n`;
    const host = await use.rig.boot({ release: 'bookworm', cpu: 'EPYC7302', guests: [], configure });
    await host.must(`apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq -y install amd64-microcode && update-initramfs -c -k ${kernel}`);
    // A machine is not back in the very second in which its initramfs was written.
    host.setBootDelay(3000);
    await host.reboot();
    await addHost(day, host, { label: 'epyc' });
    assert.equal(node(day.doctor, 'epyc', 'System', 'Boots next').description, `${kernel}, its initramfs holds microcode ${expected()}`);
    assert.deepEqual([step('Revision verified').kind, step('Revision verified').description], ['step.verify.blocked', `not accepted: the BIOS is too old (still 0x8301038, ${expected()} expected)`], show(day.doctor.view.roots()));
    assert.doesNotMatch(step('Revision verified').tooltip ?? '', /The kernel said/);
  });

  it('is told to update its BIOS first where that is too old, in the plan, on its page, in the tree and in the report; and then is cured', async function () {
    this.timeout(200_000);
    const host = await use.rig.boot({ release: 'trixie', cpu: 'EPYC7302', guests: [], biosTooOld: true });
    await addHost(day, host, { label: 'epyc' });
    yesToAll();
    await fix();
    const says = `not accepted: the BIOS is too old (still 0x8301038, ${expected()} expected)`;
    const next = /This host has BIOS 5\.19 of 03\/14\/2022\. .*look for an update at the board’s maker/;
    assert.deepEqual([step('Rebooted').kind, step('Revision verified').kind, step('Revision verified').description], ['step.reboot.done', 'step.verify.blocked', says], show(day.doctor.view.roots()));
    assert.match(step('Revision verified').tooltip ?? '', next);
    assert.match(step('Revision verified').tooltip ?? '', new RegExp(`The kernel said: microcode: No sha256 digest for patch ID: ${expected()} found`));
    assert.ok(find(day.doctor, 'epyc', 'System', `The CPU did not accept microcode ${expected()}: the BIOS (5.19 of 03/14/2022) is too old for it`), show(day.doctor.view.roots()));
    const view = day.doctor.hosts.view('epyc');
    assert.match(planHtml({ hostId: 'epyc', label: 'epyc', view, problem: undefined }, 'nonce', Date.now()), next);
    const written = await report();
    assert.ok(written.includes(`- [ ] Revision verified: ${says}\n  `), written);
    assert.match(written, next);
    assert.match(written, /: Started the install of amd64-microcode\n/);
    const told = day.asked('error').at(-1)?.message ?? '';
    assert.ok(told.startsWith(`epyc needs you: Revision verified: ${says}. `), told);
    assert.match(told, next);

    // Once more: nothing is installed or rebooted again.
    const boot = await host.bootId();
    const asked = day.answers.asked.length;
    await fix();
    assert.equal(await host.bootId(), boot);
    assert.deepEqual(day.answers.asked.slice(asked).map(({ kind, message }) => [kind, message]), [['error', told]]);

    // The board's maker has a newer one.
    await host.must("sed -i 's/refuses=yes/refuses=no/' /usr/lib/test-host/machine; echo 5.27 >/usr/lib/test-host/dmi/bios_version");
    await host.reboot();
    await vscode.commands.executeCommand('pveDoctor.refresh', 'epyc');
    assert.deepEqual([step('Revision verified').kind, step('Revision verified').description], ['step.verify.done', `${expected()} now, 0x8301038 before, ${expected()} expected`], show(day.doctor.view.roots()));
  });
});
