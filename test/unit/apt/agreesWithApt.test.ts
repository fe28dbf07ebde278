import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { type SourcesFormat, parseSources } from '../../../src/apt';
import { type SourcesText, aptInstalled, aptOracle } from '../../support/apt';
import { indexTargets } from '../../support/indexTargets';

/** mulberry32: small, seeded, good enough to choose. */
function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const words = ['deb', 'deb-src', 'DEB', 'http://ftp.debian.org/debian', '"http://ftp.debian.org/debian"', 'bookworm', 'bookworm-updates', 'bullseye%2dsecurity', './', 'main', 'contrib', 'non-free-firmware', '[arch=amd64]', '[ arch=amd64 lang=en ]', '[arch=amd64,i386', '[]', '#', '# a comment', '"', '\t', 'main#x', 'nocolon'];
const lines = [
  'Types: deb', 'Types: deb deb-src', 'Types: rpm', 'URIs: http://ftp.debian.org/debian', 'URIs: nocolon', 'Suites: bookworm', 'Suites: bookworm bookworm-updates', 'Suites: ./', 'Components: main', 'Components: main contrib # x', 'Components:', ' non-free', '\tcontrib', '# a comment', ' # no comment', '', '', '   ', 'Enabled: no', 'Enabled: n', 'Enabled: 0', 'types: deb', 'Suites : trixie', 'Architectures: amd64',
];

function oneLine(choose: (below: number) => number): string {
  return Array.from({ length: 1 + choose(3) }, () =>
    choose(3) > 0
      ? `deb${choose(4) === 0 ? ' [arch=amd64]' : ''} http://ftp.debian.org/debian bookworm main${choose(3) === 0 ? ` ${words[choose(words.length)]!}` : ''}`
      : Array.from({ length: 1 + choose(6) }, () => words[choose(words.length)]!).join(choose(9) === 0 ? '  ' : ' '),
  ).join(choose(8) === 0 ? '\r\n' : '\n');
}

function deb822(choose: (below: number) => number): string {
  const valid = ['Types: deb', 'URIs: http://ftp.debian.org/debian', 'Suites: bookworm', 'Components: main contrib'];
  const file = [...valid, '', ...valid.slice(0, 3), 'Components: main'];
  for (let change = choose(4); change > 0; change -= 1) file.splice(choose(file.length), choose(2), lines[choose(lines.length)]!);
  return file.join(choose(8) === 0 ? '\r\n' : '\n') + (choose(3) === 0 ? '' : '\n');
}

type Reading = ReturnType<typeof readingOf>;

function readingOf({ text, extension }: SourcesText) {
  const format: SourcesFormat = extension === 'list' ? 'one-line' : 'deb822';
  const parsed = parseSources(text, format);
  return { refused: parsed.errors.length > 0, targets: indexTargets(parsed) };
}

const together = 50;

/**
 * Where `read` and apt differ, as messages. Starting apt is what takes the time, so it is asked about many files at once:
 * those that are refused by name, the others with a host of their own in each, by which their targets are told apart.
 * What is not as expected is asked about alone.
 */
async function disagreements(files: readonly SourcesText[], read: (file: SourcesText) => Reading = readingOf): Promise<string[]> {
  const oracle = await aptOracle();
  const marked = files.map((file, index) => ({ ...file, text: file.text.replaceAll('ftp.debian.org', `h${index}.example.org`) }));
  const found: string[] = [];
  const alone = async (file: SourcesText) => {
    const { refused, targets, message = 'nothing' } = await oracle.ask(file);
    const apts = { refused, targets: targets.map((target) => target.replace('$(COMPONENT)', '')) };
    if (!isDeepStrictEqual(read(file), apts)) found.push(`${JSON.stringify(file)}: apt says ${message} and ${JSON.stringify(apts)}, not ${JSON.stringify(read(file))}`);
  };
  const batch = async (batched: readonly SourcesText[]) => {
    const readings = batched.map(read);
    const { refused, targets } = await oracle.askTogether(batched);
    const apts = targets.map((target) => target.replace('$(COMPONENT)', '')).sort();
    if (!isDeepStrictEqual(readings.map((reading) => reading.refused), refused) || (!refused.includes(true) && !isDeepStrictEqual(readings.flatMap((reading) => reading.targets).sort(), apts))) {
      for (const file of batched) await alone(file);
    }
  };
  try {
    for (const refused of [false, true]) {
      const alike = marked.filter((file) => read(file).refused === refused);
      for (let at = 0; at < alike.length; at += together) await batch(alike.slice(at, at + together));
    }
  } finally {
    await oracle.dispose();
  }
  return found;
}

describe('parseSources, beside the installed apt', function () {
  this.timeout(600_000);
  const seed = Number(process.env.PVE_DOCTOR_APT_SEED ?? 12);
  before(function () {
    if (!aptInstalled) this.skip();
  });

  function generated(count: number): SourcesText[] {
    const choose = random(seed);
    return Array.from({ length: count }, (_, index) => (index % 2 === 0 ? { extension: 'list', text: oneLine(choose) } : { extension: 'sources', text: deb822(choose) }));
  }

  const count = Number(process.env.PVE_DOCTOR_APT_FILES ?? 2000);
  it(`refuses the same files and reads the same targets from the rest (${count} files, seed ${seed})`, async () => {
    const files = generated(count);
    const refused = files.filter((file) => readingOf(file).refused).length;
    assert.ok(refused > count / 5 && refused < (count * 4) / 5, `${refused} of ${count} files are refused: one half of this is hardly tested`);
    assert.deepEqual(await disagreements(files), []);
  });

  it('is held by each file, though apt is asked about many at once', async () => {
    const files = generated(200);
    const withTargets = files.findIndex((file) => readingOf(file).targets.length > 0);
    const refused = files.findIndex((file) => readingOf(file).refused);
    const lie = (which: number, change: (reading: Reading) => Reading) => (file: SourcesText) => (file.text.includes(`h${which}.example.org`) ? change(readingOf(file)) : readingOf(file));
    assert.ok(files[refused]?.text.includes('ftp.debian.org'), 'the lie has to find its file');
    for (const read of [
      lie(withTargets, ({ targets }) => ({ refused: false, targets: targets.slice(1) })),
      lie(withTargets, ({ targets }) => ({ refused: false, targets: [...targets, 'deb|http://example.org/|sid|main'] })),
      lie(withTargets, () => ({ refused: true, targets: [] })),
      lie(refused, () => ({ refused: false, targets: [] })),
    ]) {
      assert.equal((await disagreements(files, read)).length, 1);
    }
  });
});
