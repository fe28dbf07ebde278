/** A *Stop and Start* that does not come to its end: the guest may be stopped then, and nobody else would say so. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/until';
import { addHost, useDoctor } from './support/doctor';
import { node } from './support/extension';
import { noHosts, useHost } from './support/rig';

/** From now on the button Cancel of a notification is ours to press. */
function holdCancel(): { readonly cancel: () => void; readonly restore: () => void } {
  const original = vscode.window.withProgress;
  const source = new vscode.CancellationTokenSource();
  Reflect.set(vscode.window, 'withProgress', (options: vscode.ProgressOptions, task: Parameters<typeof original>[1]) =>
    options.title?.startsWith('Stopping and starting') === true ? task({ report: () => undefined }, source.token) : original.call(vscode.window, options, task));
  return { cancel: () => source.cancel(), restore: () => Reflect.set(vscode.window, 'withProgress', original) };
}

describe('a stop and start that is broken off', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useHost({ release: 'bookworm' });
  const day = useDoctor();
  const status = async () => /^qmpstatus: (.*)$/m.exec(await use.host.must('/usr/sbin/qm status 100 --verbose'))?.[1];
  /** A qm in place of the host's own, which does so where it is to start a guest. */
  const startDoes = (what: string) => use.host.must(`cat >/usr/local/sbin/qm && chmod 755 /usr/local/sbin/qm`, `#!/bin/sh\n[ "$1" != start ] || { ${what}; }\nexec /usr/sbin/qm "$@"\n`);

  it('by the user, after the stop, says that the guest is stopped now, and how it is started', async function () {
    this.timeout(60_000);
    await startDoes('sleep 600');
    await addHost(day, use.host);
    const held = holdCancel();
    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Stop and Start'));
    try {
      const done = vscode.commands.executeCommand('pveDoctor.stopAndStart', node(day.doctor, 'pve8', 'Guests', '100'));
      await until(async () => (await use.host.exec('pgrep -f "^sleep 600"')).code === 0);
      held.cancel();
      await done;
    } finally {
      held.restore();
    }
    const [, told] = day.asked('warning');
    assert.deepEqual([told?.message, told?.choices], ['Guest 100 (opnsense) on pve8 is stopped now', ['Start']]);
    assert.match(told?.detail ?? '', /^“Stop and Start” was cancelled after the stop and before the start\.\n\n“Start” runs on root@\S+ as root:\n {4}qm start 100\n\nLater you can start it in the web interface/);
    assert.deepEqual([await status(), node(day.doctor, 'pve8', 'Guests', '100').description, day.asked('error')], ['stopped', 'stopped', []]);
  });

  it('by a start that fails offers the start alone, and the guest runs', async function () {
    this.timeout(60_000);
    await startDoes('[ -e /run/failed ] || { touch /run/failed; echo "no memory for it" >&2; exit 1; }');
    await use.host.setGuest(100, 'internal-error');
    await addHost(day, use.host);
    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Stop and Start' || choice === 'Start'));
    await vscode.commands.executeCommand('pveDoctor.stopAndStart', node(day.doctor, 'pve8', 'Guests', '100'));
    assert.match(day.asked('warning')[1]?.detail ?? '', /guest 100 is stopped, and could not be started\..*\nno memory for it\n/);
    assert.deepEqual([await status(), node(day.doctor, 'pve8', 'Guests', '100').description], ['running', 'running']);
    assert.equal(day.asked('information').at(-1)?.message, 'Guest 100 (opnsense) on pve8 was started.');
  });

  it('by the user, before the stop, says that nothing was stopped', async function () {
    this.timeout(60_000);
    await use.host.setGuest(100, 'internal-error');
    await addHost(day, use.host);
    const held = holdCancel();
    day.answers.answer(({ choices }) => {
      const choice = choices.find((one) => one === 'Stop and Start');
      if (choice !== undefined) held.cancel();
      return choice;
    });
    await vscode.commands.executeCommand('pveDoctor.stopAndStart', node(day.doctor, 'pve8', 'Guests', '100')).then(held.restore, held.restore);
    assert.equal(day.asked('information').at(-1)?.message, 'Guest 100 (opnsense) on pve8 was not stopped: it is in internal-error, as before.');
    assert.equal(await status(), 'internal-error');
  });
});
