import assert from 'node:assert/strict';
import { parseSources } from '../../../src/apt';
import { type AptOracle, aptInstalled, aptOracle } from '../../support/apt';
import { type Reading, disagreements, readingOf } from '../../support/aptAgreement';
import { type AptFile, aptFiles } from '../../support/aptFiles';

/** Where no apt is installed recordedCases.test.ts stands in. */
describe('parseSources, beside the installed apt', function () {
  this.timeout(600_000);
  let oracle: AptOracle;

  before(async function () {
    if (!aptInstalled) this.skip();
    oracle = await aptOracle();
  });
  after(async () => {
    if (aptInstalled) await oracle.dispose();
  });

  const count = process.env.PVE_DOCTOR_FULL === '1' ? 20_000 : 2000;
  const seed = 12;

  it(`refuses the same files, in the same words, and reads the same targets from the rest (${count} files, seed ${seed})`, async () => {
    const files = aptFiles(count, seed);
    const refused = files.filter(({ text, format }) => parseSources(text, format).errors.length > 0).length;
    // Neither all good nor all bad: both halves of the sentence are tested.
    assert.ok(refused > count / 5 && refused < (count * 4) / 5, `${refused} of ${count} files are refused`);
    const found = await disagreements(oracle, files);
    assert.deepEqual(found.slice(0, 3), [], `${found.length} of ${count} files; the first ones: ${JSON.stringify(found.slice(0, 3))}`);
  });

  it('notices every wrong reading, though apt is asked about many files at a time', async () => {
    const files = aptFiles(150, 7);
    const honest = (file: AptFile) => readingOf(parseSources(file.text, file.format), oracle.version);
    const lies: ((reading: Reading) => Reading)[] = [
      ({ error, targets }) => (error === undefined ? { error: 'Malformed entry 1 in list file FILE (URI)', targets: [] } : { error: undefined, targets }),
      ({ error, targets }) => (error === undefined ? { error, targets: targets.slice(1).concat(targets.length === 0 ? 'deb|x' : []) } : { error: `${error} `, targets }),
      ({ error, targets }) => (error === undefined ? { error, targets: [...targets, 'deb|http://example.org/|sid|main|Packages|amd64|'] } : { error: error.replace(/\d|$/, '7777'), targets }),
    ];
    // Beside each other, alone, and at both ends.
    for (const [from, to] of [[0, 3], [100, 101], [148, 150], [50, 62]] as const) {
      const lying = (file: AptFile) => {
        const index = files.indexOf(file);
        const lie = index >= from && index < to ? lies[index % lies.length] : undefined;
        return lie ? lie(honest(file)) : honest(file);
      };
      const found = await disagreements(oracle, files, { read: lying });
      assert.deepEqual(found.map(({ file }) => file.mark).sort(), files.slice(from, to).map(({ mark }) => mark));
    }
  });

  it('does not take one file’s answer for another’s', async () => {
    const files = ['main', 'contrib'].map((component, index): AptFile => ({ format: 'one-line', mark: `h00000${index}x`, text: `deb http://h00000${index}x.example.org/debian bookworm ${component}\n` }));
    const honest = (file: AptFile) => readingOf(parseSources(file.text, file.format), oracle.version);
    const swapped = (file: AptFile) => honest(files.find((other) => other !== file) ?? file);
    assert.equal((await disagreements(oracle, files)).length, 0);
    assert.equal((await disagreements(oracle, files, { read: swapped })).length, 2);
    // Both name one place, of which apt tells once for both: the second file must not pass as one without targets.
    const same = files.map((file): AptFile => ({ ...file, text: 'deb http://example.org/debian bookworm main\n' }));
    const second = (file: AptFile): Reading => (file.mark === 'h000001x' ? { error: undefined, targets: [] } : honest(file));
    assert.equal((await disagreements(oracle, same)).length, 0);
    assert.equal((await disagreements(oracle, same, { read: second })).length, 1);
  });
});
