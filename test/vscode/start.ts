/** What `npm start` opens: VS Code with the extension, the sample workspace, and a demo host where one can be booted. */
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canBoot } from '../hosts';
import { bootDemo } from './demo';
import { borrowHome, homeEnvironment } from './home';
import { asRoot, ensureServer } from './install';
import { startServer, writeUserSettings } from './server';

export interface Start {
  readonly say: (text: string) => void;
  /** Takes what has to be ended, as soon as it is there; the last one first. */
  readonly toEnd: (stop: () => unknown) => void;
}

export interface Opened {
  /** What to do now, line by line. */
  readonly advice: readonly string[];
  /** Resolves when VS Code has ended without being asked to. */
  readonly closed: Promise<void>;
}

interface Workplace {
  readonly folder: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
}

const samples = resolve('samples');
const usualPort = 8123;

export async function start(context: Start): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-start-'));
  context.toEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const workplace = await makeWorkplace(folder, context);
  const code = findCode();
  return code === undefined ? await openInBrowser(workplace, context) : openOnDesktop(code, workplace, context);
}

/** The list of hosts, and a home in which the first of them is known. */
async function makeWorkplace(folder: string, { say, toEnd }: Start): Promise<Workplace> {
  const settings = { 'workbench.startupEditor': 'readme' };
  const { ok, reason } = canBoot();
  if (!ok) {
    say(`No demo host: ${reason}. The tree shows this computer instead.`);
    return { folder, settings: { ...settings, 'pveDoctor.hosts': [{ id: 'this-computer', label: 'This computer', host: 'localhost', transport: 'local' }] }, env: {} };
  }
  say('Booting the demo host, a Proxmox VE 8 on Debian bookworm (its image is built the first time: about a minute)');
  const { host, stop } = await bootDemo();
  toEnd(stop);
  const { address, user, identityFile, knownHostsLine } = host;
  const hosts = [{ id: 'demo', label: 'demo', host: address, user, identityFile }];
  // Desktop VS Code looks there for the right to show a window.
  const display = { XAUTHORITY: process.env.XAUTHORITY ?? join(homedir(), '.Xauthority') };
  return { folder, settings: { ...settings, 'pveDoctor.hosts': hosts }, env: { ...display, ...homeEnvironment(borrowHome(join(folder, 'home'), [knownHostsLine])) } };
}

/** The user's own desktop VS Code, by its command. */
function findCode(): string | undefined {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function openOnDesktop(code: string, { folder, settings, env }: Workplace, { say, toEnd }: Start): Opened {
  say(`Opening desktop VS Code (${code})`);
  writeUserSettings(folder, settings);
  const user = join(folder, 'user');
  const root = asRoot(user);
  const args = [
    '--new-window', '--wait', '--disable-workspace-trust', ...(root.length > 0 ? root : ['--user-data-dir', user]),
    '--extensions-dir', join(folder, 'extensions'), `--extensionDevelopmentPath=${resolve('.')}`, samples,
  ];
  const windows = process.platform === 'win32';
  const child = spawn(windows ? `"${code}"` : code, windows ? args.map((arg) => `"${arg}"`) : args, { shell: windows, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
  const closed = new Promise<void>((done, failed) => child.once('error', failed).once('close', () => done()));
  toEnd(async () => {
    // The command only waits for the window: the program itself has its number in its folder.
    endProcess(Number(readIfThere(join(user, 'code.lock'))));
    child.kill();
    await closed.catch(() => undefined);
  });
  return { closed, advice: ['VS Code is open.', ...firstSteps, 'Close its window or press Ctrl-C here to end everything.'] };
}

const firstSteps = ['Click “Proxmox Hosts” in the activity bar, on the left.'];

async function openInBrowser({ folder, settings, env }: Workplace, { say, toEnd }: Start): Promise<Opened> {
  say('No `code` on the PATH: starting VS Code for the browser');
  const code = await ensureServer(say);
  installInPlace(join(folder, 'extensions'));
  const port = (await isFree(usualPort)) ? usualPort : 0;
  const server = await startServer(code, { folder, settings, env, port, defaultFolder: samples });
  const address = `http://127.0.0.1:${server.port}/`;
  // It would end when nobody has looked for some minutes; and it shall, where this process is not there any more.
  const alive = setInterval(() => void fetch(`${address}delay-shutdown`).catch(() => undefined), 60_000);
  toEnd(async () => {
    clearInterval(alive);
    await server.stop();
  });
  return { closed: server.closed, advice: [`Open ${address} in a browser on this computer.`, ...firstSteps, 'Press Ctrl-C here to end everything.'] };
}

/** Lists this project among the installed extensions, where it lies: the plain address of the window is enough then. */
function installInPlace(extensions: string): void {
  const { publisher, name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as { publisher: string; name: string; version: string };
  const here = resolve('.');
  mkdirSync(extensions, { recursive: true });
  writeFileSync(
    join(extensions, 'extensions.json'),
    JSON.stringify([{ identifier: { id: `${publisher}.${name}` }, version, location: { $mid: 1, path: pathToFileURL(here).pathname, scheme: 'file' }, metadata: { source: 'vsix' } }]),
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function endProcess(pid: number): void {
  try {
    if (Number.isInteger(pid) && pid > 1) process.kill(pid, 'SIGTERM');
  } catch {
    // It is gone already.
  }
}
