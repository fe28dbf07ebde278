import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noRestartBecause, restartCommands } from '../../../src/host';
import { scripts } from '../../../src/host/scripts';
import { UserError } from '../../../src/machine';
import { until } from '../../support/until';
import { fakeHost } from './fakeHost';
import { facts, known } from './hostFacts';
import { guestsSection, hostText } from './probeText';
import { notLinux, titled } from './thisComputer';

const ha = (sid: string) => known({ node: 'pve8', maintenance: false, services: [{ sid, requested: 'started', state: 'started', node: 'pve8' }] });

describe('a dead guest', () => {
  it('is stopped and started once what the journal has of it is kept', async () => {
    const { session, machine, kept, calls } = fakeHost();
    machine.answer('probe', hostText({ guests: guestsSection([{ vmid: 100, status: 'internal-error', pid: 2043179 }]) }));
    await session.refresh({ mayAsk: true });
    machine.answer('guest-log', 'KVM internal error. Suberror: 3\n').answer('guest-restart', () => {
      assert.deepEqual(kept.map(({ vmid, text }) => [vmid, text]), [[100, 'KVM internal error. Suberror: 3\n']], 'nothing was kept before');
      return '';
    });
    assert.equal((await session.stopAndStart(100)).text, 'KVM internal error. Suberror: 3\n');
    assert.deepEqual([calls('guest-log')[0]?.args, calls('guest-restart')[0]?.args], [['100', '2043179'], ['restart', '100', '120']]);
    assert.equal(calls('guest-restart')[0]?.options.asRoot, true);
  });

  const failures: readonly (readonly [code: number, message: RegExp])[] = [
    [3, /not in internal-error any more/], [4, /no quorum/], [5, /HA has not stopped guest 100/], [6, /is stopped, and could not be started/], [7, /HA has not started it/], [8, /could not be stopped and started/],
  ];
  for (const [code, message] of failures) {
    it(`says why it was not brought back: exit status ${code}`, async () => {
      const { session, machine } = fakeHost();
      machine.answer('guest-log', '').answer('guest-restart', { code, stdout: 'VM is locked (backup)\n' });
      await assert.rejects(session.stopAndStart(100), (error) => error instanceof UserError && message.test(error.message) && (code < 5 || error.detail.includes('locked (backup)')));
    });
  }

  const states: readonly (readonly [answer: string, status: string | undefined, stopped: boolean])[] = [
    ['state stopped\n', 'stopped', true], ['state internal-error\n', 'internal-error', false], ['state internal-error\nasked\n', 'internal-error', true],
    ['state running\nasked\n', 'running', false], ['', undefined, false],
  ];
  for (const [answer, status, stopped] of states) {
    it(`is ${stopped ? '' : 'not '}taken for stopped after a restart that was broken off, where the host says ${JSON.stringify(answer)}`, async () => {
      const { session, machine } = fakeHost();
      machine.answer('guest-state', answer);
      assert.deepEqual(await session.guestState(100), { status, stopped });
    });
  }

  it('that was left stopped is started, or it is said why not', async () => {
    const { session, machine, calls } = fakeHost();
    machine.answer('guest-restart', '');
    await session.startGuest(100);
    assert.deepEqual(calls('guest-restart')[0]?.args, ['start', '100', '120']);
    for (const [code, message] of [[3, /is not stopped any more/], [4, /was not started: the cluster has no quorum/], [6, /could not be started/]] as const) {
      machine.answer('guest-restart', { code });
      await assert.rejects(session.startGuest(100), message);
    }
  });

  it('is HA’s where HA manages it, and nobody’s without quorum', () => {
    assert.deepEqual(restartCommands(facts(), 100), ['qm stop 100', 'qm start 100']);
    assert.deepEqual(restartCommands(facts({ ha: ha('vm:1001') }), 100), ['qm stop 100', 'qm start 100']);
    assert.deepEqual(restartCommands(facts({ ha: ha('vm:100') }), 100), ['ha-manager crm-command stop vm:100 0', 'ha-manager set vm:100 --state started']);
    assert.equal(noRestartBecause(facts()), undefined);
    assert.equal(noRestartBecause(facts({ cluster: known({ name: 'home', quorate: true, nodes: [] }) })), undefined);
    assert.match(noRestartBecause(facts({ cluster: known({ name: 'home', quorate: false, nodes: [] }) })) ?? '', /home has no quorum/);
  });
});

describe(titled('guest-restart.sh', notLinux), function () {
  this.timeout(60_000);
  let folder: string;
  before(function () {
    if (notLinux !== undefined) this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-guest-'));
    for (const path of ['bin', 'pve/ha', 'run']) mkdirSync(join(folder, path), { recursive: true });
    write('pve/.members', '{"cluster": { "name": "home", "quorate": 1 }}');
    write('run/100.pid', '1');
    write('bin/qm', `[ "$1" = status ] && { echo "qmpstatus: \${STATE:-internal-error}"; exit 0; }\necho "qm $*" >>'${folder}/did'\n[ "$1" != "\${FAILS:-}" ]`);
    write('bin/ha-manager', `echo "ha-manager $*" >>'${folder}/did'`);
    // A second is a round of the manager: what was asked last is done, except where it is told to do nothing.
    write('bin/sleep', `[ -z "\${IDLE:-}" ] || exit 0\ncase $(tail -n 1 '${folder}/did') in\n*stop*) echo '{"service_status":{"vm:1001":{"state":"started"},"vm:100":{"node":"a",\n"state":"stopped"}}}' >'${folder}/pve/ha/manager_status'; rm -f '${folder}/run/100.pid' ;;\n*) echo 2 >'${folder}/run/100.pid' ;;\nesac`);
    write('pve/ha/manager_status', '{"service_status":{"vm:1001":{"state":"stopped"},"vm:100":{"node":"a","state":"started"}}}');
  });
  afterEach(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  function write(path: string, text: string): void {
    writeFileSync(join(folder, path), path.startsWith('bin/') ? `#!/bin/sh\n${text}\n` : text);
    if (path.startsWith('bin/')) chmodSync(join(folder, path), 0o755);
  }
  function run(environment: Readonly<Record<string, string>> = {}, action = 'restart') {
    const text = scripts.guestRestart.text.replaceAll('/etc/pve', join(folder, 'pve')).replaceAll('/run/qemu-server', join(folder, 'run'));
    const { status } = spawnSync('sh', ['-c', text, 'guest-restart', action, '100', '3'], { env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`, ...environment } });
    const did = (() => {
      try {
        return readFileSync(join(folder, 'did'), 'utf8').trim().split('\n');
      } catch {
        return [];
      }
    })();
    return [status, did];
  }
  const managed = 'vm: 1001\n\tstate started\n\nvm: 100\n\tcomment state\n\tstate started\n\nct: 200\n\tstate ignored\n';

  it('uses qm where HA does not manage it', () => {
    assert.deepEqual(run(), [0, ['qm stop 100', 'qm start 100']]);
  });

  it('uses qm where HA manages another, or is to ignore it', () => {
    write('pve/ha/resources.cfg', 'vm: 1001\n\tstate started\n\nvm: 100\n\tstate ignored\n');
    assert.deepEqual(run(), [0, ['qm stop 100', 'qm start 100']]);
  });

  it('has HA stop it, waits until that is done, and has HA start it', () => {
    write('pve/ha/resources.cfg', managed);
    assert.deepEqual(run(), [0, ['ha-manager crm-command stop vm:100 0', 'ha-manager set vm:100 --state started']]);
  });

  it('gives up waiting for HA after a while, and starts nothing', () => {
    write('pve/ha/resources.cfg', managed);
    assert.deepEqual(run({ IDLE: '1' }), [5, ['ha-manager crm-command stop vm:100 0']]);
  });

  it('touches nothing without quorum, or where the guest lives again', () => {
    assert.deepEqual(run({ STATE: 'running' }), [3, []]);
    write('pve/.members', '{"cluster": { "name": "home", "quorate": 0 }}');
    assert.deepEqual(run(), [4, []]);
  });

  it('only starts what was left stopped, by HA where HA manages it', () => {
    assert.deepEqual(run({ STATE: 'stopped' }, 'start'), [0, ['qm start 100']]);
    assert.deepEqual(run({}, 'start'), [3, ['qm start 100']], 'not what is still there');
    rmSync(join(folder, 'did'));
    write('pve/ha/resources.cfg', managed);
    assert.deepEqual(run({ STATE: 'stopped' }, 'start'), [0, ['ha-manager set vm:100 --state started']]);
  });

  it('waits for the stop that HA was asked for before it starts the guest', () => {
    write('pve/ha/resources.cfg', managed);
    assert.deepEqual(run({ IDLE: '1' }, 'start'), [5, []]);
    write('did', 'ha-manager crm-command stop vm:100 0\n');
    assert.deepEqual(run({}, 'start'), [0, ['ha-manager crm-command stop vm:100 0', 'ha-manager set vm:100 --state started']]);
  });

  it('ends when pvestatd has seen the guest run, and not before', () => {
    write('pve/.rrd', 'pve2.3-vm/1001:1:x:running:0\npve2.3-vm/100:0:opnsense:internal-error:0:1:2\n');
    write('bin/sleep', `echo looked >>'${folder}/did'; echo 'pve2.3-vm/100:9:opnsense:running:0:1:2' >'${folder}/pve/.rrd'`);
    assert.deepEqual(run(), [0, ['qm stop 100', 'qm start 100', 'looked']]);
  });

  it('says what became of a guest, and whether HA was asked to stop it', () => {
    const state = (environment: Readonly<Record<string, string>> = {}) => {
      const text = scripts.guestState.text.replaceAll('/etc/pve', join(folder, 'pve'));
      return spawnSync('sh', ['-c', text, 'guest-state', '100', '3'], { encoding: 'utf8', env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`, ...environment } }).stdout;
    };
    assert.equal(state(), 'state internal-error\n');
    write('pve/ha/resources.cfg', managed);
    write('pve/ha/crm_commands', 'stop vm:1001 0\n');
    assert.equal(state({ STATE: 'stopped' }), 'state stopped\n');
    write('pve/ha/crm_commands', 'stop vm:100 0\n');
    assert.equal(state(), 'state internal-error\nasked\n');
    rmSync(join(folder, 'pve/ha/crm_commands'));
    write('pve/ha/resources.cfg', managed.replace('comment state\n\tstate started', 'state stopped'));
    assert.equal(state(), 'state internal-error\nasked\n');
  });

  it('waits for a stop that goes on by itself before it says so', async () => {
    // The title of a task's process, as Proxmox gives it; it ends when it is waited for.
    const task = spawn('bash', ['-c', 'exec -a "task UPID:pve8:0001D5B7:00A1B2C3:6745A1B2:qmstop:100:root@pam:" sleep 60'], { stdio: 'ignore' });
    try {
      write('bin/sleep', `kill ${task.pid ?? 0}; while [ -d /proc/${task.pid ?? 0} ] && ! grep -q '^State:.Z' /proc/${task.pid ?? 0}/status; do :; done; echo >>'${folder}/waited'`);
      const text = scripts.guestState.text.replaceAll('/etc/pve', join(folder, 'pve'));
      await until(() => readFileSync(`/proc/${task.pid ?? 0}/cmdline`, 'utf8').startsWith('task UPID:'));
      assert.equal(spawnSync('sh', ['-c', text, 'guest-state', '100', '3'], { encoding: 'utf8', env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}` } }).stdout, 'state internal-error\n');
      assert.equal(readFileSync(join(folder, 'waited'), 'utf8'), '\n');
    } finally {
      task.kill();
    }
  });

  it('tells a failed stop from a failed start', () => {
    assert.deepEqual(run({ FAILS: 'stop' }), [8, ['qm stop 100']]);
    rmSync(join(folder, 'did'));
    assert.deepEqual(run({ FAILS: 'start' }), [6, ['qm stop 100', 'qm start 100']]);
  });
});
