import assert from 'node:assert/strict';
import { type CpuIdentity, isKnownBad, knownHistory, knownRevision, knownTrouble, newestUpdate, releaseOf } from '../../../src/microcode';
import { type KnownCpu, type Seen, readTable, withRelease, writeTable } from '../../../src/microcode/known/history';
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
  it('has each signature and platform once, its steps in order, with dates of the calendar', () => {
    for (const vendor of ['intel', 'amd'] as const) {
      const rows = rowsOf(vendor);
      assert.ok(rows.length > 25, vendor);
      assert.equal(new Set(rows.map(({ signature, platformMask }) => `${signature}/${platformMask}`)).size, rows.length);
      for (const { signature, platformMask, steps } of rows) {
        const where = `0x${signature.toString(16)} ${platformMask}`;
        assert.ok([signature, platformMask, ...steps.map(({ revision }) => revision)].every((value) => Number.isInteger(value) && value >= 0 && value <= 0xffffffff), where);
        assert.ok(signature > 0 && steps.length > 0 && steps.every(({ revision }) => revision > 0), where);
        assert.ok(steps.every(({ date }) => date === '' || new Date(date).toISOString().startsWith(date)), where);
        assert.deepEqual(steps.map(({ release }) => release), steps.map(({ release }) => release).filter((release) => /^20\d{6}$/.test(release)).sort(), where);
        assert.ok(steps.every(({ revision }, index) => steps[index - 1]?.revision !== revision), where);
      }
    }
  });

  it('knows at least what was the newest in November 2026', () => {
    assert.ok(knownRevision(j6412)!.revision >= 0x1a);
    assert.ok(knownRevision(n5105)!.revision >= 0x24000026);
    assert.ok(knownRevision(geminiLake)!.revision >= 0x42);
    assert.ok(knownRevision(ryzen)!.revision >= 0xa20102d);
    for (const cpu of [j6412, ryzen]) assert.match(JSON.stringify(knownRevision(cpu)), /^\{"revision":\d+,"date":"\d{4}-\d\d-\d\d","release":"\d{8}","asOf":"\d{4}-\d\d-\d\d"\}$/);
  });

  it('knows what was released before, with the day of each', () => {
    const history = knownHistory(j6412).map(({ revision, date, release }) => `${release} ${revision.toString(16)} ${date ?? ''}`);
    assert.deepEqual(history.slice(0, 6), ['20210608 11 2021-02-04', '20220207 15 2021-09-21', '20220510 16 2022-02-03', '20221108 17 2022-07-15', '20240312 19 2023-09-26', '20240813 1a 2024-04-05']);
    assert.deepEqual([knownHistory(newcomer), knownHistory(other)], [[], []]);
  });

  it('knows what each release of Debian had on that day, and that a mask grew', () => {
    const n100: CpuIdentity = { ...j6412, model: 190, stepping: 0, signature: 0xb06e0, platformMask: 1 };
    assert.deepEqual(['bullseye', 'bookworm'].map((codename) => knownRevision(n100, codename)?.revision), [0x1d, 0x1e]);
    assert.ok(knownRevision(n100, 'trixie')!.revision >= 0x21);
    assert.deepEqual(knownRevision(n100, 'forky'), knownRevision(n100));
    assert.deepEqual(['20231114', '20240513', '20240514', '20990101'].map((release) => knownRevision(n100, 'bullseye', release)?.revision), [0x12, 0x15, 0x17, knownRevision(n100)?.revision]);
  });

  it('knows the release by the version of a package', () => {
    assert.deepEqual(['3.20251111.1~deb12u1', '3.20250311.1', '3.20240820.1~deb11u1'].map((one) => releaseOf(one)), ['20251111', '20250311', '20240820']);
    assert.deepEqual(['', '3', '3.2025', '3.202511111', '2025.1'].map((one) => releaseOf(one)), Array(5).fill(undefined));
  });

  it('does not know what it does not have', () => {
    assert.equal(knownRevision(newcomer), undefined);
    assert.equal(knownRevision(other), undefined);
    assert.equal(knownRevision({ ...j6412, platformMask: 0x80 }), undefined);
    assert.equal(knownRevision({ ...j6412, vendor: 'amd' }), undefined);
  });

  const seen = (release: string, revision: number, { platformMask = 1, signature = 0xb06e0 } = {}): Seen => ({ signature, platformMask, release, revision, date: '2025-01-01' });
  const steps = (table: readonly KnownCpu[]) => table.map(({ platformMask, steps: all }) => `${platformMask}: ${all.map(({ release, revision }) => `${release} ${revision}`).join(', ')}`);

  it('grows by releases, in whatever order they come', () => {
    const releases = [[seen('20240101', 5)], [seen('20240601', 5)], [seen('20250101', 7), seen('20250101', 6), seen('20250101', 9, { platformMask: 3 })], [seen('20250601', 6)], []];
    const orders = [releases, releases.toReversed(), [2, 0, 4, 3, 1].map((at) => releases[at]!)];
    for (const order of orders) assert.deepEqual(steps(order.reduce<KnownCpu[]>(withRelease, [])), ['1: 20240101 5, 20250101 7, 20250601 6', '3: 20250101 9']);
  });

  it('is read as it was written', () => {
    for (const vendor of ['intel', 'amd'] as const) assert.deepEqual(readTable(writeTable(rowsOf(vendor))), rowsOf(vendor));
    assert.deepEqual(writeTable([{ signature: 0x90661, platformMask: 1, steps: [{ release: '20240101', revision: 0x1a, date: '' }] }]), [['0x00090661', '0x01', '20240101 0x1a']]);
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
