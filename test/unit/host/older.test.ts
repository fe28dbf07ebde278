import assert from 'node:assert/strict';
import { scripts } from '../../../src/host';
import { parseOlder } from '../../../src/host/older';
import { fakeHost } from './fakeHost';

describe('older versions of a package', () => {
  it('are those that apt’s lists have, or none', () => {
    assert.deepEqual(parseOlder('installed 3.2025~deb12u1\nolder 3.2024~deb12u1\nolder 1:2-3\nolder $(reboot)\n'), { installed: '3.2025~deb12u1', older: ['3.2024~deb12u1', '1:2-3'] });
    assert.deepEqual(parseOlder('installed 3.2025\n'), { installed: '3.2025', older: [] });
  });

  it('are of what is installed', async () => {
    const { session, machine } = fakeHost();
    machine.answer('older', { code: 3 });
    await assert.rejects(session.olderVersions('intel-microcode'), /intel-microcode is not installed, so there is nothing to go back from/);
  });

  it('are asked for and installed by their version, by the commands that are shown', async () => {
    const { session, machine, calls } = fakeHost();
    machine.answer('simulate', 'update 0\nfrom intel-microcode bookworm\nsimulation 0\nInst intel-microcode [2] (1 Debian:12.0/stable [amd64])\n').answer('install-start', '');
    const { commands } = await session.simulateInstall('intel-microcode', { version: '1' });
    assert.equal(commands.at(-1), 'apt-get install -y --allow-downgrades intel-microcode=1');
    assert.equal(calls('simulate')[0]?.args[0], 'intel-microcode=1');
    await session.startInstall('intel-microcode', '1');
    assert.deepEqual(calls('install-start')[0]?.args, ['intel-microcode', scripts.install.text, '1']);
  });
});
