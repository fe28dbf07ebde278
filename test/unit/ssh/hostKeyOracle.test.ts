import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NeedsAnswer } from '../../../src/machine';
import { createMachine } from '../../../src/ssh';
import { makeJudgedFile } from '../../support/judgedFiles';
import { keptLog, scriptedPrompts, targetOf } from '../../support/machines';
import { type Sshd, makeKey, noSshd, startSshd } from '../../support/sshd';

/** What both say: let in as known, would be asked about, refused. */
type Judgement = 'known' | 'asked' | 'refused';

describe('the judgement of a host key, beside that of a real ssh', function () {
  this.timeout(20_000);
  const keyTypes = ['ed25519', 'rsa', 'ecdsa'];
  let sshd: Sshd;
  let folder: string;
  before(async function () {
    if (noSshd !== undefined) {
      console.log(`      skipped: ${noSshd}`);
      this.skip();
    }
    sshd = await startSshd([], keyTypes);
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-judge-'));
    for (const type of keyTypes) makeKey(join(folder, type), type);
  });
  after(async () => {
    if (noSshd !== undefined) return;
    await sshd.dispose();
    rmSync(folder, { recursive: true });
  });

  const own = () => sshd.knownHosts().trim().split(' ').slice(1).join(' ');
  const other = (type: string) => readFileSync(join(folder, `${type}.pub`), 'utf8').split(' ').slice(0, 2).join(' ');
  const name = () => `[127.0.0.1]:${sshd.port}`;
  const files: readonly (readonly [title: string, text: () => string])[] = [
    ['nothing', () => ''],
    ['the key', () => `${name()} ${own()}\n`],
    ['the key at the usual port', () => `127.0.0.1 ${own()}\n`],
    ['another key at the usual port', () => `127.0.0.1 ${other('ed25519')}\n`],
    ['another key', () => `${name()} ${other('ed25519')}\n`],
    ['another key, then the key', () => `${name()} ${other('ed25519')}\n${name()} ${own()}\n`],
    ['keys of other types', () => `${name()} ${other('rsa')}\n${name()} ${other('ecdsa')}\n`],
    ['the key, and that it is revoked', () => `${name()} ${own()}\n@revoked * ${own()}\n`],
    ['that another key is revoked', () => `@revoked ${name()} ${other('ed25519')}\n`],
    ['the key as an authority', () => `@cert-authority ${name()} ${own()}\n`],
    ['an authority and the key', () => `@cert-authority * ${other('rsa')}\n${name()} ${own()}\n`],
    ['a wildcard', () => `[127.0.0.?]:* ${own()}\n`],
    ['a wildcard without this host', () => `[127.*,!${name()} ${own()}\n`],
    ['a damaged line before the key', () => `${name()} ssh-ed25519 AAAA\n${name()} ${own()}\n`],
    ['no line end', () => `${name()} ${own()}`],
  ];

  const count = process.env.PVE_DOCTOR_FULL === '1' ? 1000 : 30;
  it(`is the same with ${count} generated files`, async function () {
    this.timeout(count * 20_000);
    const keys = { own: keyTypes.map((type) => sshd.knownHosts(type).trim().split(' ').slice(1).join(' ')), others: keyTypes.map(other) };
    const found: Judgement[] = [];
    for (let seed = 1; seed <= count; seed += 1) {
      const text = makeJudgedFile(seed, sshd.port, keys);
      const { ours, theirs } = await judgeTwice(text);
      assert.equal(ours, theirs, `seed ${seed}, port ${sshd.port}:\n${text}`);
      found.push(ours);
    }
    for (const judgement of ['known', 'asked', 'refused'] as const) assert.ok(found.filter((one) => one === judgement).length > count / 10, `too few are ${judgement}`);
  });

  for (const [title, text] of files) {
    it(`is the same where the file has ${title}`, async () => {
      const { ours, theirs } = await judgeTwice(text());
      assert.equal(ours, theirs);
    });
  }

  async function judgeTwice(text: string): Promise<{ readonly ours: Judgement; readonly theirs: Judgement }> {
    const plain = targetOf(sshd, text);
    const [file = ''] = plain.userKnownHostsFiles;
    const target = { ...plain, sshArguments: argumentsWith(file) };
    const [ours, known, accepted] = await Promise.all([judgeOurselves(target), letsIn(`${file}.yes`, text, 'yes'), letsIn(`${file}.new`, text, 'accept-new')]);
    return { ours, theirs: known ? 'known' : accepted ? 'asked' : 'refused' };
  }

  async function judgeOurselves(target: ReturnType<typeof targetOf>): Promise<Judgement> {
    const machine = createMachine(target, scriptedPrompts(), undefined, keptLog());
    try {
      await machine.connect({ mayAsk: false });
      return 'known';
    } catch (error) {
      return error instanceof NeedsAnswer ? 'asked' : 'refused';
    } finally {
      machine.dispose();
    }
  }

  function argumentsWith(file: string): string[] {
    return ['-F', 'none', '-i', sshd.key, '-p', String(sshd.port), '-o', `UserKnownHostsFile=${file}`, '-o', 'GlobalKnownHostsFile=/dev/null', '127.0.0.1'];
  }

  function letsIn(file: string, text: string, strict: string): Promise<boolean> {
    writeFileSync(file, text);
    const args = ['-o', 'BatchMode=yes', '-o', `StrictHostKeyChecking=${strict}`, ...argumentsWith(file), 'exit 0'];
    return new Promise((resolve) => execFile('ssh', args, (error) => resolve(error === null)));
  }
});
