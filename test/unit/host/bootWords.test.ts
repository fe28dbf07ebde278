import assert from 'node:assert/strict';
import { loadWords, nextBootWords } from '../../../src/host';
import type { MicrocodeFacts } from '../../../src/host/facts';
import { absent, bootedAt, facts, initramfs, known, microcode, nextBoot, pinned, unknown } from './hostFacts';

describe('in words', () => {
  it('how the running revision came about', () => {
    const words = (load: MicrocodeFacts['load']) => loadWords(facts({ microcode: microcode({ load }) }));
    assert.equal(words(known({ by: 'system', when: 'early', from: 0x16, to: 0x1a, line: '' })), 'loaded early in this boot, in place of 0x16');
    assert.equal(words(known({ by: 'system', when: 'early', to: 0x1a, line: '' })), 'loaded early in this boot');
    assert.equal(words(known({ by: 'system', when: 'late', from: 0x16, to: 0x1a, line: '' })), 'loaded late, in the running system, in place of 0x16');
    assert.equal(words(known({ by: 'system', when: 'late', from: 0x16, to: 0x1a, line: '', at: bootedAt + 3 * 3_600_000 })), 'loaded late, in the running system, 3 h after the boot, in place of 0x16');
    assert.equal(words(known({ by: 'firmware', line: '' })), 'brought by the BIOS');
    assert.deepEqual([words(absent), words(unknown('closed'))], [undefined, undefined]);
  });

  it('what the next boot starts', () => {
    assert.equal(nextBootWords(facts({ nextBoot: nextBoot(), initramfs: initramfs(0x1a, 'none') })), '6.8.12-9-pve, its initramfs holds microcode 0x1a');
    assert.equal(nextBootWords(facts({ nextBoot: pinned, initramfs: initramfs(0x1a, 'none') })), '6.5.13-5-pve (it is pinned), its initramfs holds no microcode for this CPU');
    assert.equal(nextBootWords(facts({ nextBoot: nextBoot({ loaderDisabled: { now: false, next: true, by: [] } }), initramfs: absent })), '6.8.12-9-pve, and dis_ucode_ldr keeps it from being loaded');
  });
});
