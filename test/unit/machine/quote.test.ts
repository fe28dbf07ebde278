import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { quote } from '../../../src/machine/quote';
import { hellish, randomWords } from '../../support/words';

const shells = ['dash', 'bash', 'zsh', 'fish'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0);

describe('quote', () => {
  for (const shell of shells) {
    it(`gives ${shell} every word as it is`, () => {
      const words = [...hellish, ...randomWords(200, 4)];
      const { stdout, stderr } = spawnSync(shell, ['-c', `/usr/bin/printf '%s\\0' ${words.map(quote).join(' ')}`], { maxBuffer: 1 << 26 });
      assert.equal(stderr.toString(), '');
      assert.deepEqual(stdout.toString().split('\0').slice(0, -1), words);
    });
  }

  it('refuses what no argument can hold', () => {
    assert.throws(() => quote('a\0b'), /NUL/);
  });
});
