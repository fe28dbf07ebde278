/** Watching a host, and searching its logs: with a real journal, and the network cut in between. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { failNow } from '../support/failNow';
import { until } from '../support/until';
import { type Wire, openWire } from '../support/wire';
import { addHost, useDoctor } from './support/doctor';
import { activeDocument, click, diagnosticsOf, node } from './support/extension';
import { noHosts, useHost } from './support/rig';

const failed = 'KVM internal error. Suberror: 3';

describe('watching a host', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useHost({ release: 'bookworm' });
  const day = useDoctor();
  const label = 'watched';
  let wire: Wire | undefined;
  afterEach(async function () {
    this.timeout(60_000);
    await day.doctor.watches.turn(label, false);
    await wire?.cut();
    wire = undefined;
  });

  const fail = (vmid: number) => use.host.must(failNow(vmid));
  const notices = () => day.asked('error').map(({ message }) => message);
  const badge = () => day.doctor.view.badge?.value;
  const state = () => day.doctor.watches.state(label).kind;
  const marked = (guest: string) => (node(day.doctor, label, 'Guests', guest).description ?? '').startsWith('new failure');

  it('tells of a failure at once, marks the guest, and of one that comes while the network is cut exactly once', async function () {
    this.timeout(180_000);
    wire = await openWire(use.host.address);
    await addHost(day, use.host, { label, port: wire.port });
    const before = badge() ?? 0;
    await vscode.commands.executeCommand('pveDoctor.watchFailures', label);
    await until(() => state() === 'watching', 30_000);
    assert.match(node(day.doctor, label, 'Logs', 'Journal').description ?? '', /, watched$/);
    assert.equal(node(day.doctor, label).kind, 'host.connected.watched');

    await fail(101);
    await until(() => notices().length === 1, 30_000);
    assert.equal(notices()[0], `Guest 101 (homeassistant) on ${label} died: KVM internal error, suberror 3 (unexpected VM exit during event delivery).`);
    assert.deepEqual(day.asked('error')[0]?.choices, ['Stop and Start', 'Show']);
    assert.ok(marked('101'));
    assert.match(node(day.doctor, label).description ?? '', /^1 new failure · /);
    assert.equal(badge(), before + 1);

    await wire.cut();
    await until(() => state() === 'waiting', 30_000);
    await fail(102);
    day.answers.answer(({ kind }) => (kind === 'error' ? 'Show' : undefined));
    await wire.mend();
    await until(() => notices().length === 2, 60_000);
    assert.match(notices()[1] ?? '', /^Guest 102 \(win11\) on watched died/);

    // Show opens what failed, and that is the look that the marks waited for.
    const { uri } = await activeDocument(`${label} KVM failures.log`);
    // The lines there name no guest; the host does.
    const who = () => vscode.languages.getDiagnostics(uri).map(({ message }) => message.split(' died')[0]);
    await until(() => who().join() === 'Guest 101,Guest 102', 30_000).catch((error: unknown) => assert.fail(`${who().join()}: ${String(error)}`));
    await until(() => !marked('101') && !marked('102'));
    assert.equal(badge(), before);
    await fail(101);
    await until(() => marked('101'), 30_000);
    assert.deepEqual(notices().filter((message) => message.includes('102')).length, 1);

    await vscode.commands.executeCommand('pveDoctor.stopWatching', label);
    assert.equal(state(), 'off');
    await until(async () => (await use.host.must('pgrep -fc "[j]ournalctl.*--follow" || true')).trim() === '0', 30_000);
  });

  it('is told of what came while nobody watched, when it goes on', async function () {
    this.timeout(120_000);
    await addHost(day, use.host, { label });
    await vscode.commands.executeCommand('pveDoctor.watchFailures', label);
    await until(() => state() === 'watching', 30_000);
    day.doctor.hosts.get(label)?.session?.machine.disconnect();
    await until(() => state() === 'waiting', 30_000);
    await fail(100);
    await vscode.commands.executeCommand('pveDoctor.connect', label);
    await until(() => notices().length === 1, 30_000);
    assert.match(notices()[0] ?? '', /^Guest 100 \(opnsense\) on watched died/);
  });
});

describe('searching a host’s logs', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useHost({ release: 'bullseye' });
  const day = useDoctor();
  const label = 'searched';
  const line = (pid: number, time = 'Nov 20 12:00:00') => `${time} pve7 QEMU[${pid}]: ${failed}\n${time} pve7 QEMU[${pid}]: extra data[0]: 0x0000000080000b0e\n`;
  const row = (name: string) => node(day.doctor, label, 'Logs', name).description ?? '';

  it('finds in journal, syslog and packed files what failed, each once, says what is unknown, and goes on where it ended', async function () {
    this.timeout(180_000);
    const { host } = use;
    await host.addFailure({ pid: 2043179, vmid: 100, time: Date.now() - 3_600_000 });
    await host.must('cat >/var/log/syslog.2 && gzip /var/log/syslog.2', line(4711));
    await host.must('cat >/var/log/syslog.3', line(4712));
    await host.must('head -c 100 /dev/urandom >/var/log/syslog.4.gz');
    await addHost(day, host, { label });
    assert.equal(row('All logs'), 'not searched yet');
    day.answers.answer(({ kind }) => (kind === 'information' ? 'Show' : undefined));
    await click(node(day.doctor, label, 'Logs', 'All logs'));
    const [said] = day.asked('information').slice(-1);
    assert.match(said?.message ?? '', /^searched: 3 KVM failures in its logs\. Unknown: syslog\.4\.gz \(not read to its end: gzip: .*not in gzip format\)\.$/);
    const document = await activeDocument(`${label} KVM failures found.log`);
    const found = await diagnosticsOf(document.uri, 3, 'kvm/suberror-3');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, found.at(-1)?.range.start);
    const hover = hovers.flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value)).join('\n');
    assert.match(hover, /Guest\\?:.*100/);
    assert.match(row('All logs'), /^3 failures, 1 log unknown, searched/);
    assert.match(row('syslog.2.gz'), /^1 failure, /);
    assert.match(row('syslog.3'), /^1 failure, /);
    assert.match(row('syslog.4.gz'), /^unknown: not read to its end/);
    assert.match(node(day.doctor, label, 'Logs').description ?? '', /^3 failures, 1 log unknown$/);

    // What stands in both is one, and what was there is not new.
    await host.must('cat >>/var/log/syslog', line(4713, 'Nov 21 08:00:00'));
    await vscode.commands.executeCommand('pveDoctor.searchFailures', label);
    assert.match(day.asked('information').at(-1)?.message ?? '', /^searched: 4 KVM failures in its logs, 1 of them new\./);
  });

  it('is ended on the host when the user ends it', async function () {
    this.timeout(120_000);
    const { host } = use;
    await addHost(day, host, { label });
    // A program that unpacks for ever.
    await host.must('printf "#!/bin/sh\\nexec sleep 1000\\n" >/usr/local/bin/gzip; chmod +x /usr/local/bin/gzip; echo >/var/log/messages.9.gz');
    const searching = vscode.commands.executeCommand('pveDoctor.searchFailures', label);
    await until(() => node(day.doctor, label, 'Logs').kind === 'logs.searching' && (node(day.doctor, label, 'Logs').description ?? '').includes('.gz'), 60_000);
    assert.notEqual((await host.must('pgrep -xfc "sleep 1000" || true')).trim(), '0');
    await vscode.commands.executeCommand('pveDoctor.stopSearching', label);
    await searching;
    assert.equal(node(day.doctor, label, 'Logs').kind, 'logs');
    await until(async () => (await host.must('pgrep -xfc "sleep 1000" || true')).trim() === '0', 30_000);
    await host.must('rm -f /usr/local/bin/gzip /var/log/messages.9.gz');
  });
});
