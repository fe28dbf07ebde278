/**
 * The window from outside: the packaged extension in it, and what becomes of a save and of an install when the window is
 * reloaded in the middle of them.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Front, type Host, bootHost, canBoot, startFront } from '../hosts';
import { mustRun } from '../hosts/program';
import { until } from '../support/until';
import { type Ui, homeOf, startUi } from '.';

const minute = 60_000;

let packages: string;
let vsix: string;

before(async function () {
  this.timeout(2 * minute);
  packages = mkdtempSync(join(tmpdir(), 'pve-doctor-vsix-'));
  vsix = await packageTo(packages);
});
after(() => rmSync(packages, { recursive: true, force: true }));

describe('the packaged extension', () => {
  it('installs into an empty VS Code, and shows its view there', async function () {
    this.timeout(5 * minute);
    console.log(`      the .vsix has ${Math.round(statSync(vsix).size / 1024)} KiB`);
    const ui = await startUi({ vsix });
    try {
      await ui.page.getByRole('tab', { name: 'Proxmox Hosts' }).first().click();
      await ui.page.getByRole('button', { name: 'Add Host' }).first().waitFor();
      // The list has the slowest first, and shows no more rows than there is room for.
      await ui.page.setViewportSize({ width: 1280, height: 2000 });
      await ui.runCommand('Developer: Show Running Extensions');
      const row = ui.page.locator('.extension', { hasText: 'PVE Doctor' }).filter({ hasText: /Activation: \d+ms/ }).first();
      await row.waitFor();
      console.log(`      VS Code says: ${/(?:Startup )?Activation: \d+ms/.exec(await row.innerText())?.[0] ?? 'nothing'}`);
    } finally {
      await ui.close();
    }
  });
});

describe('a window that is reloaded', () => {
  const { ok, reason = '' } = canBoot();
  if (!ok) {
    it(`is left out, since ${reason}`);
    return;
  }
  let front: Front;
  let host: Host;
  let ui: Ui;
  let folder: string;

  beforeEach(async function () {
    this.timeout(5 * minute);
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-window-'));
    front = await startFront();
    host = await bootHost({ release: 'bookworm', front });
    // A window of an extension under development forgets unsaved text; a user's does not.
    const workspace = join(folder, 'workspace');
    mkdirSync(workspace);
    ui = await startUi({ vsix, workspace, ...homeOf(host, join(folder, 'home')) });
    await ui.page.getByRole('tab', { name: 'Proxmox Hosts' }).first().click();
    await ui.row('Microcode plan').waitFor();
  });
  afterEach(async function () {
    this.timeout(minute);
    await ui.close();
    await host.stop();
    await front.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('in the middle of an install finds it again: it went on, it was the only one, and it ends', async function () {
    this.timeout(6 * minute);
    // dpkg waits until the test lets it go on.
    await host.must(`echo 'DPkg::Pre-Invoke {"while [ ! -e /run/go ]; do sleep 0.1; done";};' >/etc/apt/apt.conf.d/99wait`);
    await host.must("sed -i 's/^deb .*debian.org.*/& non-free-firmware/' /etc/apt/sources.list");
    await ui.runCommand('PVE Doctor: Install CPU Microcode…');
    await ui.page.getByRole('button', { name: 'Install', exact: true }).click({ timeout: 2 * minute });
    await until(async () => (await host.exec('pgrep -f "[r]un/go"')).code === 0, 2 * minute);

    await ui.reload();
    await ui.row('Package installed').filter({ hasText: 'is being installed' }).waitFor({ timeout: 2 * minute });
    // Asked for again, it is followed, and not started a second time.
    await ui.runCommand('PVE Doctor: Install CPU Microcode…');
    await ui.page.locator('.terminal-tabs-entry, .single-terminal-tab', { hasText: 'intel-microcode' }).first().waitFor();
    await host.must('touch /run/go');
    await ui.row('Package installed').filter({ hasText: /intel-microcode \d/ }).waitFor({ timeout: 2 * minute });
    assert.equal((await host.must('grep -c "^# apt-get .* update" /run/pve-doctor/install.log')).trim(), '1');
    assert.equal((await host.must("dpkg-query -W -f '${db:Status-Status}' intel-microcode")).trim(), 'installed');
  });

  it('while the host reboots waits on for it in the next walk, whose report has what the first window did', async function () {
    this.timeout(6 * minute);
    await ui.page.setViewportSize({ width: 1280, height: 1600 });
    const press = (button: string) => ui.page.locator('.monaco-dialog-box').getByRole('button', { name: button, exact: true }).click({ timeout: 2 * minute });
    await ui.runCommand('PVE Doctor: Fix This Host…');
    await press('Save');
    await press('Install');
    const boot = await host.bootId();
    host.setNoBoot(true);
    await press('Reboot Now');
    await until(async () => (await host.exec('true').catch(() => undefined)) === undefined, minute);

    await ui.reload();
    await ui.runCommand('PVE Doctor: Fix This Host…');
    await ui.row('pve8').filter({ hasText: 'rebooting for' }).waitFor({ timeout: minute });
    host.setNoBoot(false);
    const text = async () => (await ui.page.locator('.editor-group-container.active .view-lines').innerText()).replaceAll('\u00a0', ' ');
    await until(async () => (await text().catch(() => '')).includes(': It was back after '), 2 * minute);
    const report = await text();
    for (const part of ['- Microcode before: 0x16', '- Microcode now: 0x1a', ': Saved /etc/apt/sources.list', 'apt-get install -y intel-microcode', ': Asked for a reboot']) assert.ok(report.includes(part), report);
    assert.notEqual(await host.bootId(), boot);
  });

  it('in the middle of a save has the old file whole on the host, and the text in the editor, which can then be saved', async function () {
    this.timeout(6 * minute);
    const before = await host.must('cat /etc/apt/sources.list');
    await ui.row('Component enabled').click();
    const line = ui.page.locator('.editor-group-container.active .view-line').first();
    await line.click();
    await ui.page.keyboard.press('Control+Home');
    await ui.page.keyboard.type('# mended ');
    // What saves waits for the lock, which the test holds.
    await host.must('mkdir -p /run/pve-doctor; (flock 9; while [ ! -e /run/go ]; do sleep 0.1; done) 9>/run/pve-doctor/save.lock >/dev/null 2>&1 &');
    await until(async () => (await host.exec('flock -n /run/pve-doctor/save.lock true')).code === 1);
    await ui.kept('sources.list', '# mended deb');
    await ui.page.keyboard.press('Control+S');
    await until(async () => (await host.exec('pgrep -x flock')).code === 0, minute);

    await ui.reload();
    await host.must('touch /run/go');
    assert.equal(await host.must('cat /etc/apt/sources.list'), before);
    await until(async () => (await host.exec('ls -A /etc/apt | grep -c pve-doctor-save')).stdout.trim() === '0', minute);
    await ui.page.locator('.tab.active.dirty[data-resource-name="sources.list"]').waitFor({ timeout: minute });
    await ui.page.locator('.editor-group-container.active .view-line', { hasText: '# mended deb' }).first().click();
    await ui.page.keyboard.press('Control+S');
    await ui.page.locator('.tab.active:not(.dirty)[data-resource-name="sources.list"]').waitFor({ timeout: minute });
    assert.equal(await host.must('cat /etc/apt/sources.list'), `# mended ${before}`);
  });
});

/** Packages a copy of the project, so that what is built in its own folder stays as it is. */
async function packageTo(folder: string): Promise<string> {
  const copy = join(folder, 'project');
  mkdirSync(copy);
  for (const name of readdirSync('.').filter((one) => !/^(?:node_modules|out.*|dist|\.git|\.ci|test)$/.test(one))) cpSync(name, join(copy, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  const file = join(folder, 'pve-doctor.vsix');
  await mustRun('sh', ['-c', 'cd "$1" && exec "$2" node_modules/@vscode/vsce/vsce package --no-dependencies --out "$3"', 'package', copy, process.execPath, file]);
  return file;
}
