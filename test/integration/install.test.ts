/** Bad days during the install: it goes on at the host whatever happens here, there is never a second one, and its end is found. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addHost, useDoctor } from './support/doctor';
import { click, node, setHosts } from './support/extension';
import { noHosts, useRig } from './support/rig';
import { type Terminals, watchTerminals } from './support/terminals';
import { openWire } from '../support/wire';

/** Sources that are mended already. */
const mended = "sed -i 's/ main contrib$/ main contrib non-free-firmware/' /etc/apt/sources.list\n";
/** apt runs dpkg only when the test says so. */
const waiting = `echo 'DPkg::Pre-Invoke { "while [ ! -e /run/go-on ]; do sleep 0.1; done"; };' >/etc/apt/apt.conf.d/99waiting\n`;

describe('bad days: the install', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();
  let terminals: Terminals;
  beforeEach(() => (terminals = watchTerminals()));
  afterEach(() => terminals.restore());

  const step = () => node(day.doctor, 'pve8', 'Microcode plan', 'Package installed');
  const untilStep = (state: string, limit = 60_000) => day.untilTree((look) => look('pve8', 'Microcode plan', 'Package installed')?.kind === `step.package.${state}`, limit);
  const terminalText = () => terminals.textOf('pve8: intel-microcode');
  const dispose = () => vscode.window.terminals.forEach((terminal) => terminal.dispose());

  it('survives a cut line: goes on at the host, is started once, and its outcome is found', async function () {
    this.timeout(300_000);
    const host = await use.rig.boot({ release: 'bookworm', configure: mended + waiting });
    const wire = await openWire(host.address);
    try {
      await addHost(day, host, wire);
      const invocation = async () => (await host.must('systemctl show -p InvocationID --value pve-doctor-install.service')).trim();
      day.answers.answer(({ choices }) => (choices.includes('Install') ? 'Install' : undefined));
      const following = click(step());
      await untilStep('running', 120_000);
      assert.equal(step().description, 'intel-microcode is being installed at the host');
      const unit = await invocation();
      assert.match(unit, /^[0-9a-f]{32}$/);

      await wire.cut();
      await following;
      assert.match(terminalText(), /The connection was lost\. The install goes on at the host; the plan finds it again\./);
      await day.untilTree((look) => look('pve8')?.kind === 'host.lost');
      assert.equal(step().description, 'intel-microcode is being installed at the host');

      await wire.mend();
      await day.untilTree((look) => look('pve8')?.kind === 'host.connected');
      await untilStep('running');
      const asked = day.asked('information').length;
      const again = click(step());
      await day.untilTree(() => (terminalText().match(/Installing intel-microcode on root@127\.0\.0\.1/g) ?? []).length === 2);
      await day.doctor.hosts.get('pve8')?.session?.startInstall('intel-microcode');
      assert.equal(await invocation(), unit, 'a second one was started');
      assert.equal(day.asked('information').length, asked, 'it was asked about again');

      // A window that comes later: it knows nothing of the first one's terminal.
      dispose();
      await again;
      await setHosts(day.doctor, []);
      await addHost(day, host, wire);
      assert.equal(step().description, 'intel-microcode is being installed at the host');
      await host.must('touch /run/go-on');
      await untilStep('done', 120_000);
      assert.match(await host.must("dpkg-query -W -f '${db:Status-Status}' intel-microcode"), /^installed$/);
      assert.equal(node(day.doctor, 'pve8', 'Microcode plan', 'Rebooted').kind, 'step.reboot.next');
      assert.deepEqual(day.asked('error'), []);
    } finally {
      await wire.cut();
    }
  });

  it('that fails leaves its terminal, and the plan says what failed and what to do', async function () {
    this.timeout(300_000);
    const host = await use.rig.boot({ release: 'bookworm', configure: mended });
    const wire = await openWire(host.address);
    try {
      await addHost(day, host, wire);
      // The network goes away between the question and the install.
      day.answers.answer(({ choices }) => {
        if (!choices.includes('Install')) return undefined;
        use.rig.front.offline(true);
        return 'Install';
      });
      await click(step());
      assert.match(terminalText(), /The install ended with exit code 100\. The plan says what failed\.\s+Press any key to close the terminal\./);
      assert.ok(vscode.window.terminals.some(({ name }) => name.includes('intel-microcode')), 'the terminal is gone');
      await untilStep('next');
      assert.equal(step().description, 'the install failed with exit code 100');
      assert.match(step().tooltip ?? '', /Failed to fetch http:\/\/ftp\.debian\.org\/.*\. E: .*intel-microcode.*\. Mend that and install again\./);
      assert.equal(await host.must('dpkg --audit'), '');

      use.rig.front.offline(false);
      day.answers.answer(({ choices }) => (choices.includes('Install') ? 'Install' : undefined));
      await click(step());
      await untilStep('done');
      assert.match(terminalText(), /intel-microcode is installed\. The plan says what comes next\./);
    } finally {
      use.rig.front.offline(false);
      await wire.cut();
    }
  });
});
