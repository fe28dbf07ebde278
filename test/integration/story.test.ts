/** The story, end to end, on three releases: seen, understood, mended, installed, rebooted, proven. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Doctor } from '../../src/vscode/doctor';
import type { Host, Release } from '../hosts';
import { until } from '../support/until';
import { type Answers, answerQuestions } from './support/answers';
import { activeDocument, applyFix, click, closeEditors, diagnosticsOf, find, node, setHosts, show, startDoctor } from './support/extension';
import { noHosts, useIdentity, useRig } from './support/rig';

const day = 86_400_000;
const microcode = 'apt/microcode-component-missing';

describe('the story', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  let answers: Answers;
  let doctor: Doctor;
  before(async () => {
    doctor = await startDoctor();
  });
  beforeEach(() => (answers = answerQuestions()));
  afterEach(async function () {
    this.timeout(60_000);
    answers.restore();
    await closeEditors();
    await setHosts(doctor, []);
  });

  async function dyingHost(release: Release): Promise<Host> {
    const host = await use.rig.boot({ release });
    useIdentity(host);
    // The host's own clock is known to a second, by when it booted.
    for (const ago of [9 * day, 3 * day, day / 12]) await host.addFailure({ time: Date.now() - ago - 60_000, pid: 2043179, vmid: 100 });
    return host;
  }

  /** Adds the host as a user does, trusting its key, and gives its label once it was read. */
  async function add(host: Host): Promise<string> {
    answers.answer(({ kind, message }) => (kind === 'pick' ? `root@${host.address}` : message.includes('is not known yet') ? 'Trust This Key' : undefined));
    await vscode.commands.executeCommand('pveDoctor.addHost');
    const label = host.address;
    await until(() => find(doctor, label, 'System') !== undefined, 60_000).catch((error: unknown) => {
      throw new Error(`the host was not read: ${show(doctor.view.roots())}`, { cause: error });
    });
    return label;
  }

  const step = (label: string, title: string) => node(doctor, label, 'Microcode plan', title);
  const stepState = (label: string, title: string) => step(label, title).kind.split('.').at(-1);
  const untilStep = (label: string, title: string, state: string, limit: number) =>
    until(() => stepState(label, title) === state, limit).catch((error: unknown) => {
      throw new Error(`${title} is not ${state}: ${show(doctor.view.roots())}; asked: ${JSON.stringify(answers.asked.at(-1))}`, { cause: error });
    });

  /** Opens the sources from the plan, mends them by "fix all", saves, and gives what the host has afterwards. */
  async function mend(host: Host, label: string, path: string, entries: number): Promise<string> {
    await click(step(label, 'Component enabled'));
    const document = await activeDocument(path);
    const [first] = await diagnosticsOf(document.uri, entries, microcode);
    assert.ok(first);
    await applyFix(document, first.range, /\ball \d entries\b/);
    await diagnosticsOf(document.uri, 0, microcode);
    assert.ok(await document.save());
    await untilStep(label, 'Component enabled', 'done', 60_000);
    return (await host.exec(`cat ${path}`)).stdout;
  }

  /** Installs from the plan, and gives the question that was asked before. */
  async function install(label: string): Promise<string> {
    answers.answer(({ choices }) => (choices.includes('Install') ? 'Install' : undefined));
    await click(step(label, 'Package installed'));
    await untilStep(label, 'Package installed', 'done', 120_000);
    return answers.asked.find(({ choices }) => choices.includes('Install'))?.detail ?? '';
  }

  /** Reboots from the plan, and gives the question that was asked before. */
  async function reboot(label: string): Promise<string> {
    assert.equal(step(label, 'Rebooted').description, 'pending: 0x1a loads at the next boot');
    answers.answer(({ choices }) => (choices.includes('Reboot Now') ? 'Reboot Now' : undefined));
    await click(step(label, 'Rebooted'));
    await untilStep(label, 'Revision verified', 'done', 120_000);
    return answers.asked.find(({ choices }) => choices.includes('Reboot Now'))?.detail ?? '';
  }

  it('is told on bookworm: one-line sources, non-free-firmware', async function () {
    this.timeout(400_000);
    const host = await dyingHost('bookworm');
    const boot = await host.bootId();

    // 1. See it.
    const label = await add(host);
    const key = answers.asked.find(({ message }) => message.includes('is not known yet'));
    assert.match(key?.detail ?? '', /^ssh-ed25519\nSHA256:/);
    assert.ok(readFileSync(join(homedir(), '.ssh', 'known_hosts'), 'utf8').includes(host.knownHostsLine.split(' ')[2] ?? '?'), 'the accepted key is not in known_hosts');
    assert.equal(node(doctor, label).description, '1 guest down · microcode 0x16 · Celeron J6412');
    assert.equal(node(doctor, label, 'Microcode plan').description, '3 × Suberror 3 in 9 days, last one 2 h ago');
    assert.match(node(doctor, label, 'Guests', '100 opnsense').description ?? '', /^internal-error since /);
    assert.equal(node(doctor, label, 'Guests', '101 homeassistant').description, 'running');
    assert.match(node(doctor, label, 'System').description ?? '', /^PVE 8\.4\.14 · Debian 12 bookworm · kernel 6\.8\.12-9-pve · BIOS 5\.19 · up /);
    assert.equal(node(doctor, label, 'Repositories', 'sources.list').description, '3 entries lack non-free-firmware');
    assert.match(node(doctor, label, 'Repositories', 'pve-enterprise.list').description ?? '', /no subscription/);
    assert.equal(node(doctor, label, 'Logs', 'Journal').description, '3 failures');
    assert.deepEqual(['Component enabled', 'Package installed', 'Rebooted', 'Revision verified'].map((title) => stepState(label, title)), ['next', 'later', 'later', 'later']);

    // 2. Understand it.
    await click(node(doctor, label, 'Logs', 'Journal'));
    const journal = await activeDocument('journal.log');
    const failures = await diagnosticsOf(journal.uri, 3, 'kvm/suberror-3');
    assert.ok(failures.every(({ severity }) => severity === vscode.DiagnosticSeverity.Warning));
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', journal.uri, failures[0]?.range.start);
    assert.match(textOf(hover), /internal.error/);

    // 3. Mend the repositories.
    const mended = await mend(host, label, '/etc/apt/sources.list', 3);
    assert.equal(
      mended,
      [
        'deb http://ftp.debian.org/debian bookworm main contrib non-free-firmware',
        '',
        'deb http://ftp.debian.org/debian bookworm-updates main contrib non-free-firmware',
        '',
        '# security updates',
        'deb http://security.debian.org/debian-security bookworm-security main contrib non-free-firmware',
        '',
      ].join('\n'),
    );

    // 4. Install: apt update answers 100 here, for want of a subscription.
    const shown = await install(label);
    assert.match(shown, /apt-get update\n\s+apt-get install -y intel-microcode/);
    assert.match(shown, /\nRead in the package: it has microcode 0x1a \(2024-04-05\) for this CPU, which runs 0x16\.\n/);
    assert.match(shown, /iucode-tool 2\.3/);
    assert.match(shown, /401/);
    assert.ok(vscode.window.terminals.some(({ name }) => name.includes('intel-microcode')), 'the terminal is gone');
    assert.match((await host.exec('cat /run/pve-doctor/install.log')).stdout, /apt-get update ended with 100/);
    assert.match((await host.exec("dpkg-query -W -f '${db:Status-Status}' intel-microcode")).stdout, /^installed$/);

    // 5. Reboot.
    const asked = await reboot(label);
    assert.match(asked, /101 homeassistant/);
    assert.match(asked, /0x1a is loaded at this boot, in place of 0x16/);
    assert.notEqual(await host.bootId(), boot);

    // 6. Prove it.
    assert.equal(step(label, 'Revision verified').description, '0x1a now, 0x16 before, 0x1a expected');
    const cpuinfo = (await host.exec('grep -m1 microcode /proc/cpuinfo')).stdout;
    assert.ok(Number(/0x[0-9a-f]+/.exec(cpuinfo)?.[0]) >= 0x17, cpuinfo);
    await click(step(label, 'Revision verified'));
    await vscode.commands.executeCommand('pveDoctor.showRevision', doctor.hosts.all[0]?.setting.id);
    assert.match((await activeDocument('microcode revision.log')).getText(), /4 microcode\s+: 0x1a/);
    await vscode.commands.executeCommand('pveDoctor.showEarlyUpdates', doctor.hosts.all[0]?.setting.id);
    assert.match((await activeDocument('early microcode updates.log')).getText(), /Updated early from: 0x00000016/);

    // And the guest is brought back.
    answers.answer(({ choices }) => (choices.includes('Stop and Start') ? 'Stop and Start' : undefined));
    await vscode.commands.executeCommand('pveDoctor.stopAndStart', node(doctor, label, 'Guests', '100'));
    await until(() => node(doctor, label, 'Guests', '100').description === 'running', 60_000).catch((error: unknown) => {
      throw new Error(`guest 100 is not running: ${show(doctor.view.roots())}; asked: ${JSON.stringify(answers.asked.at(-1))}`, { cause: error });
    });
  });

  it('is told on bullseye: one-line sources, contrib and non-free', async function () {
    this.timeout(400_000);
    const host = await dyingHost('bullseye');
    const label = await add(host);
    assert.equal(step(label, 'Component enabled').description, 'non-free is missing in 3 entries');
    const mended = await mend(host, label, '/etc/apt/sources.list', 3);
    assert.deepEqual(mended.split('\n').filter((line) => line.startsWith('deb ')).map((line) => line.split(' ').slice(3).join(' ')), Array(3).fill('main contrib non-free'));
    await install(label);
    await reboot(label);
    assert.equal(step(label, 'Revision verified').description, '0x1a now, 0x16 before, 0x1a expected');
    await vscode.commands.executeCommand('pveDoctor.showEarlyUpdates', doctor.hosts.all[0]?.setting.id);
    assert.match((await activeDocument('early microcode updates.log')).getText(), /kern\.log[^]*updated early to revision 0x1a/);
  });

  it('is told on trixie: stanzas, non-free-firmware', async function () {
    this.timeout(400_000);
    const host = await dyingHost('trixie');
    const label = await add(host);
    assert.equal(step(label, 'Component enabled').description, 'non-free-firmware is missing in 2 entries');
    const mended = await mend(host, label, '/etc/apt/sources.list.d/debian.sources', 2);
    assert.deepEqual(mended.match(/^Components: .*$/gm), Array(2).fill('Components: main contrib non-free-firmware'));
    await install(label);
    await reboot(label);
    assert.equal(step(label, 'Revision verified').description, '0x1a now, 0x16 before, 0x1a expected');
  });
});

function textOf(hover: vscode.Hover | undefined): string {
  return (hover?.contents ?? []).map((content) => (content instanceof vscode.MarkdownString ? content.value : '')).join('\n');
}
