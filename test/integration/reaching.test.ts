/** Bad days on the way to a host: what the tree says, what the next step is, and that nobody else has to wait. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { makeKey } from '../support/sshd';
import { until } from '../support/until';
import { useDoctor } from './support/doctor';
import { activeDocument, click, find, node, setHosts } from './support/extension';
import { noHosts, useHost } from './support/rig';
import { emptySshFolder, knownHostsFile, readKnownHosts, useIdentity, writeKnownHosts, writeSshConfig } from './support/sshFolder';
import { openSilence, openWire } from '../support/wire';

describe('bad days: reaching a host', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useHost({ release: 'bookworm' });
  const day = useDoctor();
  beforeEach(() => emptySshFolder());

  const add = (user: string) => setHosts(day.doctor, [{ id: 'pve8', label: 'pve8', host: use.host.address, user }]);
  const description = (label = 'pve8') => node(day.doctor, label).description ?? '';
  /** What stands below a host that could not be read: the reason, and the ways on. */
  const below = (label = 'pve8') => node(day.doctor, label).children.map((child) => child.label);
  const tryAgain = () => click(node(day.doctor, 'pve8', 'Try again'));
  const untilRefused = () => day.untilTree((look) => look('pve8')?.kind === 'host.refused');
  /** Passwords that sshd refused, as its log has them. */
  const refusals = async () => (await use.host.must("journalctl -q -o cat -t sshd | grep -c '^Failed password' || true")).trim();

  it('says why nothing answers, reads the others meanwhile, and connects by itself once it can', async function () {
    this.timeout(120_000);
    const silence = await openSilence();
    const wire = await openWire(use.host.address);
    try {
      await wire.cut();
      useIdentity(use.host);
      writeKnownHosts(use.host.knownHostsLine, use.host.knownHostsLine.replace(use.host.address, `[127.0.0.1]:${wire.port}`));
      writeSshConfig('Host silent', '  HostName 127.0.0.1', `  Port ${silence.port}`, '  ConnectTimeout 12');
      let gaveUp = false;
      const subscription = day.doctor.hosts.onDidChange(() => (gaveUp ||= find(day.doctor, 'silent')?.kind === 'host.lost'));
      await setHosts(day.doctor, [
        { id: 'silent', host: 'silent', user: 'root' },
        { id: 'closed', label: 'closed', host: '127.0.0.1', port: wire.port, user: 'root' },
        { id: 'pve8', label: 'pve8', host: use.host.address, user: 'root' },
      ]);

      await day.untilTree((look) => look('pve8', 'System') !== undefined);
      assert.deepEqual([description('silent'), gaveUp], ['connecting…', false], 'pve8 was read after the silent host was given up');
      subscription.dispose();
      assert.equal(description('closed'), `not connected: [127.0.0.1]:${wire.port} refused the connection`);
      assert.deepEqual(below('closed'), ['Nothing listens on that port: is ssh running there, and is the port right?', 'Try again', 'Log in with ssh in a terminal']);

      await day.untilTree((look) => look('silent')?.kind === 'host.lost', 30_000);
      assert.equal(description('silent'), `not connected: [127.0.0.1]:${silence.port} did not complete the handshake within 12 s`);
      assert.equal(below('silent')[0], 'Something answers there, but not as an ssh server in good health does. Is the host starting, or very busy, and is the port right?');

      await wire.mend();
      await day.untilTree((look) => look('closed', 'System') !== undefined);
      assert.deepEqual(day.answers.asked, []);
    } finally {
      await Promise.all([wire.cut(), silence.cut()]);
    }
  });

  it('asks for a refused password as often as ssh does, and never by itself', async function () {
    this.timeout(120_000);
    writeKnownHosts(use.host.knownHostsLine);
    await add('ops');
    await untilRefused();
    assert.equal(description(), `not connected: This needs the password of ops@${use.host.address}`);
    assert.equal(below()[0], 'It is asked for when you connect.');
    assert.deepEqual(day.answers.asked, []);

    day.answers.answer(({ kind }) => (kind === 'input' ? 'wrong' : 'Use It Until VS Code Is Closed'));
    await tryAgain();
    assert.deepEqual(day.asked('input').map(({ message, detail }) => [message, detail]), [
      [`Password of ops on ${use.host.address}`, 'Enter to confirm, Escape to cancel.'],
      [`Password of ops on ${use.host.address}`, 'The password was not accepted.'],
      [`Password of ops on ${use.host.address}`, 'The password was not accepted.'],
    ]);
    assert.equal(description(), 'login refused: not connected');
    assert.equal(below()[0], `${use.host.address} did not let ops in`);
    assert.match(below()[1] ?? '', /^Refused: password\. Check the user name and the key or password;/);
    await until(async () => (await refusals()) === '3');

    await day.doctor.hosts.refreshAll(false);
    assert.equal(await refusals(), '3');
    assert.equal(description(), 'login refused: not connected', 'a look in the background leaves the reason');
    assert.equal(day.asked('input').length, 3);
    assert.deepEqual(day.asked('error'), []);
  });

  it('takes a closed password prompt for an answer, and the right password the next time', async function () {
    this.timeout(120_000);
    writeKnownHosts(use.host.knownHostsLine);
    await add('plain');
    await untilRefused();
    const before = await refusals();
    await tryAgain();
    assert.equal(day.asked('input').length, 1);
    assert.equal(description(), `not connected: The password of plain@${use.host.address} was not given`);
    assert.deepEqual(below().slice(1), ['Try again', 'Log in with ssh in a terminal']);
    assert.equal(await refusals(), before);

    day.answers.answer(({ kind, message }) => (kind === 'pick' ? 'Use It Until VS Code Is Closed' : message === `Password of plain on ${use.host.address}` ? 'plain-password' : undefined));
    await tryAgain();
    assert.match(node(day.doctor, 'pve8', 'System').description ?? '', /^PVE 8\.4\.14/);
    assert.equal(await refusals(), before);
  });

  it('does not connect to an unknown host whose key is not accepted, and writes nothing down', async function () {
    this.timeout(120_000);
    useIdentity(use.host);
    await add('root');
    await untilRefused();
    assert.equal(description(), `not connected: The host key of ${use.host.address} is not known yet`);
    assert.equal(below()[0], `It is asked about when you connect to root@${use.host.address}.`);
    assert.deepEqual(day.answers.asked, []);

    await tryAgain();
    const [question, ...more] = day.asked('warning');
    assert.deepEqual([question?.message, question?.choices, more], [`root@${use.host.address}: the key of ${use.host.address} is not known yet.`, ['Trust This Key'], []]);
    assert.equal(description(), 'host key not accepted: not connected');
    assert.equal(below()[0], `The host key of ${use.host.address} is not known`);
    assert.match(below()[1] ?? '', /^It offered SHA256:\S+ \(ssh-ed25519\)\. It was not accepted, so nothing was sent to it\. Connect again to be asked again\.$/);
    assert.equal(readKnownHosts(), '');
  });

  it('refuses a changed host key with both fingerprints, and asks nothing', async function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-key-'));
    try {
      const other = join(folder, 'other');
      makeKey(other);
      const line = `${use.host.address} ${readFileSync(`${other}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')}`;
      useIdentity(use.host);
      writeKnownHosts('# mine', line);
      const fingerprint = (file: string, stdin = '') => execFileSync('ssh-keygen', ['-lf', file], { input: stdin, encoding: 'utf8' }).split(' ')[1] ?? '?';
      const [was, is] = [fingerprint(`${other}.pub`), fingerprint('-', `${use.host.knownHostsLine.split(' ').slice(1).join(' ')}\n`)];
      await add('root');
      await untilRefused();
      await tryAgain();
      assert.equal(description(), 'host key changed: not connected');
      const [what, why = '', ...ways] = below();
      assert.equal(what, `${use.host.address} offered another host key than the one in ${knownHostsFile()}, line 2`);
      assert.deepEqual(ways, ['Open known_hosts', 'Try again', 'Log in with ssh in a terminal']);
      assert.ok(why.startsWith(`Known: ${was} (ssh-ed25519). Offered: ${is} (ssh-ed25519).`), why);
      assert.match(why, /Compare with the host's own console .*; if it is right, remove the line and connect again\.$/);
      assert.deepEqual(day.answers.asked, []);
      assert.equal(readKnownHosts(), `# mine\n${line}\n`);
      await click(node(day.doctor, 'pve8', 'Open known_hosts'));
      assert.equal((await activeDocument('/.ssh/known_hosts')).lineAt(vscode.window.activeTextEditor?.selection.active.line ?? 0).text, line);

      // The step that was named leads on.
      writeKnownHosts();
      day.answers.answer(() => 'Trust This Key');
      await tryAgain();
      assert.notEqual(description(), '');
      assert.ok(node(day.doctor, 'pve8', 'System'));
      assert.ok(readKnownHosts().includes(use.host.knownHostsLine.split(' ')[2] ?? '?'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
