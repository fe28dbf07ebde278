import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseIntelUpdates } from '../../../src/microcode';
import { type Choose, type IntelParts, buildIntel, choices, concat, someIntel, withChecksum } from './build';
import { askIucodeTool, askParser, noIucodeTool } from './iucodeTool';

const full = process.env.PVE_DOCTOR_FULL !== undefined;

/** The J6412's newest, in its head; the data is made up. */
const elkhartLake: IntelParts = { signature: 0x90661, platformMask: 0x01, revision: 0x1a, dateCode: 0x04052024, data: new Uint8Array(900).fill(7), extendedSignatures: [] };
const alderLake: IntelParts = {
  signature: 0x90672, platformMask: 0x07, revision: 0x3e, dateCode: 0x10122025, data: new Uint8Array(1500).fill(3),
  extendedSignatures: [{ signature: 0x90672, platformMask: 0x07 }, { signature: 0x90675, platformMask: 0x07 }, { signature: 0xb06f2, platformMask: 0x07 }],
};

/** The bytes with one 32-bit number changed. */
function changed(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(offset, value, true);
  return copy;
}

describe('Intel update files', () => {
  it('give signature, mask, revision and date of each update, and where it begins', () => {
    const [first, second] = [buildIntel(elkhartLake), buildIntel(alderLake)];
    assert.deepEqual(parseIntelUpdates(concat(first, second)), {
      updates: [
        { signature: 0x90661, platformMask: 1, revision: 0x1a, date: '2024-04-05', totalSize: first.length, offset: 0, extendedSignatures: [] },
        { signature: 0x90672, platformMask: 7, revision: 0x3e, date: '2025-10-12', totalSize: second.length, offset: first.length, extendedSignatures: alderLake.extendedSignatures },
      ],
      errors: [],
    });
  });

  it('give back what was built into them, whatever it is', () => {
    const choose = choices(1);
    for (let round = 0; round < (full ? 3000 : 150); round += 1) {
      const parts = Array.from({ length: 1 + choose(4) }, () => someIntel(choose));
      const { updates, errors } = parseIntelUpdates(concat(...parts.map(buildIntel)));
      assert.deepEqual(errors, []);
      const told = ({ signature, platformMask, revision, extendedSignatures }: IntelParts, date: string | undefined) => ({ signature, platformMask, revision, date, extendedSignatures });
      assert.deepEqual(
        updates.map(({ signature, platformMask, revision, date, extendedSignatures }) => ({ signature, platformMask, revision, date, extendedSignatures })),
        parts.map((part) => told(part, part.date)),
      );
    }
  });

  it('are read wherever they lie in a larger buffer', () => {
    const bytes = buildIntel(alderLake);
    const larger = concat(new Uint8Array(3), bytes, new Uint8Array(5));
    assert.deepEqual(parseIntelUpdates(larger.subarray(3, 3 + bytes.length)), parseIntelUpdates(bytes));
  });

  it('have no date where their header has none of the calendar', () => {
    for (const dateCode of [0, 0x02302019, 0x13012020, 0x00012020, 0x01002020, 0x0a012020, 0xffffffff]) {
      const { updates, errors } = parseIntelUpdates(buildIntel({ ...elkhartLake, dateCode }));
      assert.deepEqual([updates.map(({ date }) => date), errors], [[undefined], []], dateCode.toString(16));
    }
    assert.equal(parseIntelUpdates(buildIntel({ ...elkhartLake, dateCode: 0x02292024 })).updates[0]?.date, '2024-02-29');
  });

  it('never show a damaged update, whichever bit of it is wrong, and still show the one before', () => {
    const [before, damaged] = [buildIntel(elkhartLake), buildIntel(alderLake)];
    const [whole] = parseIntelUpdates(before).updates;
    const file = concat(before, damaged);
    for (let at = before.length; at < file.length; at += 1) {
      for (let bit = 1; bit < 256; bit <<= 1) {
        file[at]! ^= bit;
        const { updates, errors } = parseIntelUpdates(file);
        file[at]! ^= bit;
        assert.deepEqual(updates, [whole], `bit ${bit} of byte ${at}`);
        assert.equal(errors[0]?.offset, before.length, `bit ${bit} of byte ${at}`);
      }
    }
  });

  it('still show what follows an update with a wrong checksum', () => {
    const damaged = changed(buildIntel(alderLake), 100, 0);
    const { updates, errors } = parseIntelUpdates(concat(damaged, buildIntel(elkhartLake)));
    assert.deepEqual(updates.map(({ signature }) => signature), [0x90661]);
    assert.deepEqual(errors.map(({ offset }) => offset), [0]);
  });

  it('are told to be cut short, at every length', () => {
    const first = buildIntel(elkhartLake);
    const file = concat(first, buildIntel(alderLake));
    for (let length = 0; length < file.length; length += 1) {
      const { updates, errors } = parseIntelUpdates(file.subarray(0, length));
      assert.equal(updates.length, length >= first.length ? 1 : 0);
      if (length === first.length) assert.deepEqual(errors, []);
      else assert.match(errors.map(({ message }) => message).join(), /^The file (?:is empty|ends within a header: \d+ of 48 bytes are there|is cut short: the update tells a total size of \d+ bytes, and \d+ are there)$/);
    }
  });

  const sound = buildIntel(alderLake);
  const table = sound.length - 56;
  const lies: readonly (readonly [title: string, bytes: Uint8Array, message: RegExp])[] = [
    ['a header of another version', changed(sound, 0, 2), /^No update begins here: its header would be of version 0x2/],
    ['another loader', changed(sound, 20, 3), /loader of version 0x3/],
    ['a data size that is no multiple of 4', changed(sound, 28, 1001), /data size of 1001 bytes/],
    ['a total size that is no multiple of 1024', changed(sound, 32, 2000), /total size of 2000 bytes, which is no multiple/],
    ['a total size of 0', changed(sound, 32, 0), /total size of 0 bytes, less than/],
    ['more data than fit', changed(sound, 28, 0xfffffffc), /less than its header and 4294967292 bytes/],
    ['4 GB', changed(sound, 32, 0xfffffc00), /cut short: the update tells a total size of 4294966272 bytes/],
    ['a wrong checksum', changed(sound, 16, 5), /^The checksum is wrong/],
    ['too little room for extended signatures', withChecksum(changed(sound, 28, sound.length - 48 - 16)), /have no room: 16 bytes/],
    ['more extended signatures than fit', withChecksum(changed(sound, table, 4)), /tells 4 entries, which take 68 bytes, and 56 are there/],
    ['fewer extended signatures than fit', withChecksum(changed(sound, table, 2)), /tells 2 entries, which take 44 bytes, and 56 are there/],
    ['4 billion extended signatures', withChecksum(changed(sound, table, 0xffffffff)), /tells 4294967295 entries/],
    ['a wrong checksum of the extended signatures', withChecksum(changed(sound, table + 4, 5)), /^The checksum of the extended signatures is wrong/],
    ['an extended signature with a wrong checksum of its own', withTable(sound, table), /^The checksum of extended signature 1 of 3 is wrong/],
    ['zeros', new Uint8Array(4096), /^No update begins here/],
  ];
  for (const [title, bytes, message] of lies) {
    it(`are told to be wrong where they have ${title}`, () => {
      const { updates, errors } = parseIntelUpdates(bytes);
      assert.deepEqual(updates, []);
      assert.match(errors[0]?.message ?? '', message);
    });
  }

  it('may be any bytes: nothing throws, and time stays bounded', function () {
    this.timeout(10_000);
    const choose = choices(2);
    for (let round = 0; round < (full ? 20_000 : 1000); round += 1) {
      const bytes = damage(concat(...Array.from({ length: 1 + choose(3) }, () => buildIntel(someIntel(choose)))), choose, 1 + choose(20));
      const { updates, errors } = parseIntelUpdates(bytes);
      assert.ok(updates.length + errors.length > 0);
    }
    // A megabyte of the smallest updates there are, each damaged: every byte is read a few times, and no more.
    const small = changed(buildIntel({ ...elkhartLake, data: new Uint8Array(4) }), 60, 1);
    const many = new Uint8Array(1024 * 1024 * 4);
    for (let at = 0; at < many.length; at += small.length) many.set(small, at);
    assert.equal(parseIntelUpdates(many).errors.length, many.length / small.length);
  });
});

/** One more in an entry's own checksum, one less in the table's reserved room: the table and the whole still add up. */
function withTable(bytes: Uint8Array, table: number): Uint8Array {
  const view = new DataView(bytes.buffer);
  const own = table + 20 + 8;
  return changed(changed(bytes, own, (view.getUint32(own, true) + 1) >>> 0), table + 8, 0xffffffff);
}

function damage(bytes: Uint8Array, choose: Choose, count: number): Uint8Array {
  const copy = bytes.slice(0, bytes.length - (choose(3) === 0 ? choose(bytes.length) : 0));
  // Headers are where a wrong byte does most.
  for (let left = count; left > 0 && copy.length > 0; left -= 1) copy[choose(2) === 0 ? choose(Math.min(48, copy.length)) : choose(copy.length)] = choose(256);
  return copy;
}

describe('Intel update files, beside iucode_tool', function () {
  this.timeout(full ? 1_800_000 : 120_000);
  const count = full ? 3000 : 60;
  const title = (what: string) => (noIucodeTool === undefined ? what : `${what} (not compared: ${noIucodeTool})`);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-ucode-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it(title(`are listed alike (${count} files)`), function () {
    if (noIucodeTool !== undefined) this.skip();
    const choose = choices(3);
    for (let round = 0; round < count; round += 1) {
      const bytes = concat(...Array.from({ length: 1 + choose(3) }, () => buildIntel(someIntel(choose))));
      writeFileSync(join(folder, 'a'), bytes);
      assert.deepEqual(askParser(bytes), askIucodeTool(join(folder, 'a')));
    }
  });

  it(title(`are refused alike where one word is wrong or the end is missing (${count} files)`), function () {
    if (noIucodeTool !== undefined) this.skip();
    const choose = choices(4);
    for (let round = 0; round < count; round += 1) {
      const sound = buildIntel(someIntel(choose));
      const at = choose(2) === 0 ? 4 * choose(12) : 4 * choose(sound.length / 4);
      const word = choose(4) === 0 ? choose(4096) : choose(4294967296);
      // (An empty file iucode_tool passes over, without a word by its status.)
      const bytes = choose(4) === 0 ? sound.slice(0, 1 + choose(sound.length - 1)) : choose(3) === 0 ? withChecksum(changed(sound, at, word)) : changed(sound, at, word);
      writeFileSync(join(folder, 'a'), bytes);
      const [ours, theirs] = [askParser(bytes), askIucodeTool(join(folder, 'a'))];
      const why = parseIntelUpdates(bytes).errors[0]?.message ?? '';
      const seen = `word ${at / 4} of ${sound.length / 4} is ${word}, length ${bytes.length}: ${why}`;
      // Two differences, for which the kernel is followed: it does not look at the date, and it takes no other loader.
      if (ours.lines.some((line) => line.includes('no date'))) assert.deepEqual([at, ours.refused], [8, false], seen);
      else if (why.includes('loader')) assert.equal(at, 20, seen);
      else assert.deepEqual(ours, theirs, seen);
    }
  });
});
