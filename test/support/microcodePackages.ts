/**
 * Debian's own microcode packages of every release that Proxmox VE stands on, unpacked: what the bundled table is made of,
 * and what the parsers are held against. Needs apt and dpkg-deb; changes nothing of this system's own apt.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findMirror } from '../hosts/mirror';
import { mustRun } from '../hosts/program';

export interface MicrocodePackage {
  readonly vendor: 'intel' | 'amd';
  readonly name: 'intel-microcode' | 'amd64-microcode';
  readonly version: string;
  /** The upstream release that the version names: 20260925 of 3.20260925.1~deb13u1. */
  readonly release: string;
  /** Debian releases whose main or security suite has it, by codename. */
  readonly codenames: readonly string[];
  /** The update files, absolute, sorted. */
  readonly files: readonly string[];
}

/** Oldest first, with the component that holds microcode there. */
const suites = [['bullseye', 'non-free'], ['bookworm', 'non-free-firmware'], ['trixie', 'non-free-firmware']] as const;
const vendors = [['intel', 'intel-microcode'], ['amd', 'amd64-microcode']] as const;
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Everything that the mirrors have now; what `folder` has already of it is not fetched again. */
export async function fetchMicrocodePackages(folder: string): Promise<readonly MicrocodePackage[]> {
  const apt = await ownApt(folder);
  await mustRun('apt-get', [...apt, '--error-on=any', 'update']);
  const offers: { name: MicrocodePackage['name']; version: string; codenames: string[] }[] = [];
  for (const [, name] of vendors) {
    const versions = new Map<string, Set<string>>();
    for (const line of (await mustRun('apt-cache', [...apt, 'madison', name])).split('\n')) {
      const [, version, codename] = /^\s*\S+ \| (\S+) \| \S+ ([a-z]+)(?:-security)?\//.exec(line) ?? [];
      if (version !== undefined && codename !== undefined) versions.set(version, (versions.get(version) ?? new Set()).add(codename));
    }
    offers.push(...[...versions].map(([version, codenames]) => ({ name, version, codenames: [...codenames].sort() })));
  }
  for (const { name, version } of offers) {
    const unpacked = join(folder, 'unpacked', `${name}_${version}`);
    if (!existsSync(unpacked)) await unpack(apt, folder, `${name}=${version}`, unpacked);
  }
  // Whole or not at all: it is what says what the folder holds.
  writeFileSync(join(folder, 'offers.json.new'), JSON.stringify(offers));
  renameSync(join(folder, 'offers.json.new'), join(folder, 'offers.json'));
  return keptMicrocodePackages(folder);
}

/** What an earlier fetch left in the folder; none where there was none. */
export function keptMicrocodePackages(folder: string): readonly MicrocodePackage[] {
  const list = join(folder, 'offers.json');
  if (!existsSync(list)) return [];
  const offers = JSON.parse(readFileSync(list, 'utf8')) as { name: MicrocodePackage['name']; version: string; codenames: string[] }[];
  return offers.map(({ name, version, codenames }) => {
    const vendor = name === 'intel-microcode' ? 'intel' : 'amd';
    const files = updateFiles(join(folder, 'unpacked', `${name}_${version}`), vendor);
    const release = /^\d+\.(\d{8})\./.exec(version)?.[1];
    if (files.length === 0 || release === undefined) throw new Error(`${name} ${version} is not as expected: no update files or no release in its version`);
    return { vendor, name, version, release, codenames, files };
  });
}

function updateFiles(unpacked: string, vendor: MicrocodePackage['vendor']): string[] {
  const folder = ['usr/lib/firmware', 'lib/firmware'].map((place) => join(unpacked, place, `${vendor}-ucode`)).find((path) => existsSync(path));
  const wanted = vendor === 'intel' ? /^[\da-f]{2}-[\da-f]{2}-[\da-f]{2}(\.initramfs)?$/ : /^microcode_amd.*\.bin$/;
  return folder === undefined ? [] : readdirSync(folder).filter((name) => wanted.test(name)).sort().map((name) => join(folder, name));
}

/** Options that give apt lists, cache and sources of its own. */
async function ownApt(folder: string): Promise<string[]> {
  for (const name of ['lists/partial', 'archives/partial', 'parts', 'unpacked']) mkdirSync(join(folder, name), { recursive: true });
  const mirror = await findMirror();
  writeFileSync(join(folder, 'status'), '');
  writeFileSync(join(folder, 'sources.list'), suites.flatMap(([codename, component]) => [
    `deb [signed-by=${keyring}] ${mirror.debian} ${codename} ${component}\n`,
    `deb [signed-by=${keyring}] ${mirror.security} ${codename}-security ${component}\n`,
  ]).join(''));
  const settings = {
    'Dir::State': folder, 'Dir::State::status': join(folder, 'status'), 'Dir::Cache': folder,
    'Dir::Etc::sourcelist': join(folder, 'sources.list'), 'Dir::Etc::sourceparts': join(folder, 'parts'),
    'Dir::Etc::preferences': '/dev/null', 'Dir::Etc::preferencesparts': join(folder, 'parts'),
    'APT::Architecture': 'amd64', 'APT::Architectures': 'amd64', 'APT::Sandbox::User': '', 'Acquire::Retries': '3', 'Acquire::http::Timeout': '30',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

async function unpack(apt: readonly string[], folder: string, wanted: string, unpacked: string): Promise<void> {
  const work = `${unpacked}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    // apt-get download has no option for the place: it takes the folder that it is started in.
    await mustRun('env', ['-C', work, 'apt-get', ...apt, '-qq', 'download', wanted]);
    const [deb] = readdirSync(work);
    if (deb === undefined) throw new Error(`apt-get download ${wanted} left nothing behind (${basename(folder)})`);
    await mustRun('dpkg-deb', ['-x', join(work, deb), join(work, 'root')]);
    renameSync(join(work, 'root'), unpacked);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
