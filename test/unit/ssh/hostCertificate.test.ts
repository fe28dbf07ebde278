import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NeedsAnswer } from '../../../src/machine';
import { type Target, createMachine } from '../../../src/ssh';
import { keptLog, scriptedPrompts, targetOf } from '../../support/machines';
import { type Sshd, makeKey, noSshd, startSshd } from '../../support/sshd';

describe('a host that is known by a certificate authority', function () {
  this.timeout(60_000);
  let folder: string;
  let sshd: Sshd;
  before(async function () {
    if (noSshd !== undefined) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-authority-'));
    for (const name of ['authority', 'other', 'host']) makeKey(join(folder, name));
    execFileSync('ssh-keygen', ['-q', '-s', join(folder, 'authority'), '-I', 'test', '-h', '-n', '127.0.0.1', join(folder, 'host.pub')]);
    sshd = await startSshd([`HostKey ${join(folder, 'host')}`, `HostCertificate ${join(folder, 'host-cert.pub')}`], ['ecdsa']);
  });
  after(async () => {
    if (noSshd !== undefined) return;
    await sshd.dispose();
    rmSync(folder, { recursive: true });
  });

  const lineOf = (authority: string) => `@cert-authority [127.0.0.1]:${sshd.port} ${readFileSync(join(folder, `${authority}.pub`), 'utf8').split(' ').slice(0, 2).join(' ')}\n`;

  function reach(knownHosts: string, more: Partial<Target> = {}) {
    const target = targetOf(sshd, knownHosts);
    const sshArguments = ['-F', 'none', '-i', sshd.key, '-p', String(sshd.port), '-o', `UserKnownHostsFile=${target.userKnownHostsFiles.join(' ')}`, '-o', 'GlobalKnownHostsFile=/dev/null', '127.0.0.1'];
    const prompts = scriptedPrompts({ confirmHostKey: () => Promise.resolve(true) });
    return { prompts, machine: createMachine({ ...target, sshArguments, ...more }, prompts, undefined, keptLog()) };
  }

  it('is reached by the ssh program, which checks the certificate, without a question', async () => {
    const { machine, prompts } = reach(lineOf('authority'));
    try {
      await machine.connect({ mayAsk: true });
      assert.equal(machine.transport, 'ssh');
      assert.deepEqual(prompts.asked, []);
    } finally {
      machine.dispose();
    }
  });

  it('is asked about where its certificate is of another one, by its own key', async () => {
    const background = reach(lineOf('other'));
    await assert.rejects(background.machine.connect({ mayAsk: false }), NeedsAnswer);
    background.machine.dispose();
    const { machine, prompts } = reach(lineOf('other'));
    try {
      await machine.connect({ mayAsk: true });
      assert.equal(machine.transport, 'ssh2');
      assert.deepEqual(prompts.asked, ['confirmHostKey']);
    } finally {
      machine.dispose();
    }
  });
});
