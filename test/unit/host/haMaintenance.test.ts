import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mayEnterMaintenance } from '../../../src/host';
import { scripts } from '../../../src/host/scripts';
import { fakeHost } from './fakeHost';
import { facts, known } from './hostFacts';
import { notLinux, titled } from './thisComputer';

describe('HA maintenance', () => {
  it('is for a node that is online and has HA with services, and in none yet', () => {
    const ha = { node: 'a', nodeState: 'online', maintenance: false, services: [{ sid: 'vm:100', requested: 'started' }] };
    assert.equal(mayEnterMaintenance(facts({ ha: known(ha) }))?.node, 'a');
    for (const other of [{ ...ha, services: [] }, { ...ha, maintenance: true }, { ...ha, nodeState: 'unknown' }]) assert.equal(mayEnterMaintenance(facts({ ha: known(other) })), undefined);
    assert.equal(mayEnterMaintenance(facts()), undefined);
  });

  it('says what stands in the way', async () => {
    const { session, machine, calls } = fakeHost();
    machine.answer('ha-maintenance', { code: 3, stdout: 'vm:100\nct:200\n' });
    await assert.rejects(session.setMaintenance('enable', 'a'), /a was not rebooted: within 15 min HA has not brought everything away: vm:100, ct:200/);
    machine.answer('ha-maintenance', { code: 3, stdout: 'a is unknown\n' });
    await assert.rejects(session.setMaintenance('disable', 'a'), /has not within 120 s: a is unknown/);
    machine.answer('ha-maintenance', { code: 4 });
    await assert.rejects(session.setMaintenance('enable', 'a'), /HA did not take the maintenance of a/);
    assert.deepEqual(calls('ha-maintenance')[0]?.args, ['enable', 'a', '900']);
    assert.equal(calls('ha-maintenance')[0]?.options.asRoot, true);
  });
});

describe(titled('ha-maintenance.sh', notLinux), function () {
  this.timeout(60_000);
  let folder: string;
  before(function () {
    if (notLinux !== undefined) this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-maintenance-'));
    for (const path of ['bin', 'ha']) mkdirSync(join(folder, path));
    program('ha-manager', `echo "$*" >>'${folder}/did'\n[ -z "\${REFUSES:-}" ]`);
    program('sleep', `cp '${folder}/then' '${folder}/ha/manager_status'`);
  });
  afterEach(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  function program(name: string, text: string): void {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  /** As the manager writes it: another service with a command in its queue, one that is stopped, and the one in question on that node. */
  const status = (state: string, on: string) =>
    `{"node_request":{"a":{"maintenance":1}},"node_status":{"a":"${state}","ab":"online"},"service_status":{"vm:1":{"node":"ab","cmd":["stop",0],"state":"started"},"vm:2":{"node":"a","state":"stopped"},"vm:3":{"node":"${on}","state":"started"}}}`;
  function run(action: 'enable' | 'disable', now: string, then: string, environment: Readonly<Record<string, string>> = {}) {
    writeFileSync(join(folder, 'ha/manager_status'), now);
    writeFileSync(join(folder, 'then'), then);
    const { status: code, stdout } = spawnSync('sh', ['-c', scripts.haMaintenance.text.replaceAll('/etc/pve', folder), 'ha-maintenance', action, 'a', '2'], { env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`, ...environment } });
    return [code, stdout.toString()];
  }

  it('waits until the services have left; what is stopped may stay', () => {
    assert.deepEqual(run('enable', status('online', 'a'), status('maintenance', 'ab')), [0, '']);
    assert.equal(readFileSync(join(folder, 'did'), 'utf8'), 'crm-command node-maintenance enable a\n');
  });

  it('names those that have not left', () => {
    assert.deepEqual(run('enable', status('online', 'a'), status('maintenance', 'a')), [3, 'vm:3\n']);
    assert.deepEqual(run('enable', status('online', 'ab'), status('online', 'ab')), [3, 'a is online\n']);
  });

  it('ends when the manager has the node as online', () => {
    assert.deepEqual(run('disable', status('maintenance', 'ab'), status('online', 'ab')), [0, '']);
    assert.deepEqual(run('disable', status('maintenance', 'ab'), status('maintenance', 'ab')), [3, 'a is maintenance\n']);
  });

  it('tries the end again where it is refused, the beginning not', () => {
    assert.equal(run('enable', status('online', 'a'), status('online', 'a'), { REFUSES: '1' })[0], 4);
    assert.equal(run('disable', status('maintenance', 'a'), status('online', 'a'), { REFUSES: '1' })[0], 4);
    assert.deepEqual(readFileSync(join(folder, 'did'), 'utf8').split('\n').filter(Boolean).map((line) => line.split(' ')[2]), ['enable', 'disable', 'disable', 'disable']);
  });
});
