/** The parsers beside iucode_tool and the kernel's own derivation, on every update that Debian's packages carry. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseAmdContainers, parseIntelUpdates } from '../../../src/microcode';
import { cacheFolder } from '../../hosts/cache';
import { type MicrocodePackage, fetchMicrocodePackages, keptMicrocodePackages } from '../../support/microcodePackages';
import { choices, withChecksum } from './build';
import { askIucodeTool, askParser, noIucodeTool } from './iucodeTool';
import { mutate } from './mutate';

const full = process.env.PVE_DOCTOR_FULL !== undefined;
const share = full ? 1 : 12;
const mutations = full ? 100_000 : 1_000;
const damaged = full ? 3_000 : 60;

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

describe('update files of Debian’s packages', function () {
  this.timeout(1_800_000);
  let packages: readonly MicrocodePackage[] = [];
  let folder: string;
  before(async function () {
    const kept = cacheFolder('microcode-packages');
    packages = keptMicrocodePackages(kept);
    // The full run looks at what the mirrors have today; a sample is content with what an earlier run fetched.
    if (full || packages.length === 0) {
      packages = await fetchMicrocodePackages(kept).catch((error: unknown) => {
        if (full) throw error;
        return [];
      });
    }
    if (packages.length === 0) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-packages-'));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true });
  });

  /** Every file of a vendor, or a share of them. */
  const filesOf = (vendor: MicrocodePackage['vendor'], every = share): File[] =>
    packages.filter((one) => one.vendor === vendor).flatMap(({ version, files }) => files.map((path) => ({ name: `${version} ${basename(path)}`, path })))
      .filter((_, index) => index % every === 0)
      // A Buffer's slice is no copy: damage would heap up in the file itself.
      .map(({ name, path }) => ({ name, bytes: new Uint8Array(readFileSync(path)) }));
  const different = (files: readonly File[]): File[] => [...new Map(files.map((file) => [Buffer.from(file.bytes).toString('base64'), file])).values()];

  it('come from all three releases', () => {
    const of = (vendor: string) => new Set(packages.filter((one) => one.vendor === vendor).flatMap(({ codenames }) => codenames));
    assert.deepEqual([[...of('intel')].sort(), [...of('amd')].sort()], [['bookworm', 'bullseye', 'trixie'], ['bookworm', 'bullseye', 'trixie']]);
  });

  it('are listed as iucode_tool lists them', function () {
    if (noIucodeTool !== undefined) this.skip();
    const files = filesOf('intel');
    let [updates, signatures] = [0, 0];
    for (const { name, bytes } of files) {
      writeFileSync(join(folder, 'a'), bytes);
      const ours = askParser(bytes);
      assert.deepEqual(ours, askIucodeTool(join(folder, 'a')), name);
      updates += ours.lines.filter((line) => !line.startsWith(' ')).length;
      signatures += ours.lines.filter((line) => line.startsWith(' ')).length;
    }
    console.log(`        ${files.length} files, ${updates} updates, ${signatures} extended signatures`);
    assert.ok(files.length > (full ? 700 : 20));
  });

  it('are refused as iucode_tool refuses them where the end is missing or a word is wrong, and it is said why', function () {
    if (noIucodeTool !== undefined) this.skip();
    const choose = choices(7);
    const files = different(filesOf('intel', 7));
    const why = new Map<string, number>();
    for (let round = 0; round < damaged; round += 1) {
      const { name, bytes } = files[choose(files.length)]!;
      const copy = bytes.slice(0, round % 3 === 0 ? 1 + choose(bytes.length - 1) : bytes.length);
      // The checksum stands for every word behind the header; headers and tables are what is read.
      if (round % 3 !== 0) new DataView(copy.buffer).setUint32(round % 2 === 0 ? 4 * choose(12) : 4 * choose(copy.length / 4), choose(4294967296), true);
      writeFileSync(join(folder, 'a'), copy);
      const [ours, theirs, { errors }] = [askParser(copy), askIucodeTool(join(folder, 'a')), parseIntelUpdates(copy)];
      assert.deepEqual([ours.refused, ours.refused ? [] : ours.lines], [theirs.refused, theirs.refused ? [] : theirs.lines], `${name}: ${errors[0]?.message ?? 'nothing'}`);
      const kind = errors[0]?.message.replace(/\d+|0x[\da-f]+/g, '…') ?? 'as it was';
      why.set(kind, (why.get(kind) ?? 0) + 1);
    }
    assert.ok(why.size >= 4, [...why].join());
  });

  it('are AMD’s without a fault, each patch for the very CPU that the kernel derives from its revision', () => {
    let patches = 0;
    for (const { name, bytes } of filesOf('amd', 1)) {
      const { updates, errors } = parseAmdContainers(bytes);
      assert.deepEqual(errors, [], name);
      patches += updates.length;
      for (const { revision, equivalents } of updates) {
        // From Zen on (ucode_rev_to_cpuid in arch/x86/kernel/cpu/microcode/amd.c at v6.12).
        if (revision >= 0x08000000) assert.ok(equivalents.includes((revision & 0xfff00000) >>> 4 | 0xf00 | ((revision >>> 8) & 0xff)), `${name}: 0x${revision.toString(16)}`);
      }
    }
    assert.ok(patches > 100, String(patches));
  });

  it(`may be damaged in any way: nothing throws or hangs, and what is shown lies in the file (${mutations} files)`, () => {
    const seed = full ? Date.now() % 4294967296 : 8;
    console.log(`        seed ${seed}`);
    const choose = choices(seed);
    const sound = [filesOf('intel'), filesOf('amd', 1)].map((files) => different(files).filter(({ bytes }) => bytes.length < 150_000).map(({ bytes }) => bytes));
    const some = (files: readonly Uint8Array[]): Uint8Array => files[choose(files.length)]!;
    let [refused, sum] = [0, 0];
    for (let round = 0; round < mutations; round += 1) {
      const mutated = mutate(some(sound[round % 2]!), choose, some(sound[choose(2)]!));
      // Damage that the checksum does not tell is what reaches the tables behind it; what is shorter than a header has none.
      const bytes = round % 4 === 0 && mutated.length >= 48 ? withChecksum(mutated.subarray(0, mutated.length - (mutated.length % 4))) : mutated;
      const intel = parseIntelUpdates(bytes);
      const amd = parseAmdContainers(bytes);
      for (const { updates, errors } of [intel, amd]) {
        assert.ok(updates.length + errors.length > 0 && updates.length <= bytes.length / 64 + 1, `round ${round}: ${updates.length} updates, ${errors.length} errors, ${bytes.length} bytes`);
        assert.ok(errors.every(({ offset, message }) => offset <= bytes.length && message.length > 15));
      }
      for (const update of intel.updates) {
        const alone = parseIntelUpdates(bytes.subarray(update.offset, update.offset + update.totalSize));
        assert.deepEqual(alone, { updates: [{ ...update, offset: 0 }], errors: [] });
      }
      assert.ok(amd.updates.every(({ offset, totalSize, equivalents }) => offset + totalSize <= bytes.length && equivalents.length > 0));
      sum += intel.updates.length + amd.updates.length;
      refused += intel.errors.length > 0 && amd.errors.length > 0 ? 1 : 0;
    }
    // Damage behind AMD's headers is for the CPU to find, and half an Intel file may be sound.
    assert.ok(refused > mutations / 3 && sum > mutations / 3, `${refused} of ${mutations} refused, ${sum} updates shown`);
    console.log(`        ${refused} of ${mutations} refused, ${sum} updates shown`);
  });
});
