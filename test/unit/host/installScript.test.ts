/** install.sh, with programs and folders of the test's own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scripts } from '../../../src/host';
import { notLinux, titled } from './thisComputer';

describe(titled('install.sh', notLinux), function () {
  let folder: string;
  before(function () {
    if (notLinux !== undefined) this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-install-'));
    for (const path of ['bin', 'run', 'esp']) mkdirSync(join(folder, path));
    program('script', 'sh -c "$2"');
    program('apt-get', 'case $* in *update) exit 100 ;; "-s install"*) echo "Inst intel-microcode (3.1 Debian:12/stable [amd64])"; echo "Conf intel-microcode (3.1 Debian:12/stable [amd64])" ;; *) exit "${INSTALL:-0}" ;; esac');
    program('proxmox-boot-tool', 'echo "1A2B-3C4D is configured with: uefi"');
    writeFileSync(join(folder, 'esp', '1A2B-3C4D'), '');
  });
  afterEach(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  function program(name: string, text: string): void {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  /** `uuids`: of the ESPs that proxmox-boot-tool knows, or undefined where it has none. */
  function run(uuids: readonly string[] | undefined, environment: Readonly<Record<string, string>> = {}) {
    if (uuids) writeFileSync(join(folder, 'uuids'), uuids.map((uuid) => `${uuid}\n`).join(''));
    const text = scripts.install.text.replace('PATH=', `PATH=${join(folder, 'bin')}:`).replaceAll('/etc/kernel/proxmox-boot-uuids', join(folder, 'uuids')).replaceAll('/dev/disk/by-uuid', join(folder, 'esp')).replaceAll('/run/pve-doctor', join(folder, 'run'));
    const { status, stdout } = spawnSync('sh', ['-c', text, 'install', 'intel-microcode'], { encoding: 'utf8', env: { ...process.env, ...environment } });
    assert.equal(readFileSync(join(folder, 'run', 'install.exit'), 'utf8').trim(), String(status));
    return { status, lines: stdout.trim().split('\n') };
  }

  it('goes on where the lists could not be updated, and ends as apt does', () => {
    assert.equal(run(undefined).status, 0);
    assert.equal(run(['1A2B-3C4D'], { INSTALL: '100' }).status, 100);
  });

  it('says that an ESP is not there, after all that proxmox-boot-tool says', () => {
    assert.equal(run(['1A2B-3C4D']).status, 0);
    const { status, lines } = run(['1A2B-3C4D', '5E6F-7A8B']);
    assert.equal(status, 5);
    assert.deepEqual(lines.slice(-4), ['# proxmox-boot-tool status', '1A2B-3C4D is configured with: uefi', 'intel-microcode is installed, and these ESPs are not there, so that they got no new initramfs:', '5E6F-7A8B']);
  });
});
