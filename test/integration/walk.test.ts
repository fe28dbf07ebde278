/** *Fix This Host…*: the whole plan in one walk, stopped at every step and taken up again, by its user and by bad days. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Host, Release } from '../hosts';
import { until } from '../support/until';
import { openWire } from '../support/wire';
import { addHost, useDoctor } from './support/doctor';
import { closeEditors, node, setHosts } from './support/extension';
import { type Progresses, watchProgress } from './support/progress';
import { noHosts, useRig } from './support/rig';
import { watchTerminals, type Terminals } from './support/terminals';

/** Where each release has its sources, and what they have in how many lines once the component is enabled. */
const sources = {
  bullseye: { path: '/etc/apt/sources.list', mended: 'main contrib non-free$', lines: 3 },
  bookworm: { path: '/etc/apt/sources.list', mended: 'main contrib non-free-firmware$', lines: 3 },
  trixie: { path: '/etc/apt/sources.list.d/debian.sources', mended: '^Components: main contrib non-free-firmware$', lines: 2 },
} as const satisfies Record<Release, object>;

/** A minute each: `npm test` has one. */
const releases: readonly Release[] = process.env.PVE_DOCTOR_FULL === '1' ? ['bullseye', 'bookworm', 'trixie'] : ['bookworm'];

/** apt runs dpkg only when the test says so. */
const waiting = `echo 'DPkg::Pre-Invoke { "while [ ! -e /run/go-on ]; do sleep 0.1; done"; };' >/etc/apt/apt.conf.d/99waiting\n`;

describe('fix this host', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();
  let progress: Progresses;
  let terminals: Terminals;
  beforeEach(() => {
    progress = watchProgress();
    terminals = watchTerminals();
  });
  afterEach(() => {
    progress.restore();
    terminals.restore();
  });

  const fix = () => vscode.commands.executeCommand('pveDoctor.fixHost', 'pve8');
  const stateOf = (title: string) => node(day.doctor, 'pve8', 'Microcode plan', title).kind.split('.').at(-1);
  const press = (button: string) => day.answers.answer(({ choices }) => choices.find((choice) => choice === button));
  const last = (kind: 'information' | 'error') => day.asked(kind).at(-1)?.message ?? `nothing of ${JSON.stringify(day.answers.asked)}`;
  const stoppedBefore = (step: string) => assert.equal(last('information'), `Stopped before: ${step}. “Fix This Host…” on pve8 goes on from there.`);
  const isAway = () => until(() => day.doctor.hosts.view('pve8')?.connection.kind === 'lost', 60_000);

  async function dyingHost(release: Release, configure = ''): Promise<Host> {
    const host = await use.rig.boot({ release, name: 'pve8', configure });
    await host.addFailure({ time: Date.now() - 86_400_000, pid: 2043179, vmid: 100 });
    return host;
  }

  /** The report that is open, with the times left out. */
  async function reportText(): Promise<string> {
    await until(() => vscode.window.activeTextEditor?.document.languageId === 'markdown');
    return (vscode.window.activeTextEditor?.document.getText() ?? '').replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'TIME');
  }

  function assertReport(text: string, path: string): void {
    assert.match(text, /\n- Microcode before: 0x16\n- Microcode now: 0x1a\n- Microcode expected: 0x1a/);
    assert.match(text, /\n- \[x\] Component enabled.*\n- \[x\] Package installed: intel-microcode .*\n- \[x\] Rebooted.*\n- \[x\] Revision verified: 0x1a now, 0x16 before, 0x1a expected\n/);
    const done = text.slice(text.indexOf('## What was done'));
    assert.ok(done.includes(`\n- TIME: Saved ${path}; what it was before is kept in /var/backups/pve-doctor\n- TIME: Started the install of intel-microcode\n\n  \`\`\`sh\n  apt-get update\n  apt-get install -y intel-microcode\n  \`\`\`\n`), text);
    assert.match(done, /\n- TIME: Verified: 0x1a now, 0x16 before, 0x1a expected\n/);
    assert.match(done, /\n- TIME: Asked for a reboot\n\n {2}```sh\n {2}systemctl reboot\n/);
  }

  for (const release of releases) {
    it(`walks to the proof on ${release}, goes on where its user stopped it, and writes down what was done`, async function () {
      this.timeout(400_000);
      const { path, mended, lines } = sources[release];
      const host = await dyingHost(release);
      await addHost(day, host);
      const before = await host.must(`cat ${path}`);

      // No to the first question: the change is shown and not saved.
      await fix();
      stoppedBefore('enabling the component');
      assert.ok(vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.path === path)), 'no diff is shown');
      assert.equal(await host.must(`cat ${path}`), before);

      // Yes to saving; while apt is asked, and again at its answer, no.
      press('Save');
      const asking = fix();
      await progress.cancel(/^Asking apt/);
      await asking;
      stoppedBefore('installing intel-microcode');
      assert.equal((await host.must(`grep -c '${mended}' ${path}`)).trim(), String(lines));
      assert.equal(stateOf('Component enabled'), 'done');
      assert.match(day.asked('information').find(({ message, detail }) => message.startsWith('Save ') && detail.startsWith('Adds '))?.detail ?? '', new RegExp(`^Adds (?:contrib )?non-free(?:-firmware)? to ${lines} entr(?:y|ies)\\. `));
      assert.ok(!vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputTextDiff)), 'a diff without a difference is left open');
      await fix();
      stoppedBefore('installing intel-microcode');
      assert.match(day.asked('information').at(-2)?.detail ?? '', /apt-get update\n\s+apt-get install -y intel-microcode/);
      assert.equal((await host.exec('ls /run/pve-doctor/install.log')).code, 2);

      // Yes to installing, no to the reboot.
      press('Install');
      await fix();
      stoppedBefore('the reboot');
      assert.equal(stateOf('Package installed'), 'done');

      // Yes to the reboot, and no to waiting for it.
      const boot = await host.bootId();
      host.setNoBoot(true);
      press('Reboot Now');
      const rebooting = fix();
      await isAway();
      await progress.cancel(/^Rebooting pve8$/);
      await rebooting;
      stoppedBefore('its return from the reboot');
      const waits = fix();
      await progress.shown(/^Waiting until pve8 is back from its reboot$/);
      host.setNoBoot(false);
      await waits;
      assert.notEqual(await host.bootId(), boot);
      assert.equal(stateOf('Revision verified'), 'done');
      const report = await reportText();
      assertReport(report, path);
      assert.match(report, /\n- TIME: It was back after /);

      // Nothing is left to do, and that is said.
      await fix();
      assert.equal(last('information'), 'Nothing is to be done on pve8: 0x1a now, 0x16 before, 0x1a expected.');
      assert.deepEqual(day.asked('error'), []);
    });

    it(`is taken up on ${release} after a lost connection or in another window, at every step, with the whole report`, async function () {
      this.timeout(400_000);
      const { path } = sources[release];
      const host = await dyingHost(release, waiting);
      const wire = await openWire(host.address);
      /** It knows nothing of what was open in the first one. */
      const otherWindow = async () => {
        await closeEditors();
        for (const terminal of vscode.window.terminals) terminal.dispose();
        await wire.cut();
        await setHosts(day.doctor, []);
        await wire.mend();
      };
      const look = () => addHost(day, host, wire);
      const cutAt = (button: string) =>
        day.answers.answer(({ choices }) => {
          if (choices.includes(button)) void wire.cut();
          return choices.find((choice) => choice === button);
        });
      try {
        await look();
        const before = await host.must(`cat ${path}`);

        cutAt('Save');
        await fix();
        assert.equal(await host.must(`cat ${path}`), before);
        await otherWindow();
        await look();
        assert.equal(stateOf('Component enabled'), 'next');

        press('Save');
        const asking = fix();
        await progress.shown(/^Asking apt/);
        await wire.cut();
        await asking;
        assert.match(last('error'), /127\.0\.0\.1/);
        await otherWindow();
        await look();
        assert.equal(stateOf('Component enabled'), 'done');

        press('Install');
        const installing = fix();
        await until(async () => (await host.exec("pgrep -f '[r]un/go-on'")).code === 0, 120_000);
        await wire.cut();
        await installing;
        assert.match(last('error'), /127\.0\.0\.1/);
        await otherWindow();
        await look();
        assert.equal(stateOf('Package installed'), 'running');
        const followed = fix();
        await until(() => (terminals.textOf('pve8: intel-microcode').match(/Installing intel-microcode on/g) ?? []).length === 2);
        vscode.window.terminals.forEach((terminal) => terminal.dispose());
        await followed;
        stoppedBefore('the end of the install of intel-microcode');
        const ended = fix();
        await host.must('touch /run/go-on');
        await ended;
        stoppedBefore('the reboot');
        assert.equal((await host.must("grep -c '^# apt-get .* install' /run/pve-doctor/install.log")).trim(), '1');

        await otherWindow();
        await look();
        host.setNoBoot(true);
        press('Reboot Now');
        const rebooting = fix();
        await isAway();
        await otherWindow();
        await rebooting;
        // It came back, and nobody has looked at it yet.
        host.setNoBoot(false);
        await until(async () => (await host.exec('true').catch(() => undefined))?.code === 0, 60_000);
        await host.waitForSsh();
        await look();
        press('Show Report');
        await fix();
        assert.equal(last('information'), 'Nothing is to be done on pve8: 0x1a now, 0x16 before, 0x1a expected.');
        assertReport(await reportText(), path);
      } finally {
        host.setNoBoot(false);
        await wire.cut();
      }
    });
  }

  it('brings back a dead guest that is the way to the network before it asks apt', async function () {
    this.timeout(200_000);
    const host = await use.rig.boot({ release: 'bookworm' });
    // The address of the gateway, as the host's neighbour table has it, is that of guest 100.
    await host.must("gateway=$(ip -o route show default | sed -n 's/.* via \\([^ ]*\\).*/\\1/p' | head -n 1); ping -c 1 -W 2 \"$gateway\" >/dev/null 2>&1 || true; mac=$(ip neigh show \"$gateway\" | sed -n 's/.* lladdr \\([0-9a-f:]*\\).*/\\1/p'); printf 'net0: virtio=%s,bridge=vmbr0\\n' \"${mac:?no neighbour}\" >>/etc/pve/local/qemu-server/100.conf; sed -i 's/main contrib$/main contrib non-free-firmware/' /etc/apt/sources.list");
    await addHost(day, host);
    press('Stop and Start');
    await fix();
    assert.match(await host.must('qm status 100 --verbose'), /^qmpstatus: running$/m, JSON.stringify(day.answers.asked));
    const [first] = day.asked('warning');
    assert.match(first?.message ?? '', /^Stop and start guest 100 \(opnsense\) on pve8\?$/);
    stoppedBefore('installing intel-microcode');
  });
});
