import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { holdCommand, planRemediation, scripts } from '../../../src/host';
import type { PackageState } from '../../../src/host/facts';
import { fakeHost } from './fakeHost';
import { available, facts, installed, known, microcode } from './hostFacts';
import { mended8 } from './stock';
import { notLinux, titled } from './thisComputer';

describe('a package on hold', () => {
  it('is made so as root, by the command that was shown', async () => {
    const { session, machine, calls } = fakeHost();
    machine.answer('hold', 'intel-microcode set on hold.\n');
    await session.setHold('hold', 'intel-microcode');
    const [call] = calls('hold');
    assert.deepEqual([call?.args, call?.options.asRoot], [['hold', 'intel-microcode'], true]);
    assert.equal(holdCommand('hold', 'intel-microcode'), 'apt-mark hold intel-microcode');
  });

  it('is not taken for one where apt-mark failed, or ended well and changed nothing', async () => {
    const { session, machine } = fakeHost();
    machine.answer('hold', { code: 100, stderr: 'E: Unable to locate package' });
    await assert.rejects(session.setHold('hold', 'intel-microcode'), /intel-microcode is not on hold: apt-mark ended with exit code 100/);
    machine.answer('hold', { code: 3 });
    await assert.rejects(session.setHold('unhold', 'intel-microcode'), /apt-mark ended well, and intel-microcode is not released/);
  });

  it('is said of the step, whether that waits for it or is done', () => {
    const stepOf = (state: PackageState) => planRemediation(facts({ sources: known(mended8), microcode: microcode({ package: known(state) }) })).steps.find(({ id }) => id === 'package');
    const told = [{ ...available, held: true }, { ...installed, held: true }, installed].map((state) => [stepOf(state)?.state, stepOf(state)?.held]);
    assert.deepEqual(told, [['blocked', true], ['done', true], ['done', undefined]]);
  });
});

describe(titled('hold.sh with an apt-mark of the test’s own', notLinux), function () {
  let folder: string;
  before(function () {
    if (notLinux !== undefined) this.skip();
  });
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pve-doctor-hold-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** `held`: what apt-mark showhold prints afterwards. */
  function run(hold: string, held: string, code = 0): number | null {
    writeFileSync(join(folder, 'apt-mark'), `#!/bin/sh\n[ "$1" = showhold ] && { printf %s '${held}'; exit 0; }\nexit ${code}\n`);
    chmodSync(join(folder, 'apt-mark'), 0o755);
    return spawnSync('sh', ['-c', scripts.hold.text, 'hold', hold, 'intel-microcode'], { env: { PATH: [folder, process.env.PATH].join(delimiter) } }).status;
  }

  it('judges by what apt has afterwards, not by an exit status alone', () => {
    assert.deepEqual([run('hold', 'intel-microcode'), run('hold', ''), run('unhold', ''), run('unhold', 'intel-microcode'), run('hold', '', 100)], [0, 3, 0, 3, 100]);
  });
});
