/** The list of hosts, as a user edits it; none of them answers. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/until';
import type { Answer } from './support/answers';
import { useDoctor } from './support/doctor';
import { node, setHosts } from './support/extension';

/** Nothing listens on the discard port. */
const nobody = { host: '127.0.0.1', port: 9, user: 'root' };

describe('the list of hosts', () => {
  const day = useDoctor();
  const setting = (id: string) => day.doctor.hosts.get(id)?.setting;

  /** Answers one after another; the list of what can be changed is closed at the end. */
  function say(...words: readonly string[]): void {
    const left = [...words];
    const next: Answer = () => left.shift();
    day.answers.answer(next);
  }

  beforeEach(() => setHosts(day.doctor, [{ id: 'one', label: 'one', ...nobody }, { id: 'two', label: 'two', ...nobody }]));

  it('has a group after one was given, and the host in it, with the connection that it had', async () => {
    await until(() => day.doctor.hosts.get('one')?.session !== undefined);
    const { session } = day.doctor.hosts.get('one') ?? {};
    say('Group', 'lab');
    await vscode.commands.executeCommand('pveDoctor.editHost', 'one');
    await until(() => setting('one')?.group === 'lab');
    assert.match(node(day.doctor, 'lab').description ?? '', /^1 host/);
    assert.equal(node(day.doctor, 'lab', 'one').hostId, 'one');
    assert.equal(node(day.doctor, 'two').kind.startsWith('host.'), true);
    assert.equal(day.doctor.hosts.get('one')?.session, session);
    say('Group', 'No Group');
    await vscode.commands.executeCommand('pveDoctor.editHost', node(day.doctor, 'lab', 'one'));
    await until(() => setting('one')?.group === undefined);
    assert.equal(node(day.doctor, 'one').hostId, 'one');
  });

  it('reaches a host by the address that was typed, under the same name and id', async () => {
    say('Address', 'ops@127.0.0.1:10', 'Reached by', 'The built-in client alone', 'Web interface', 'https://pve.example.org/');
    await vscode.commands.executeCommand('pveDoctor.editHost', 'two');
    await until(() => setting('two')?.webInterface !== undefined);
    assert.deepEqual(setting('two'), { id: 'two', label: 'two', host: '127.0.0.1', user: 'ops', port: 10, transport: 'ssh2', webInterface: 'https://pve.example.org/' });
    await until(() => day.doctor.hosts.get('two')?.session?.machine.name === 'ops@127.0.0.1');
  });

  it('says by which client a host is reached', async () => {
    await until(() => day.doctor.hosts.get('one')?.session !== undefined);
    assert.match(node(day.doctor, 'one').tooltip ?? '', /Reached by the built-in client/);
    say('Reached by', 'The ssh program of this computer');
    await vscode.commands.executeCommand('pveDoctor.editHost', 'one');
    await until(() => day.doctor.hosts.get('one')?.session?.machine.transport === 'ssh');
    assert.match(node(day.doctor, 'one').tooltip ?? '', /Reached by the ssh program of this computer: it was chosen in the settings\./);
  });

  it('stays as it is where the user goes away', async () => {
    const before = setting('one');
    say();
    await vscode.commands.executeCommand('pveDoctor.editHost', 'one');
    say('Address');
    await vscode.commands.executeCommand('pveDoctor.editHost', 'one');
    assert.deepEqual(setting('one'), before);
  });
});
