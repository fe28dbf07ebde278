/** The installed apt as an oracle: what it makes of sources files, without touching the system's own state. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const installed = '/usr/bin/apt-get';

export const aptInstalled = existsSync(installed);

export interface Verdict {
  /** apt's own words, without "E: ", with FILE in place of the file's name; empty where it reads the file. */
  readonly errors: readonly string[];
  /** Index targets as `indexTargets` writes them, sorted. */
  readonly targets: readonly string[];
}

export interface NamedFile {
  /** With the extension that tells the format. */
  readonly name: string;
  readonly text: string | Uint8Array;
}

/** What apt says of a folder of files, of which one that is refused keeps it from listing the targets of all. */
export interface Answer {
  readonly errors: readonly string[];
  /** And notices, each beginning with its letter. */
  readonly warnings: readonly string[];
  readonly targets: readonly { readonly name: string; readonly target: string }[];
}

export type AptOracle = Awaited<ReturnType<typeof aptOracle>>;

/** In place of a message where apt is ended by an assertion of its own, as trixie's is by a suite `""`. */
const aborted = 'apt aborts';

// Neither of them occurs in a file by chance.
const separator = '\u001f';
const end = '\u001e\n';
const fields = ['SOURCESENTRY', 'TARGET_OF', 'REPO_URI', 'RELEASE', 'COMPONENT', 'CREATED_BY', 'ARCHITECTURE', 'LANGUAGE'];

/** A place for apt to work in, as on a fresh amd64; `ask` may be called side by side, `dispose` removes it. */
export async function aptOracle(program = installed) {
  const root = await mkdtemp(join(tmpdir(), 'pve-doctor-apt-'));
  await mkdir(join(root, 'state/lists/partial'), { recursive: true });
  await mkdir(join(root, 'cache/archives/partial'), { recursive: true });
  await writeFile(join(root, 'status'), '');
  await writeFile(join(root, 'apt.conf'), configuration(root));
  let count = 0;

  /** Of files that lie in one folder; what apt names by its path is named by its name. */
  async function askTogether(files: readonly NamedFile[]): Promise<Answer> {
    const folder = join(root, `case-${(count += 1)}`);
    await mkdir(folder);
    for (const { name, text } of files) await writeFile(join(folder, name), text);
    const format = fields.map((field) => `$(${field})`).join(separator) + end.trim();
    const { code, stdout, stderr } = await run(program, ['indextargets', '-o', `Dir::Etc::sourceparts=${folder}`, '--format', format], join(root, 'apt.conf'));
    await rm(folder, { recursive: true });
    const said = messages(stderr.replaceAll(`${folder}/`, ''));
    const errors = said.filter((message) => message.startsWith('E: ')).map((message) => message.slice(3));
    if ((code === 0) !== (errors.length === 0)) throw new Error(`apt-get ended with ${code}: ${stderr}`);
    return {
      errors: errors.filter((message) => message !== 'The list of sources could not be read.'),
      warnings: said.filter((message) => !message.startsWith('E: ')),
      targets: stdout.split(end).filter(Boolean).map(targetOf),
    };
  }

  return {
    /** Such as 2.6.1. */
    version: /^apt (\S+)/.exec((await run(program, ['--version'], join(root, 'apt.conf'))).stdout)?.[1] ?? '',
    askTogether,
    async ask(text: string | Uint8Array, extension: 'list' | 'sources'): Promise<Verdict> {
      const name = `a.${extension}`;
      const { errors, targets } = await askTogether([{ name, text }]);
      return { errors: errors.map((message) => message.replaceAll(name, 'FILE')), targets: targets.map(({ target }) => target).sort() };
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}

/** Read before the system's own settings, which it keeps apt from reading. */
function configuration(root: string): string {
  const settings = {
    'Dir::Etc::parts': '/dev/null',
    'Dir::Etc::main': '/dev/null',
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': join(root, 'state'),
    'Dir::State::status': join(root, 'status'),
    'Dir::Cache': join(root, 'cache'),
    // Nothing is kept: several of them run side by side.
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'APT::Architecture': 'amd64',
    'APT::Architectures::': 'amd64',
    // With notices, which are otherwise for terminals.
    'quiet': '0',
    // Without it only what was downloaded is shown.
    'APT::Get::IndexTargets::ReleaseInfo': 'false',
  };
  return Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`).join('');
}

/** A message goes on to the next one: what apt quotes may have line ends of its own. */
function messages(stderr: string): string[] {
  const lines = stderr.replace(/\n$/, '').split('\n');
  const starts = lines.flatMap((line, index) => (/^[EWN]: /.test(line) ? index : []));
  return starts.map((start, index) => lines.slice(start, starts[index + 1]).join('\n'));
}

function targetOf(record: string): { readonly name: string; readonly target: string } {
  const [entry = '', ...values] = record.split(separator);
  // What a target does not have stays as it is in the format.
  const target = values.map((value, index) => (value === `$(${fields[index + 1]})` ? '' : value)).join('|');
  return { name: entry.replace(/:\d+$/, '').replace(/^.*\//s, ''), target };
}

function run(program: string, args: readonly string[], configurationFile: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', APT_CONFIG: configurationFile };
    execFile(program, args, { env, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error?.signal === 'SIGABRT') resolve({ code: 134, stdout: '', stderr: `E: ${aborted}\n` });
      else if (error && typeof error.code !== 'number') reject(new Error(`${program} could not be run`, { cause: error }));
      else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
