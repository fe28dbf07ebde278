/** before-reboot.sh, with an ip of the test's own, and folders of the test's own in place of the host's. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { scripts } from '../../../src/host';
import { notLinux, titled } from './thisComputer';

describe(titled('before-reboot.sh', notLinux), function () {
  let folder: string;
  before(function () {
    if (notLinux !== undefined) this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-reboot-'));
    write('etc/resolv.conf', 'search example.org\nnameserver 192.0.2.53\nnameserver 198.51.100.1\n');
    write('etc/pve/local/qemu-server/100.conf', 'net0: virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=5\nnet1: virtio=BC:24:11:00:00:02,bridge=vmbr1\nstartup: order=2,down=60\n[before]\nnet0: virtio=BC:24:11:00:00:09,bridge=vmbr9\n');
    write('etc/pve/local/lxc/200.conf', 'net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:03,ip=dhcp,type=veth\nstartup: 1\n');
  });
  afterEach(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  /** `neighbours`: what ip says of each address. */
  function run(neighbours: Readonly<Record<string, string>>, route = 'default via 192.0.2.1 dev vmbr0 proto kernel onlink '): readonly string[] {
    const cases = Object.entries(neighbours).map(([address, said]) => `"neigh show ${address}") echo '${address} ${said}' ;;`);
    write('bin/ip', `#!/bin/sh\ncase $* in\n'-o route show default') printf '${route}' ;;\n'-o -6 route show default') echo 'default via fe80::1 dev vmbr0 proto ra metric 1024' ;;\n${cases.join('\n')}\nesac\n`);
    chmodSync(join(folder, 'bin/ip'), 0o755);
    const text = scripts.beforeReboot.text.replace(/\/etc\/(?=pve|resolv|network)/g, `${join(folder, 'etc')}/`);
    const { stdout } = spawnSync('sh', ['-c', text, 'before-reboot'], { encoding: 'utf8', env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}` } });
    return stdout.split('\n').filter((line) => line !== '' && line !== 'ipmi');
  }
  const guests = ['mac 100 bc:24:11:00:00:01', 'bridge 100 vmbr0', 'mac 100 bc:24:11:00:00:02', 'bridge 100 vmbr1', 'down 100 60', 'order 100 2', 'mac 200 bc:24:11:00:00:03', 'bridge 200 vmbr0', 'order 200 1'];

  it('tells the hardware addresses of gateway and DNS server, and those of the guests beside them', () => {
    const lines = run({ '192.0.2.1': 'dev vmbr0 lladdr bc:24:11:00:00:01 REACHABLE', '192.0.2.53': 'dev vmbr0 lladdr bc:24:11:00:00:03 STALE' });
    assert.deepEqual(lines, ['gateway 192.0.2.1 bc:24:11:00:00:01', 'dns 192.0.2.53 bc:24:11:00:00:03', 'dns 198.51.100.1 ', ...guests]);
  });

  it('tells of a gateway by IPv6 where that is the only one', () => {
    assert.equal(run({ 'fe80::1': 'dev vmbr0 lladdr bc:24:11:00:00:01 router STALE' }, '')[0], 'gateway fe80::1 bc:24:11:00:00:01');
  });

  it('tells behind which card those were that do not answer any more', () => {
    const lines = run({ '192.0.2.1': 'dev vmbr0 FAILED ', '192.0.2.53': 'dev vmbr0.10 INCOMPLETE ' });
    assert.deepEqual(lines.filter((line) => line.startsWith('silent')), ['silent gateway 192.0.2.1 vmbr0', 'silent dns 192.0.2.53 vmbr0.10']);
    assert.deepEqual(lines.filter((line) => /^(?:mac|bridge|down|order)/.test(line)), guests);
  });
});
