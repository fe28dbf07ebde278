/** Runs the integration tests inside a real VS Code's extension host. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { cacheFolder } from '../hosts/cache';
import { windowAddress } from './address';
import { openBrowser } from './browser';
import { openDisplay } from './display';
import { homeEnvironment, makeHome } from './home';
import { asRoot, type DesktopVsCode, ensureVsCode, type ServerVsCode } from './install';
import { openReport } from './report';
import { startServer, writeUserSettings } from './server';

export interface IntegrationOptions {
  /** The built runner: a module that exports run(). */
  readonly tests?: string;
  /** The folder of the extension that they are about; the project's own unless given. */
  readonly extension?: string;
  /** Beside what the tests have in their environment anyway. */
  readonly env?: NodeJS.ProcessEnv;
  /** Only tests whose full title matches. */
  readonly grep?: string;
  /** Those that do not match, instead. */
  readonly others?: boolean;
  /** Milliseconds for all of them. */
  readonly limit?: number;
}

interface Run {
  readonly tests: string;
  readonly extension: string;
  readonly workspace: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly limit: number;
}

/** Prints mocha's report; resolves with whether every test passed, and rejects where they did not come to their end. */
export async function runIntegration({ tests = 'out/integration/index.cjs', extension = '.', env: more, grep, others = false, limit = 45 * 60_000 }: IntegrationOptions = {}): Promise<boolean> {
  const code = await ensureVsCode();
  console.log(code.kind === 'server' ? `VS Code ${code.version} (server, in chromium)` : `Desktop VS Code at ${code.executable}`);
  const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-vscode-'));
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  const report = await openReport(folder, (data) => process.stdout.write(data));
  // The hosts that tests boot come from the cache that was filled before, whatever home the tests have.
  const env = { ...report.env, PVE_DOCTOR_CACHE: cacheFolder(), ...homeEnvironment(makeHome(join(folder, 'home'))), ...(grep === undefined ? {} : { PVE_DOCTOR_GREP: grep, PVE_DOCTOR_GREP_OTHERS: String(others) }), ...more };
  const run: Run = { tests: resolve(tests), extension: resolve(extension), workspace, folder, env, limit };
  try {
    return code.kind === 'server' ? await runInServer(code, run) : await runInDesktop(code, run);
  } finally {
    await report.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runInDesktop(code: DesktopVsCode, { tests, extension, workspace, folder, env }: Run): Promise<boolean> {
  writeUserSettings(folder, {});
  const display = await openDisplay();
  try {
    const user = join(folder, 'user');
    const launchArgs = [workspace, '--disable-extensions', '--disable-gpu', `--user-data-dir=${user}`, `--extensions-dir=${join(folder, 'extensions')}`, ...asRoot(user)];
    const status = await runTests({ vscodeExecutablePath: code.executable, extensionDevelopmentPath: extension, extensionTestsPath: tests, launchArgs, extensionTestsEnv: { ...env, ...display.env } });
    return status === 0;
  } catch {
    // A failing test is no more than an exit status to it, which it throws.
    return false;
  } finally {
    await display.stop();
  }
}

async function runInServer(code: ServerVsCode, { tests, extension, workspace, folder, env, limit }: Run): Promise<boolean> {
  const server = await startServer(code, { folder, env, development: true });
  try {
    const browser = await openBrowser({ port: server.port });
    try {
      const page = await browser.context.newPage();
      let loads = 0;
      const ended = new Promise<number>((done, failed) => {
        const late = setTimeout(() => failed(new Error(`The integration tests did not end within ${limit / 1000} s`)), limit);
        page.on('crash', () => failed(new Error('The window of VS Code crashed')));
        page.on('close', () => clearTimeout(late));
        // VS Code would start the tests over, and their counts would mean nothing.
        page.on('load', () => {
          loads += 1;
          if (loads > 1) failed(new Error('A test reloaded the window it runs in'));
        });
        // The workbench calls these two when tests run in it.
        void page.exposeFunction('codeAutomationExit', (status: number) => done(status));
        void page.exposeFunction('codeAutomationLog', () => undefined);
      });
      const [status] = await Promise.all([ended, page.goto(windowAddress({ port: server.port, workspace, extension, tests }))]);
      return status === 0;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}
