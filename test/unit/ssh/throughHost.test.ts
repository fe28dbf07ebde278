import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../../../src/machine';
import { HostKeyUnknown, NeedsAnswer, Unreachable } from '../../../src/machine';
import { createMachine, proxyArguments, reaches, resolveTarget } from '../../../src/ssh';
import { keptLog, scriptedPrompts } from '../../support/machines';
import { noSshd, startSshd, type Sshd } from '../../support/sshd';

describe('a host that is reached through another one of the list', function () {
  this.timeout(30_000);
  let folder: string;
  let near: Sshd;
  let far: Sshd;
  const machines: Machine[] = [];
  before(async function () {
    if (noSshd !== undefined) this.skip();
    [near, far] = await Promise.all([startSshd(), startSshd()]);
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-through-'));
    // A key that ssh_config does not name, at a path that a shell would take apart.
    copyFileSync(near.key, join(folder, "near's key"));
  });
  after(async () => {
    if (noSshd !== undefined) return;
    await Promise.all([near.dispose(), far.dispose()]);
    rmSync(folder, { recursive: true });
  });
  afterEach(() => machines.splice(0).forEach((machine) => machine.dispose()));

  const through = async (transport: 'ssh2' | 'ssh', known: string) => {
    writeFileSync(join(folder, 'known_hosts'), known);
    const own = { name: 'near', port: near.port, identityFile: join(folder, "near's key") };
    // ssh_config's ProxyJump does not count where the list says the way.
    writeFileSync(join(folder, 'config'), `Host near\n ProxyJump none\nHost *\n HostName 127.0.0.1\n User ${near.user}\n UserKnownHostsFile ${folder}/known_hosts\n GlobalKnownHostsFile none\n IdentityAgent none\nHost far\n ProxyJump nowhere.invalid\n IdentityFile ${far.key}\n`);
    const target = await resolveTarget({ name: 'far', port: far.port, transport, through: own }, { configFile: join(folder, 'config') });
    const machine = createMachine(target, scriptedPrompts(), undefined, keptLog());
    machines.push(machine);
    return machine;
  };
  const both = () => near.knownHosts() + far.knownHosts();

  for (const transport of ['ssh2', 'ssh'] as const) {
    it(`is reached over ${transport}, and not while that one is off`, async () => {
      const machine = await through(transport, both());
      assert.equal(String((await machine.run({ name: 'said', text: 'echo here' }, [])).stdout), 'here\n');
      assert.equal(machine.transport, transport);
      machine.dispose();
      await near.kill();
      try {
        await assert.rejects((await through(transport, both())).connect({ mayAsk: false }), Unreachable);
      } finally {
        await near.start();
      }
    });

    it(`is not reached over ${transport} where the key of either is not known`, async () => {
      for (const known of [near.knownHosts(), far.knownHosts()]) {
        await assert.rejects((await through(transport, known)).connect({ mayAsk: false }), (error: unknown) => error instanceof NeedsAnswer || error instanceof HostKeyUnknown);
      }
    });
  }

  it('is told as reached by ssh where that one needs it', async () => {
    const target = await resolveTarget({ name: 'far', through: { name: 'near', transport: 'ssh' } }, { configFile: join(folder, 'config') });
    assert.deepEqual([target.transport, /^it is reached through \S+@near: it was chosen/.test(target.transportReason ?? '')], ['ssh', true]);
  });

  it('nests a way within a way, each word as it was', () => {
    const [, option = ''] = proxyArguments({ name: 'b', through: { name: 'root@a:2222', identityFile: '/my keys/%d' } });
    assert.equal(option, `ProxyCommand=ssh -W '[%h]:%p' -o 'ProxyCommand=ssh -W '\\''[%%h]:%%p'\\'' -i '\\''/my keys/%%%%d'\\'' -l root -p 2222 a' b`);
    assert.deepEqual(proxyArguments(undefined), []);
  });

  it('is looked for first: a port that answers, and one that does not', async () => {
    assert.deepEqual([await reaches('127.0.0.1', near.port), await reaches('127.0.0.1', 1)], [true, false]);
  });
});
