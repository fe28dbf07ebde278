/** The way back: a package on hold, and released. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addHost, useDoctor } from './support/doctor';
import { click, node } from './support/extension';
import { noHosts, useRig } from './support/rig';

describe('the way back', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();
  const run = (command: string) => vscode.commands.executeCommand(`pveDoctor.${command}`, 'pve8');

  it('holds the package as shown, and a step that waits for its release releases it', async function () {
    this.timeout(120_000);
    const host = await use.rig.boot({ release: 'bookworm', configure: "sed -i 's/ main contrib$/ main contrib non-free-firmware/' /etc/apt/sources.list\n" });
    await host.must('apt-get -qq update || true');
    await addHost(day, host);
    const step = () => node(day.doctor, 'pve8', 'Microcode plan', 'Package installed');
    const held = () => host.must('apt-mark showhold');

    await run('holdMicrocode');
    assert.match(day.asked('information').at(-1)?.detail ?? '', /^Runs on root@.* as root:\n {4}apt-mark hold intel-microcode\n/);
    assert.equal(await held(), '', 'without a yes');

    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Hold' || choice === 'Release'));
    await run('holdMicrocode');
    assert.equal(await held(), 'intel-microcode\n');
    assert.deepEqual([step().kind, step().command?.command], ['step.package.blocked.held', 'pveDoctor.releaseMicrocode']);

    await click(step());
    assert.equal(await held(), '');
    assert.equal(step().kind, 'step.package.next');
    assert.deepEqual(day.asked('error'), []);
  });
});
