/** A VS Code window that is driven as a user drives it: keys, clicks, and pictures of what is seen. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until';
import { windowAddress } from './address';
import { openBrowser } from './browser';
import { homeEnvironment, makeHome } from './home';
import { ensureServer } from './install';
import { installVsix, startServer } from './server';

export interface UiOptions {
  /** A folder, or a .code-workspace file; an empty window unless given. */
  readonly workspace?: string;
  /** The user's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `Default Dark Modern` unless given. */
  readonly theme?: string;
  /** The packaged extension to install; unless given, this project's is run as it lies in its folder (built before). */
  readonly vsix?: string;
  /** Of the extension host and of terminals; an empty one unless given. */
  readonly home?: string;
  /** Where screenshot() puts its pictures. */
  readonly pictures?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly scale?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** The browser's profile and the server's folder stay as they are for the next start with the same value. */
  readonly keep?: string;
}

export interface Ui {
  readonly page: Page;
  /** The `~` of the extension. */
  readonly home: string;
  /** Opens a file by its path (a line number may follow a colon), and resolves when its text is seen. */
  openFile(path: string): Promise<void>;
  /** Runs a command of the palette by its exact title, category included. */
  runCommand(title: string): Promise<void>;
  /** Opens the light bulb's menu at the cursor; with a title, chooses that. */
  quickFix(title?: string): Promise<void>;
  /** A row of a tree, by the beginning of its label. */
  row(label: string): Locator;
  /** Moves the mouse onto a text of the editor until a hover is seen, and gives its text. */
  hover(text: string): Promise<string>;
  /** Writes NAME.png, with the mouse as it is. */
  screenshot(name: string): Promise<string>;
  /** Resolves when VS Code has put away what it needs to show the unsaved file again, a few seconds after the last key: that it is open, and its text. */
  kept(file: string, text: string): Promise<void>;
  /** Resolves when VS Code has put away, some seconds after it was opened, that an editor is open whose name or kind holds that word. */
  remembered(editor: string): Promise<void>;
  /** As the user's F5. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

const ready = '.monaco-workbench .activitybar';
const limit = 30_000;

export async function startUi(options: UiOptions = {}): Promise<Ui> {
  const code = await ensureServer();
  const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'pve-doctor-ui-'));
  const home = options.home ?? makeHome(join(folder, 'home'));
  const settings = { 'workbench.colorTheme': options.theme ?? 'Default Dark Modern', ...options.settings };
  if (options.vsix !== undefined) await installVsix(code, folder, options.vsix);
  const server = await startServer(code, { folder, settings, development: true, env: { ...homeEnvironment(home), ...options.env } });
  const browser = await openBrowser({ port: server.port, ...(options.keep === undefined ? {} : { profile: join(folder, 'browser') }), ...(options.size && { size: options.size }), ...(options.scale && { scale: options.scale }) });
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    page.setDefaultTimeout(limit);
    const address = windowAddress({ port: server.port, ...(options.workspace && { workspace: options.workspace }), ...(options.vsix === undefined && { extension: resolve('.') }) });
    await page.goto(address);
    await page.waitForSelector(ready, { timeout: 2 * limit });
    return { ...drive(page, folder, options.pictures ?? 'out/pictures'), page, home, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function drive(page: Page, folder: string, pictures: string): Omit<Ui, 'page' | 'home' | 'close'> {
  const input = page.locator('.quick-input-widget:visible input');
  const pick = page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  const menu = page.locator('.action-widget:visible');
  return {
    async openFile(path) {
      await page.keyboard.press('Control+P');
      await input.fill(path);
      const name = basename(path.replace(/:\d+$/, ''));
      await pick.filter({ hasText: name }).first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor();
      await page.locator('.editor-group-container.active .monaco-editor .view-line').first().waitFor();
    },
    async runCommand(title) {
      await page.keyboard.press('F1');
      await input.fill(`>${title}`);
      const row = pick.filter({ has: page.locator('.monaco-highlighted-label', { hasText: new RegExp(`^${escape(title)}$`) }) }).first();
      await row.click();
    },
    async quickFix(title) {
      await page.keyboard.press('Control+.');
      await menu.waitFor();
      if (title !== undefined) await menu.locator('.monaco-list-row', { hasText: title }).first().click();
    },
    row: (label) => page.getByRole('treeitem', { name: new RegExp(`^${escape(label)}`) }).first(),
    async hover(text) {
      const hover = page.locator('.monaco-hover:visible');
      await page.locator('.view-line', { hasText: text }).first().locator('span > span').first().hover();
      await hover.first().waitFor();
      return await hover.first().innerText();
    },
    async screenshot(name) {
      mkdirSync(pictures, { recursive: true });
      const path = join(pictures, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
    async kept(file, text) {
      await until(() => Promise.resolve(backedUp(folder, text)), 2 * limit);
      await this.remembered(file);
    },
    async remembered(editor) {
      await until(() => page.evaluate<boolean>(`(${remembers})(${JSON.stringify(editor)})`), 2 * limit);
    },
    async reload() {
      await page.reload();
      await page.waitForSelector(ready, { timeout: 2 * limit });
    },
  };
}

/** Runs in the page: whether the browser's databases have it among a window's editors. */
const remembers = `async (editor) => {
  const done = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
  for (const { name } of (await indexedDB.databases()).filter(({ name }) => name.startsWith('vscode-web-state-db-'))) {
    const database = await done(indexedDB.open(name));
    const values = await done(database.transaction('ItemTable').objectStore('ItemTable').getAll());
    database.close();
    if (values.some((value) => String(value).includes('editorpart') && String(value).includes(editor))) return true;
  }
  return false;
}`;

/** Whether the server keeps a backup of unsaved text with these words. */
function backedUp(folder: string, text: string): boolean {
  const backups = join(folder, 'user', 'User', 'Backups');
  return existsSync(backups) && readdirSync(backups, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name), 'utf8').includes(text));
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
