import assert from 'node:assert/strict';
import { parseAmdContainers } from '../../../src/microcode';
import { type AmdParts, buildAmd, choices, concat, someDay } from './build';

const full = process.env.PVE_DOCTOR_FULL !== undefined;

/** Zen 3 desktop CPUs, in their heads; the patches are made up. */
const zen3: AmdParts = {
  equivalences: [{ signature: 0xa20f10, id: 0xa210 }, { signature: 0xa20f12, id: 0xa212 }, { signature: 0xa20f13, id: 0xa212 }],
  patches: [{ revision: 0xa20102d, dateCode: 0x08272024, id: 0xa210, size: 500 }, { revision: 0xa201210, dateCode: 0x02292024, id: 0xa212, size: 320 }],
};
const zen1: AmdParts = { equivalences: [{ signature: 0x800f12, id: 0x8012 }], patches: [{ revision: 0x800126f, dateCode: 0, id: 0x8012, size: 64 }] };

function changed(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(offset, value, true);
  return copy;
}

describe('AMD container files', () => {
  it('give revision and date of each patch, and every CPU that it is for, container after container', () => {
    const [first, second] = [buildAmd(zen3), buildAmd(zen1)];
    assert.deepEqual(parseAmdContainers(concat(first, second)), {
      updates: [
        { signature: 0xa20f10, revision: 0xa20102d, date: '2024-08-27', equivalents: [0xa20f10], totalSize: 500, offset: 84 },
        { signature: 0xa20f12, revision: 0xa201210, date: '2024-02-29', equivalents: [0xa20f12, 0xa20f13], totalSize: 320, offset: 592 },
        { signature: 0x800f12, revision: 0x800126f, date: undefined, equivalents: [0x800f12], totalSize: 64, offset: first.length + 52 },
      ],
      errors: [],
    });
  });

  it('give back what was built into them, whatever it is', () => {
    const choose = choices(5);
    for (let round = 0; round < (full ? 3000 : 300); round += 1) {
      const containers = Array.from({ length: 1 + choose(3) }, () => {
        const ids = Array.from({ length: 1 + choose(4) }, (_, index) => 1 + index + choose(16) * 16);
        const equivalences = [...ids, ...ids.slice(choose(ids.length))].map((id) => ({ signature: 1 + choose(0xfffffff), id }));
        const patches = Array.from({ length: choose(5) }, () => ({ revision: choose(4294967296), ...someDay(choose), id: ids[choose(ids.length)]!, size: 64 + choose(300) }));
        return { equivalences, patches };
      });
      const { updates, errors } = parseAmdContainers(concat(...containers.map(buildAmd)));
      const bare = containers.filter(({ patches }) => patches.length === 0);
      assert.deepEqual(errors.map(({ message }) => message.split(' behind')[0]), bare.map(() => 'The container has no patch'));
      assert.deepEqual(
        updates.map(({ revision, date, equivalents, totalSize }) => ({ revision, date, equivalents, totalSize })),
        containers.flatMap(({ equivalences, patches }) => patches.map(({ revision, date, id, size }) => (
          { revision, date, equivalents: [...new Set(equivalences.filter((one) => one.id === id).map(({ signature }) => signature))], totalSize: size }
        ))),
      );
    }
  });

  it('do not depend on the content of a patch behind its header', () => {
    const sound = buildAmd(zen3);
    const expected = parseAmdContainers(sound);
    for (const [start, end] of [[84 + 64, 84 + 500], [592 + 64, 592 + 320]] as const) {
      for (let at = start; at < end; at += 1) {
        const file = sound.slice();
        file[at]! ^= 0xff;
        assert.deepEqual(parseAmdContainers(file), expected);
      }
    }
  });

  it('never throw and never gain a patch, whichever byte is another', () => {
    const file = buildAmd(zen3);
    for (let at = 0; at < file.length; at += 1) {
      for (let bit = 1; bit < 256; bit <<= 1) {
        file[at]! ^= bit;
        const { updates, errors } = parseAmdContainers(file);
        file[at]! ^= bit;
        assert.ok(updates.length === 2 || errors.length > 0, `bit ${bit} of byte ${at}`);
        assert.ok(updates.length <= 2);
      }
    }
  });

  it('are told to be cut short, at every length', () => {
    const first = buildAmd(zen3);
    const file = concat(first, buildAmd(zen1));
    // Between patches a file ends well: nothing tells how many there are to be.
    const ends = new Set([584, first.length]);
    for (let length = 0; length < file.length; length += 1) {
      const { errors } = parseAmdContainers(file.subarray(0, length));
      if (ends.has(length)) assert.deepEqual(errors, [], `length ${length}`);
      else assert.match(errors.map(({ message }) => message).join(), /^(?:The file (?:is empty|ends within|is cut short)|No container begins here|The container has no patch behind its table)/, `length ${length}`);
    }
  });

  const sound = buildAmd(zen3);
  const lies: readonly (readonly [title: string, bytes: Uint8Array, kept: number, message: RegExp])[] = [
    ['another mark', changed(sound, 0, 0x00414d45), 0, /^No container begins here/],
    ['another first section', changed(sound, 4, 1), 0, /section of type 0x1 in place of the table/],
    ['an empty table', changed(sound, 8, 0), 0, /a size of 0 bytes/],
    ['a table of half entries', changed(sound, 8, 40), 0, /a size of 40 bytes, which is no multiple of 16/],
    ['a table of 4 GB', changed(sound, 8, 0xfffffff0), 0, /cut short: the table of equivalent CPUs tells 4294967280 bytes/],
    ['a table without an end', buildAmd({ ...zen3, terminated: false }), 2, /has no end/],
    ['a section of another type', changed(sound, 76, 2), 0, /^The section is of type 0x2/],
    ['a patch smaller than its header', changed(sound, 80, 63), 0, /^The patch tells a size of 63 bytes/],
    ['a patch of 4 GB', changed(sound, 80, 0xffffffff), 0, /cut short: the patch tells 4294967295 bytes/],
    ['a patch for no CPU of the table', buildAmd({ ...zen3, equivalences: zen3.equivalences.slice(0, 1) }), 1, /^Patch 0xa201210 is for CPUs of the id 0xa212/],
    ['a container without a patch before another one', concat(sound.subarray(0, 76), sound), 2, /^The container has no patch behind its table/],
    ['bytes behind the last patch', concat(sound, new Uint8Array(8)), 2, /^The section is of type 0x0/],
  ];
  for (const [title, bytes, kept, message] of lies) {
    it(`are told to be wrong where they have ${title}`, () => {
      const { updates, errors } = parseAmdContainers(bytes);
      assert.equal(updates.length, kept);
      assert.match(errors[0]?.message ?? '', message);
    });
  }

  it('may be any bytes: nothing throws', function () {
    this.timeout(10_000);
    const choose = choices(6);
    for (let round = 0; round < (full ? 50_000 : 3000); round += 1) {
      const bytes = concat(sound, buildAmd(zen1)).subarray(0, 1 + choose(1100));
      for (let left = choose(8); left > 0; left -= 1) bytes[choose(bytes.length)] = choose(256);
      const { updates, errors } = parseAmdContainers(bytes);
      assert.ok(updates.every(({ equivalents }) => equivalents.length > 0) && errors.every(({ offset }) => offset <= bytes.length));
    }
  });
});
