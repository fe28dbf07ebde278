import assert from 'node:assert/strict';
import { parseSources } from '../../../src/apt';
import { aptInstalled, aptOracle } from '../../support/apt';
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

describe('parseSources, beside the installed apt', function () {
  this.timeout(600_000);
  const count = Number(process.env.PVE_DOCTOR_APT_FILES ?? 2000);
  const seed = Number(process.env.PVE_DOCTOR_APT_SEED ?? 12);

  it(`refuses the same files and reads the same targets from the rest (${count} files, seed ${seed})`, async function () {
    if (!aptInstalled) this.skip();
    const oracle = await aptOracle();
    const choose = random(seed);
    const cases = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? { format: 'one-line' as const, text: oneLine(choose) } : { format: 'deb822' as const, text: deb822(choose) }));
    let next = 0;
    const worker = async () => {
      for (let at = next++; at < cases.length; at = next++) {
        const { format, text } = cases[at]!;
        const parsed = parseSources(text, format);
        const verdict = await oracle.ask(text, format === 'one-line' ? 'list' : 'sources');
        const ours = { refused: parsed.errors.length > 0, targets: indexTargets(parsed) };
        const apts = { refused: verdict.refused, targets: verdict.targets.map((target) => target.replace('$(COMPONENT)', '')) };
        assert.deepEqual(ours, apts, `${JSON.stringify(text)} (${format}): apt says ${verdict.message ?? 'nothing'}`);
      }
    };
    try {
      await Promise.all([worker(), worker(), worker()]);
    } finally {
      await oracle.dispose();
    }
  });
});
