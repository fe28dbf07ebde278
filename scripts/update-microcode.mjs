/**
 * `npm run update:microcode`: makes src/microcode/known/revisions.json anew from the microcode packages of Debian's
 * releases, read by our own parsers, over what the table already knows. Needs apt and dpkg-deb and a Debian mirror;
 * changes nothing of this system's own apt. With --keep=FOLDER the unpacked packages stay there.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from './glob.mjs';
import { load } from './load.mjs';

const tableFile = fileURLToPath(new URL('../src/microcode/known/revisions.json', import.meta.url));
/** Oldest first, with the component that holds microcode there. */
const releases = [['bullseye', 'non-free'], ['bookworm', 'non-free-firmware'], ['trixie', 'non-free-firmware']];
const vendors = [['intel', 'intel-microcode'], ['amd', 'amd64-microcode']];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

const { parseIntelUpdates, parseAmdContainers } = await load('src/microcode/index.ts');
const { mergeRows } = await load('src/microcode/known/merge.ts');
const { findMirror } = await load('test/hosts/mirror.ts');

const kept = process.argv.find((argument) => argument.startsWith('--keep='))?.slice('--keep='.length);
const folder = kept === undefined ? mkdtempSync(path.join(tmpdir(), 'pve-doctor-microcode-')) : path.resolve(kept);
try {
  const packages = downloadPackages(await findMirror());
  const table = JSON.parse(readFileSync(tableFile, 'utf8'));
  for (const [vendor, name] of vendors) table[vendor] = over(table[vendor], packages.filter((one) => one.name === name).map((one) => read(one, vendor)));
  table.made = new Date().toISOString().slice(0, 10);
  writeFileSync(tableFile, print(table));
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}

/** Every version of both packages, unpacked; with the upstream release that its version names (3.20260925.1~deb13u1). */
function downloadPackages(mirror) {
  for (const name of ['lists/partial', 'archives/partial', 'parts', 'debs']) mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, 'status'), '');
  writeFileSync(path.join(folder, 'sources.list'), releases.flatMap(([suite, component]) => [
    `deb [signed-by=${keyring}] ${mirror.debian} ${suite} ${component}\n`,
    `deb [signed-by=${keyring}] ${mirror.security} ${suite}-security ${component}\n`,
  ]).join(''));
  const settings = {
    'Dir::State': folder, 'Dir::State::status': path.join(folder, 'status'), 'Dir::Cache': folder,
    'Dir::Etc::sourcelist': path.join(folder, 'sources.list'), 'Dir::Etc::sourceparts': path.join(folder, 'parts'),
    'Dir::Etc::preferences': '/dev/null', 'Dir::Etc::preferencesparts': path.join(folder, 'parts'),
    'APT::Architecture': 'amd64', 'APT::Architectures': 'amd64', 'APT::Sandbox::User': '', 'Acquire::Retries': '3', 'Acquire::http::Timeout': '30',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const run = (program, args) => execFileSync(program, args, { cwd: path.join(folder, 'debs'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 600_000, env: { ...process.env, LC_ALL: 'C' } });
  run('apt-get', [...options, '--error-on=any', 'update']);
  return vendors.flatMap(([, name]) => {
    const versions = new Set(run('apt-cache', [...options, 'madison', name]).split('\n').map((line) => line.split('|')[1]?.trim()).filter(Boolean));
    return [...versions].map((version) => {
      const unpacked = path.join(folder, `${name}_${version}`);
      run('apt-get', [...options, 'download', `${name}=${version}`]);
      rmSync(unpacked, { recursive: true, force: true });
      run('dpkg-deb', ['-x', globSync(path.join(folder, 'debs'), '.deb').find((file) => decodeURIComponent(path.basename(file)).startsWith(`${name}_${version}_`)), unpacked]);
      return { name, version, unpacked, release: /^\d+\.(\d{8})\./.exec(version)?.[1] ?? '' };
    });
  });
}

/** The rows of one package; a file that our parser finds fault with ends all. */
function read({ name, version, unpacked, release }, vendor) {
  const where = ['usr/lib/firmware', 'lib/firmware'].map((place) => path.join(unpacked, place, `${vendor}-ucode`)).find(existsSync);
  const files = where === undefined ? [] : globSync(where, '').filter((file) => vendor === 'intel' ? /[\da-f]{2}-[\da-f]{2}-[\da-f]{2}(\.initramfs)?$/.test(file) : file.endsWith('.bin'));
  if (files.length === 0 || release === '') throw new Error(`${name} ${version} is not as expected: no update files or no release in its version`);
  const rows = files.flatMap((file) => {
    const { updates, errors } = (vendor === 'intel' ? parseIntelUpdates : parseAmdContainers)(readFileSync(file));
    if (errors.length > 0) throw new Error(`${name} ${version}, ${path.basename(file)}: ${errors[0].message} (at ${errors[0].offset})`);
    return updates.flatMap(({ revision, date = '', signature, platformMask, extendedSignatures = [], equivalents }) =>
      (equivalents?.map((one) => ({ signature: one, platformMask: 0 })) ?? [{ signature, platformMask }, ...extendedSignatures])
        .map((target) => ({ signature: target.signature, platformMask: target.platformMask, revision, date })));
  });
  console.log(`${name} ${version}: ${files.length} files, ${rows.length} CPUs and platforms`);
  return { release, rows };
}

/** The newest release goes over the older ones; the table counts as one of the release that it reached. */
function over(old, packages) {
  const known = { release: old.through, rows: old.rows.map(([signature, platformMask, revision, date]) => ({ signature: Number(signature), platformMask: Number(platformMask), revision: Number(revision), date })) };
  const all = [known, ...packages].sort((a, b) => a.release.localeCompare(b.release));
  return { through: all.at(-1).release, rows: all.reduce((rows, one) => mergeRows(rows, one.rows), []) };
}

/** One row a line, so that a difference can be read. */
function print(table) {
  const hex = (value, digits) => `0x${Number(value).toString(16).padStart(digits, '0')}`;
  const rows = (of) => of.map(({ signature, platformMask, revision, date }) => `    ${JSON.stringify([hex(signature, 8), hex(platformMask, 2), hex(revision, 1), date])}`).join(',\n');
  const vendor = (name) => `  "${name}": { "through": "${table[name].through}", "rows": [\n${rows(table[name].rows)}\n  ] }`;
  return `{\n  "made": "${table.made}",\n${vendors.map(([name]) => vendor(name)).join(',\n')}\n}\n`;
}
