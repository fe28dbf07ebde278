import assert from 'node:assert/strict';
import type { NextBoot } from '../../../src/host/bootFacts';
import { megabytes, shortages } from '../../../src/host/room';
import { available, installed } from './hostFacts';

const MB = 1_000_000;
const kernel = (release: string) => ({ release, bytes: 14 * MB, initramfsBytes: 60 * MB });
const boot = (changes: Partial<NextBoot> = {}): NextBoot => ({
  loader: 'grub', kernels: ['6.8.12-9-pve', '6.8.12-8-pve', '6.5.13-5-pve'].map(kernel), next: { release: '6.8.12-9-pve', because: 'newest' }, esps: [],
  loaderDisabled: { now: false, next: false, by: [] }, leftOutBy: [], allCpus: true, free: [{ path: '/boot', bytes: 500 * MB }, { path: '/', bytes: 5000 * MB }], ...changes,
});
const short = (changes: Partial<NextBoot>, state = available, running = '6.8.12-9-pve') => shortages(boot(changes), state, running).map(({ where, needed }) => `${where} ${megabytes(needed)}`);

describe('the room that an install of microcode takes', () => {
  it('is there', () => assert.deepEqual(short({}), []));

  it('is an initramfs that grew, in /boot', () => {
    const free = (bytes: number) => ({ free: [{ path: '/boot', bytes }, { path: '/', bytes: 5000 * MB }] });
    assert.deepEqual([short(free(75 * MB)), short(free(76 * MB))], [['/boot 76 MB'], []]);
    assert.deepEqual([short({ ...free(75 * MB), allCpus: false }), short(free(75 * MB), installed)], [[], []], 'one CPU’s updates, or a package that is there already');
  });

  it('is the package besides, where all is one file system, and by itself where not', () => {
    assert.deepEqual(short({ free: [{ path: '/boot', bytes: 100 * MB }] }), ['/boot 116 MB']);
    assert.deepEqual(short({ free: [{ path: '/boot', bytes: 100 * MB }, { path: '/', bytes: 30 * MB }] }), ['/ 40 MB']);
  });

  it('is on each ESP what its kernels grow by', () => {
    const esps = [{ uuid: 'A', bytes: 512 * MB }, { uuid: 'B', bytes: 180 * MB }, { uuid: 'C' }];
    assert.deepEqual(short({ esps }), ['the ESP B 32 MB'], 'the two newest');
    assert.deepEqual(short({ esps: [{ uuid: 'B', bytes: 230 * MB }], next: { release: '6.5.13-5-pve', because: 'pinned' } }), ['the ESP B 48 MB'], 'and the pinned one');
    assert.deepEqual(short({ esps: [{ uuid: 'B', bytes: 230 * MB }] }, available, '6.5.13-5-pve'), ['the ESP B 48 MB'], 'and the running one');
    assert.deepEqual(short({ esps: [{ uuid: 'B', bytes: 230 * MB }] }), []);
  });

  it('is not known where no kernel or no file system is', () => assert.deepEqual([short({ kernels: [] }), short({ free: [] })], [[], []]));
});
