import assert from 'node:assert/strict';
import { type CpuIdentity, isKnownBad, knownRevision, knownTrouble, newestUpdate } from '../../../src/microcode';
import { type KnownRow, mergeRows } from '../../../src/microcode/known/merge';
import { rowsOf } from '../../../src/microcode/known/revisions';
import { buildAmd, buildIntel, concat } from './build';
import { geminiLake, j6412, n5105, newcomer, other, ryzen } from './cpus';

const data = new Uint8Array(8);
const intel = (signature: number, platformMask: number, revision: number, extendedSignatures: readonly { signature: number; platformMask: number }[] = []) =>
  buildIntel({ signature, platformMask, revision, dateCode: 0x04052024, data, extendedSignatures });

describe('the newest update for a CPU in a file', () => {
  it('is the highest revision of its signature and platform', () => {
    const file = concat(intel(0x90661, 1, 0x17), intel(0x90661, 1, 0x1a), intel(0x90661, 2, 0x20), intel(0x906c0, 1, 0x30), intel(0x90661, 1, 0x16));
    assert.deepEqual(newestUpdate(j6412, file), { revision: 0x1a, date: '2024-04-05' });
    assert.equal(newestUpdate({ ...j6412, platformMask: 2 }, file)?.revision, 0x20);
    assert.equal(newestUpdate({ ...j6412, platformMask: 4 }, file), undefined);
  });

  it('may be of any platform where the CPU’s own is not known', () => {
    const unknown: CpuIdentity = { vendor: 'intel', modelName: '', family: 6, model: 150, stepping: 1, signature: 0x90661, revisions: [], hypervisor: false };
    assert.equal(newestUpdate(unknown, concat(intel(0x90661, 1, 0x1a), intel(0x90661, 0x80, 0x20)))?.revision, 0x20);
  });

  it('may be one of an extended signature, with that signature’s mask', () => {
    const file = intel(0x90672, 2, 0x3e, [{ signature: 0x90675, platformMask: 2 }, { signature: 0x90661, platformMask: 1 }]);
    assert.equal(newestUpdate(j6412, file)?.revision, 0x3e);
    assert.equal(newestUpdate({ ...j6412, platformMask: 2 }, file), undefined);
  });

  it('counts revisions without a sign', () => {
    assert.equal(newestUpdate(j6412, concat(intel(0x90661, 1, 0x80000001), intel(0x90661, 1, 0x7fffffff)))?.revision, 0x80000001);
  });

  it('is never a damaged one', () => {
    const damaged = intel(0x90661, 1, 0x1b);
    damaged[500]! ^= 1;
    assert.equal(newestUpdate(j6412, concat(intel(0x90661, 1, 0x1a), damaged))?.revision, 0x1a);
    assert.equal(newestUpdate(j6412, damaged), undefined);
  });

  it('has no date where the file has none', () => {
    assert.deepEqual(newestUpdate(j6412, buildIntel({ signature: 0x90661, platformMask: 1, revision: 2, dateCode: 0, data, extendedSignatures: [] })), { revision: 2 });
  });

  it('is found for AMD by the table of equivalent CPUs', () => {
    const patch = (revision: number, id: number) => ({ revision, dateCode: 0x08272024, id, size: 80 });
    const file = buildAmd({
      equivalences: [{ signature: 0xa20f12, id: 0xa212 }, { signature: 0xa20f10, id: 0xa210 }, { signature: 0xa20f11, id: 0xa210 }],
      patches: [patch(0xa201016, 0xa210), patch(0xa20102d, 0xa210), patch(0xa201210, 0xa212)],
    });
    assert.deepEqual(newestUpdate(ryzen, file), { revision: 0xa20102d, date: '2024-08-27' });
    assert.equal(newestUpdate({ ...ryzen, signature: 0xa20f11 }, file)?.revision, 0xa20102d);
    assert.equal(newestUpdate({ ...ryzen, signature: 0xa20f13 }, file), undefined);
  });

  it('is none in the other vendor’s file, or for a CPU of neither', () => {
    assert.equal(newestUpdate(ryzen, intel(0xa20f10, 1, 1)), undefined);
    assert.equal(newestUpdate(other, intel(0x90661, 1, 0x1a)), undefined);
    assert.equal(newestUpdate(j6412, new Uint8Array()), undefined);
  });
});

describe('the bundled table of known revisions', () => {
  it('has each signature and platform once, with dates of the calendar', () => {
    for (const vendor of ['intel', 'amd'] as const) {
      const rows = rowsOf(vendor);
      assert.ok(rows.length > 25, vendor);
      for (const [index, { signature, platformMask, revision, date }] of rows.entries()) {
        const numbers = [signature, platformMask, revision];
        assert.ok(numbers.every((value) => Number.isInteger(value) && value >= 0 && value <= 0xffffffff), JSON.stringify(rows[index]));
        assert.ok(signature > 0 && revision > 0);
        assert.ok(date === '' || new Date(date).toISOString().startsWith(date));
        const twice = rows.slice(0, index).some((row) => row.signature === signature && row.platformMask === platformMask);
        assert.ok(!twice, `0x${signature.toString(16)} twice`);
      }
    }
  });

  it('knows at least what was the newest in November 2026', () => {
    assert.ok(knownRevision(j6412)!.revision >= 0x1a);
    assert.ok(knownRevision(n5105)!.revision >= 0x24000026);
    assert.ok(knownRevision(geminiLake)!.revision >= 0x42);
    assert.ok(knownRevision(ryzen)!.revision >= 0xa20102d);
    for (const cpu of [j6412, ryzen]) assert.match(JSON.stringify(knownRevision(cpu)), /^\{"revision":\d+,"date":"\d{4}-\d\d-\d\d","asOf":"\d{4}-\d\d-\d\d"\}$/);
  });

  it('does not know what it does not have', () => {
    assert.equal(knownRevision(newcomer), undefined);
    assert.equal(knownRevision(other), undefined);
    assert.equal(knownRevision({ ...j6412, platformMask: 0x80 }), undefined);
    assert.equal(knownRevision({ ...j6412, vendor: 'amd' }), undefined);
  });

  it('is made from releases of which a newer one counts, platform by platform', () => {
    const row = (platformMask: number, revision: number, signature = 0xb06e0): KnownRow => ({ signature, platformMask, revision, date: '2025-01-01' });
    assert.deepEqual(mergeRows([row(0x01, 0x12)], [row(0x11, 0x15)]), [row(0x11, 0x15)], 'a mask that grew');
    assert.deepEqual(mergeRows([row(0x13, 0x12)], [row(0x01, 0x15)]), [row(0x01, 0x15), row(0x12, 0x12)], 'a mask that shrank');
    assert.deepEqual(mergeRows([row(0x01, 0x20)], [row(0x01, 0x15)]), [row(0x01, 0x15)], 'a revision that was taken back');
    assert.deepEqual(mergeRows([row(0x01, 0x20)], []), [row(0x01, 0x20)], 'a CPU that was dropped');
    assert.deepEqual(mergeRows([], [row(0x01, 0x15), row(0x01, 0x17), row(0x01, 0x16)]), [row(0x01, 0x17)], 'twice in one release');
    assert.deepEqual(mergeRows([row(0, 1, 0xa20f10)], [row(0, 2, 0xa20f10), row(0, 3, 0x800f12)]), [row(0, 3, 0x800f12), row(0, 2, 0xa20f10)], 'AMD, without masks');
    assert.deepEqual(mergeRows([row(0x80000001, 1)], [row(1, 2)]), [row(1, 2), row(0x80000000, 1)], 'the highest bit');
  });
});

describe('what was reported of revisions', () => {
  it('names the lowest that ended the trouble, for the CPUs that had it', () => {
    assert.deepEqual([j6412, n5105, geminiLake, newcomer, ryzen, other].map((cpu) => knownTrouble(cpu)?.wanted), [0x17, 0x24000024, undefined, undefined, undefined, undefined]);
    assert.equal(knownTrouble({ ...j6412, platformMask: 0x80 }), undefined);
  });

  it('calls bad what was reported to be bad, and nothing else', () => {
    assert.deepEqual([0x3e, 0x40, 0x42].map((revision) => isKnownBad(geminiLake, revision)), [false, true, false]);
    assert.equal(isKnownBad(j6412, 0x16), false);
    assert.equal(isKnownBad({ ...geminiLake, vendor: 'amd' }, 0x40), false);
  });
});
