import assert from 'node:assert/strict';
import { findLoad, findRefusal } from '../../../src/microcode';

const early = ['microcode: Current revision: 0x00000017', 'microcode: Updated early from: 0x00000016'];
const log = (...lines: readonly string[]) => lines.map((line) => `[    1.000000] ${line}\n`).join('');

describe('how the running revision came about', () => {
  const cases: readonly (readonly [title: string, lines: readonly string[], expected: object | undefined])[] = [
    ['early', early, { by: 'system', when: 'early', from: 0x16, to: 0x17 }],
    ['early, up to 6.2', ['microcode: microcode updated early to revision 0x17, date = 2022-07-15', 'microcode: sig=0x90661, pf=0x1, revision=0x17'], { by: 'system', when: 'early', to: 0x17, date: '2022-07-15' }],
    ['late, up to 5.18', ['microcode: sig=0x90661, pf=0x1, revision=0x16', 'microcode: updated to revision 0x17, date = 2022-07-15', 'microcode: Reload completed, microcode revision: 0x17'], { by: 'system', when: 'late', to: 0x17, date: '2022-07-15' }],
    ['late, up to 6.6', ['microcode: Reload completed, microcode revision: 0x16 -> 0x17'], { by: 'system', when: 'late', from: 0x16, to: 0x17 }],
    ['late, 6.4', ['microcode: Reload succeeded, microcode revision: 0x16 -> 0x17'], { by: 'system', when: 'late', from: 0x16, to: 0x17 }],
    ['late, 6.7 and later', ['microcode: Current revision: 0x00000016', 'microcode: load: updated on 4 primary CPUs with 0 siblings', 'microcode: revision: 0x16 -> 0x17'], { by: 'system', when: 'late', from: 0x16, to: 0x17 }],
    ['late, AMD', ['microcode: CPU0: patch_level=0x0a201016', 'microcode: CPU0: new patch_level=0x0a20102b'], { by: 'system', when: 'late', to: 0xa20102b }],
    ['late, after an early one', [...early, 'microcode: revision: 0x17 -> 0x1a'], { by: 'system', when: 'late', from: 0x17, to: 0x1a }],
    ['by the BIOS, 6.7 and later', ['microcode: Current revision: 0x0000001a'], { by: 'firmware' }],
    ['by the BIOS, up to 6.6', ['microcode: sig=0x90661, pf=0x1, revision=0x16', 'microcode: Microcode Update Driver: v2.2.'], { by: 'firmware' }],
    ['by the BIOS, AMD', ['microcode: CPU0: patch_level=0x0a201016'], { by: 'firmware' }],
    ['by the BIOS, after a reload that found nothing', ['microcode: Current revision: 0x0000001a', 'microcode: Reload completed, microcode revision: 0x1a -> 0x1a'], { by: 'firmware' }],
    ['unknown: the beginning is gone', ['systemd[1]: hello'], undefined],
    ['unknown: a person quotes the kernel', ['bash[7]: microcode: revision: 0x16 -> 0x17'], undefined],
  ];
  for (const [title, lines, expected] of cases) {
    it(`is told: ${title}`, () => {
      const { line, ...rest } = findLoad(log(...lines)) ?? { line: undefined };
      assert.deepEqual(line === undefined ? undefined : rest, expected);
    });
  }
});

describe('an update that was refused', () => {
  it('is told with the kernel’s words, the last one', () => {
    assert.deepEqual(findRefusal(log(...early, 'microcode: No sha256 digest for patch ID: 0xa0011de found')), { revision: 0xa0011de, line: '[    1.000000] microcode: No sha256 digest for patch ID: 0xa0011de found' });
    assert.equal(findRefusal(log('microcode: Patch 0xa0011de SHA256 digest mismatch!'))?.revision, 0xa0011de);
    assert.equal(findRefusal(log('microcode: CPU0: update failed for patch_level=0x0a20102b'))?.revision, 0xa20102b);
  });

  it('is none where the kernel says nothing of it', () => {
    for (const text of ['', log(...early), log('bash[7]: microcode: No sha256 digest for patch ID: 0x1 found')]) assert.equal(findRefusal(text), undefined);
  });
});
