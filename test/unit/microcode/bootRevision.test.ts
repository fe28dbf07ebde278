import assert from 'node:assert/strict';
import { revisionsOfBoot } from '../../../src/microcode';

describe('the revision that a boot ran', () => {
  const cases: [string, readonly string[], readonly number[]][] = [
    ['an early load, up to 6.2', ['microcode: microcode updated early to revision 0x16, date = 2022-02-03', 'microcode: sig=0x90661, pf=0x1, revision=0x16', 'microcode: Microcode Update Driver: v2.2.'], [0x16]],
    ['no load, up to 6.2', ['microcode: sig=0x90661, pf=0x1, revision=0x11'], [0x11]],
    ['an early load, 6.3 to 6.6', ['microcode: updated early: 0x11 -> 0x16, date = 2022-02-03', 'microcode: sig=0x90661, pf=0x1, revision=0x16'], [0x16]],
    ['an early load, 6.7 and later', ['microcode: Current revision: 0x0000001a', 'microcode: Updated early from: 0x00000016'], [0x1a]],
    ['AMD, up to 6.2', ['microcode: microcode updated early to new patch_level=0x0a20102b', 'microcode: CPU0: patch_level=0x0a20102b'], [0x0a20102b]],
    ['a late load', ['microcode: Current revision: 0x00000016', 'microcode: Reload completed, microcode revision: 0x16 -> 0x1a'], [0x16, 0x1a]],
    ['another program that quotes it', ['x86/cpu: microcode: Current revision: 0x00000016', 'microcode: nothing'], []],
  ];
  for (const [what, messages, revisions] of cases) it(`is told by ${what}`, () => assert.deepEqual(revisionsOfBoot(messages), revisions));
});
