/** VS Code's server on a loopback port, with everything that it writes in one folder. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServerVsCode } from './install';
import { mustRun } from '../hosts/program';

export interface ServerOptions {
  /** Made if it is not there; the caller removes it. */
  readonly folder: string;
  /** User settings, beside those that keep a window quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly port?: number;
  /** Lets the address name an extension under development and its tests. */
  readonly development?: boolean;
  /** Restricted Mode can happen only then. */
  readonly workspaceTrust?: boolean;
  /** What an address without a folder opens. */
  readonly defaultFolder?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Server {
  readonly port: number;
  /** What it printed so far. */
  output(): string;
  /** Resolves when it has ended, by itself or stopped. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

/** Nothing that asks, advertises or wants a network. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  // Else it looks through /proc every few seconds for ports to forward from this computer to itself.
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** There is no marketplace behind it. */
const noGallery = { EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }) };

const main = (code: ServerVsCode): string[] => [join(code.root, 'out', 'server-main.js'), '--accept-server-license-terms'];
const folders = (folder: string): string[] => [
  '--server-data-dir', folder, '--user-data-dir', join(folder, 'user'), '--extensions-dir', join(folder, 'extensions'),
];

/** Writes the user's settings.json of the window; VS Code notices at once. */
export function writeUserSettings(folder: string, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(join(folder, 'user', 'User'), { recursive: true });
  writeFileSync(join(folder, 'user', 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
}

/** Resolves when it listens; rejects with what it said if it ends before. */
export async function startServer(code: ServerVsCode, options: ServerOptions): Promise<Server> {
  const folder = resolve(options.folder);
  // Its sockets lie there, and not in the folder for everybody's temporary files.
  const sockets = join(folder, 'run');
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  writeUserSettings(folder, options.settings ?? {});
  const args = [
    ...main(code), '--host', '127.0.0.1', '--port', String(options.port ?? 0), '--without-connection-token', '--telemetry-level', 'off',
    ...folders(folder), '--builtin-extensions-dir', builtIn(code, folder),
    // A login shell would put its own PATH in place of the one given here.
    '--force-disable-user-env',
    // A server whose owner was killed ends itself some minutes later.
    '--enable-remote-auto-shutdown', '--reconnection-grace-time', '20',
    ...(options.development === true ? ['--enable-smoke-test-driver'] : []),
    ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
    ...(options.defaultFolder === undefined ? [] : ['--default-folder', resolve(options.defaultFolder)]),
  ];
  const child = spawn(code.node, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...noGallery, XDG_RUNTIME_DIR: sockets, ...options.env },
  });
  let output = '';
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // Its process group is gone already.
    }
  };
  const port = await new Promise<number>((listening, failed) => {
    const read = (data: Buffer): void => {
      output += data.toString();
      const [, number] = /listening on (\d+)/i.exec(output) ?? [];
      if (number !== undefined) listening(Number(number));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', failed);
    void ended.then(() => failed(new Error(`VS Code's server ended: ${output}`)));
  });
  return {
    port,
    output: () => output,
    closed: ended,
    stop: async () => {
      const late = setTimeout(() => signal('SIGKILL'), 4_000);
      signal('SIGTERM');
      await ended;
      clearTimeout(late);
    },
  };
}

/** Installs a .vsix for the window whose server runs in `folder`. */
export async function installVsix(code: ServerVsCode, folder: string, vsix: string): Promise<string> {
  return await mustRun('env', [`EXTENSIONS_GALLERY=${noGallery.EXTENSIONS_GALLERY}`, code.node, ...main(code), ...folders(resolve(folder)), '--install-extension', vsix]);
}

/** Built-in extensions that only cost time without a network. */
const left = new Set(['copilot', 'github', 'github-authentication', 'microsoft-authentication', 'typescript-language-features', 'tunnel-forwarding']);

function builtIn(code: ServerVsCode, folder: string): string {
  const links = join(folder, 'built-in');
  mkdirSync(links, { recursive: true });
  for (const name of readdirSync(join(code.root, 'extensions'))) {
    if (!left.has(name) && !existsSync(join(links, name))) symlinkSync(join(code.root, 'extensions', name), join(links, name));
  }
  return links;
}
