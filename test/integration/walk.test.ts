/** *Fix This Host…*: the whole plan in one walk, stopped at every step and taken up again. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/until';
import { addHost, useDoctor } from './support/doctor';
import { node } from './support/extension';
import { noHosts, useRig } from './support/rig';

describe('fix this host', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();
  const fix = () => vscode.commands.executeCommand('pveDoctor.fixHost', 'pve8');
  const stateOf = (title: string) => node(day.doctor, 'pve8', 'Microcode plan', title).kind.split('.').at(-1);
  const stopped = () => day.asked('information').filter(({ message }) => message.startsWith('Stopped before: ')).map(({ message }) => message);

  it('walks to the proof, goes on where it was stopped, and writes down what was done', async function () {
    this.timeout(400_000);
    const host = await use.rig.boot({ release: 'bookworm' });
    await host.addFailure({ time: Date.now() - 86_400_000, pid: 2043179, vmid: 100 });
    await addHost(day, host);
    const before = await host.must('cat /etc/apt/sources.list');

    // No to the first question: the change is shown and not saved.
    await fix();
    assert.deepEqual(stopped(), ['Stopped before: enabling the component. “Fix This Host…” on pve8 goes on from there.']);
    assert.ok(vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.path === '/etc/apt/sources.list')), 'no diff is shown');
    assert.equal(await host.must('cat /etc/apt/sources.list'), before);

    // Yes to saving, no to installing.
    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Save'));
    await fix();
    assert.match(stopped().at(-1) ?? '', /^Stopped before: installing intel-microcode\./);
    assert.equal(await host.must("grep -c 'main contrib non-free-firmware$' /etc/apt/sources.list"), '3\n');
    assert.equal(stateOf('Component enabled'), 'done');

    // Yes to installing, no to the reboot.
    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Install'));
    await fix();
    assert.match(stopped().at(-1) ?? '', /^Stopped before: the reboot\./);
    assert.equal(stateOf('Package installed'), 'done');

    const boot = await host.bootId();
    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Reboot Now'));
    await fix();
    assert.notEqual(await host.bootId(), boot);
    assert.equal(stateOf('Revision verified'), 'done');
    const report = await until(() => vscode.window.activeTextEditor?.document.languageId === 'markdown').then(() => vscode.window.activeTextEditor?.document.getText() ?? '');
    assert.match(report, /\| Microcode before \| 0x16 \|\n\| Microcode now \| 0x1a \|/);
    assert.match(report, /: Rebooted; it was back after .*\n\n {2}```sh\n {2}systemctl reboot/);

    // Nothing is left to do, and that is said.
    await fix();
    assert.match(day.asked('information').at(-1)?.message ?? '', /^Nothing is to be done on pve8: 0x1a now, 0x16 before, 0x1a expected\.$/);
    assert.deepEqual(day.asked('error'), []);
  });

  it('brings back a dead guest that is the way to the network before it asks apt', async function () {
    this.timeout(200_000);
    const host = await use.rig.boot({ release: 'bookworm' });
    // The address of the gateway, as the host's neighbour table has it, is that of guest 100.
    await host.must("gateway=$(ip -o route show default | sed -n 's/.* via \\([^ ]*\\).*/\\1/p' | head -n 1); ping -c 1 -W 2 \"$gateway\" >/dev/null 2>&1 || true; mac=$(ip neigh show \"$gateway\" | sed -n 's/.* lladdr \\([0-9a-f:]*\\).*/\\1/p'); printf 'net0: virtio=%s,bridge=vmbr0\\n' \"${mac:?no neighbour}\" >>/etc/pve/local/qemu-server/100.conf; sed -i 's/main contrib$/main contrib non-free-firmware/' /etc/apt/sources.list");
    await addHost(day, host);
    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Stop and Start'));
    await fix();
    assert.match(await host.must('qm status 100 --verbose'), /^qmpstatus: running$/m, JSON.stringify(day.answers.asked));
    const [first] = day.asked('warning');
    assert.match(first?.message ?? '', /^Stop and start guest 100 \(opnsense\) on pve8\?$/);
    assert.match(stopped().at(-1) ?? '', /^Stopped before: installing intel-microcode\./);
  });
});
