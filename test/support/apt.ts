/** The installed apt as an oracle: what it makes of a sources file, without touching the system's own state. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const aptInstalled = existsSync('/usr/bin/apt-get');

export interface Verdict {
  readonly refused: boolean;
  /** apt's own words, with FILE in place of the file's name. */
  readonly message: string | undefined;
  /** `deb|URI|suite|component`, sorted, each once. */
  readonly targets: readonly string[];
}

export interface SourcesText {
  readonly text: string;
  readonly extension: 'list' | 'sources';
}

/** A place for apt to work in; `ask` and `askTogether` may be called side by side, `dispose` removes it. */
export async function aptOracle() {
  const root = await mkdtemp(join(tmpdir(), 'pve-doctor-apt-'));
  await mkdir(join(root, 'state/lists/partial'), { recursive: true });
  await mkdir(join(root, 'cache/archives/partial'), { recursive: true });
  await mkdir(join(root, 'parts'));
  await writeFile(join(root, 'status'), '');
  let count = 0;
  return {
    async ask({ text, extension }: SourcesText): Promise<Verdict> {
      const { refused, message, targets } = await this.askTogether([{ text, extension }]);
      return { refused: refused.includes(true), message, targets };
    },
    /** Of files in one folder: which of them apt refuses. Their targets are listed only where it refuses none. */
    async askTogether(files: readonly SourcesText[]): Promise<{ readonly refused: readonly boolean[]; readonly message: string | undefined; readonly targets: readonly string[] }> {
      const folder = join(root, `case-${(count += 1)}`);
      await mkdir(folder);
      const paths = files.map(({ extension }, index) => join(folder, `a${index}.${extension}`));
      await Promise.all(files.map(({ text }, index) => writeFile(paths[index] ?? '', text)));
      const settings = {
        'Dir::Etc::sourcelist': '/dev/null',
        'Dir::Etc::sourceparts': folder,
        'Dir::Etc::preferencesparts': join(root, 'parts'),
        'Dir::State': join(root, 'state'),
        'Dir::State::status': join(root, 'status'),
        'Dir::Cache': join(root, 'cache'),
        'APT::Architecture': 'amd64',
        // Without it only what was downloaded is shown.
        'APT::Get::IndexTargets::ReleaseInfo': 'false',
      };
      const format = '$(TARGET_OF)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)';
      const args = ['indextargets', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]), '--format', format];
      const { code, stdout, stderr } = await run(args);
      await rm(folder, { recursive: true });
      const [first] = /^E: .*$/m.exec(stderr) ?? [];
      const refused = paths.map((path) => new RegExp(`^E: .*${path}(?![.\\w])`, 'm').test(stderr));
      if ((code !== 0) !== refused.includes(true)) throw new Error(`apt-get ended with ${code}: ${stderr}`);
      return { refused, message: first?.slice(3).replace(new RegExp(`${folder}/\\S+`), 'FILE'), targets: [...new Set(stdout.split('\n').filter(Boolean))].sort() };
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}

function run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile('/usr/bin/apt-get', args, { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ code: error ? 1 : 0, stdout, stderr }),
    );
  });
}
