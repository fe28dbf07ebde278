/**
 * `npm run update:microcode`: adds to src/microcode/known/revisions.json what the microcode packages of Debian's releases
 * hold today, read by our own parsers. What the table has from earlier releases stays (for Intel back to 2019). Needs apt
 * and dpkg-deb and a Debian mirror; changes nothing of this system's own apt. With --keep=FOLDER the packages stay there.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from './load.mjs';

const tableFile = fileURLToPath(new URL('../src/microcode/known/revisions.json', import.meta.url));
const { parseIntelUpdates, parseAmdContainers } = await load('src/microcode/index.ts');
const { readTable, withRelease, writeTable } = await load('src/microcode/known/history.ts');
const { fetchMicrocodePackages } = await load('test/support/microcodePackages.ts');

const kept = process.argv.find((argument) => argument.startsWith('--keep='))?.slice('--keep='.length);
const folder = kept === undefined ? mkdtempSync(path.join(tmpdir(), 'pve-doctor-microcode-')) : path.resolve(kept);
try {
  mkdirSync(folder, { recursive: true });
  const packages = await fetchMicrocodePackages(folder);
  const table = JSON.parse(readFileSync(tableFile, 'utf8'));
  for (const vendor of ['intel', 'amd']) {
    const read = packages.filter((one) => one.vendor === vendor).map(rowsOf);
    table[vendor] = writeTable(read.reduce(withRelease, readTable(table[vendor])));
  }
  table.suites = newestBySuite(packages);
  table.made = new Date().toISOString().slice(0, 10);
  writeFileSync(tableFile, print(table));
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}

/** The rows of one package; a file that our parser finds fault with ends all. */
function rowsOf({ vendor, name, version, release, files }) {
  const rows = files.flatMap((file) => {
    const { updates, errors } = (vendor === 'intel' ? parseIntelUpdates : parseAmdContainers)(readFileSync(file));
    if (errors.length > 0) throw new Error(`${name} ${version}, ${path.basename(file)}: ${errors[0].message} (at ${errors[0].offset})`);
    return updates.flatMap(({ revision, date = '', signature, platformMask, extendedSignatures = [], equivalents }) =>
      (equivalents?.map((one) => ({ signature: one, platformMask: 0 })) ?? [{ signature, platformMask }, ...extendedSignatures])
        .map((target) => ({ signature: target.signature, platformMask: target.platformMask, release, revision, date })));
  });
  console.log(`${name} ${version}: ${files.length} files, ${rows.length} CPUs and platforms`);
  return rows;
}

/** The newest release that each codename's suites have, by vendor. */
function newestBySuite(packages) {
  const suites = {};
  for (const { vendor, release, codenames } of packages) {
    for (const codename of codenames) {
      suites[codename] ??= {};
      if ((suites[codename][vendor] ?? '') < release) suites[codename][vendor] = release;
    }
  }
  return Object.fromEntries(Object.entries(suites).sort().map(([codename, { intel, amd }]) => [codename, { intel, amd }]));
}

/** One CPU a line, so that a difference can be read. */
function print({ made, suites, intel, amd }) {
  const rows = (of) => of.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  const lines = Object.entries(suites).map(([codename, newest]) => `    ${JSON.stringify(codename)}: ${JSON.stringify(newest)}`).join(',\n');
  return `{\n  "made": ${JSON.stringify(made)},\n  "suites": {\n${lines}\n  },\n  "intel": [\n${rows(intel)}\n  ],\n  "amd": [\n${rows(amd)}\n  ]\n}\n`;
}
