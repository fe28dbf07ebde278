/** reboot.sh, with a systemctl and a dpkg of the test's own, and tasks in a folder of the test's own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scripts } from '../../../src/host';
import { tasksToWaitFor } from '../../../src/host/reboot';
import { notLinux, titled } from './thisComputer';

describe(titled('reboot.sh', notLinux), function () {
  let folder: string;
  before(function () {
    if (notLinux !== undefined) this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-reboot-'));
    program('systemctl', `echo "$*" >>'${folder}/did'`);
    program('dpkg', 'true');
  });
  afterEach(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  function program(name: string, text: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  /** `tasks`: of the file of active ones, or undefined where there is none. */
  function run(tasks: readonly string[] | undefined, bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) {
    if (tasks) writeFileSync(join(folder, 'active'), tasks.map((task) => `${task}\n`).join(''));
    // Nothing of what runs on this computer.
    const text = scripts.reboot.text.replaceAll('/var/log/pve/tasks', folder).replace('/proc/[0-9]*/comm', '/proc/none/comm');
    const { status, stdout } = spawnSync('sh', ['-c', text, 'reboot', bootId, tasksToWaitFor], { encoding: 'utf8', env: { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` } });
    return [status, stdout.trim(), existsSync(join(folder, 'did')) ? readFileSync(join(folder, 'did'), 'utf8').trim() : ''];
  }
  const task = (type: string, id: string, end = '0') => `UPID:pve8:0000A1B2:00C0FFEE:6926F000:${type}:${id}:root@pam: ${end}`;
  const ended = (type: string, id: string) => `${task(type, id, '1')} 6926F111 OK`;

  it('reboots where nothing stands against it', () => {
    assert.deepEqual(run([ended('vzdump', '100'), task('vncproxy', '100'), task('qmstart', '101')]), [0, '', 'reboot']);
    assert.deepEqual(run(undefined), [0, '', 'reboot\nreboot']);
  });

  it('does not over a task that began after the host was looked at, and names each', () => {
    assert.deepEqual(run([task('vncproxy', '100'), task('vzdump', '100'), task('qmigrate', '101'), task('vzdumpish', '102')]), [6, 'vzdump 100,qmigrate 101', '']);
  });

  it('does not twice, nor over what dpkg left half done', () => {
    assert.deepEqual(run([], 'another'), [3, '', '']);
    program('dpkg', 'echo half');
    assert.deepEqual(run([]), [5, '', '']);
  });
});
