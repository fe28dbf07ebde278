/** Where pictures are taken: a window on the hosts that are shown, in the dark and in the light theme. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { Host } from '../../hosts';
import { startUi, type Ui } from '../driver';
import { makeHome } from '../home';
import { smallPng } from './smallPng';

/** How long a host may take for a step. */
export const slow = 120_000;
/** Little more than a README shows, so that the letters stay legible. */
export const size = { width: 1000, height: 720 };

export interface Show {
  /** Waits for what is to be seen, again after a change of the theme. */
  readonly ready?: () => Promise<unknown>;
  /** So much of the window's upper left, where not all of it. */
  readonly part?: Partial<typeof size>;
}

export interface Stage {
  readonly ui: Ui;
  /** Writes NAME.png and NAME-light.png. */
  readonly picture: (name: string, show?: Show) => Promise<void>;
}

/** How a host is reached. */
export type Reached = Pick<Host, 'address' | 'user' | 'identityFile' | 'knownHostsLine'>;

export const reachOf = ({ address, user, identityFile, knownHostsLine }: Host): Reached => ({ address, user, identityFile, knownHostsLine });

export interface Scene {
  /** Where the pictures go. */
  readonly folder: string;
  /** Called with the path of each. */
  readonly say: (path: string) => void;
  /** By the name that the view shows; each is reached under it by ~/.ssh/config, with its key known. */
  readonly hosts: Readonly<Record<string, Reached>>;
  readonly workspace?: string;
  /** Beside those that every picture has. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export async function play({ folder, say, hosts, workspace, settings }: Scene, act: (stage: Stage) => Promise<void>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const home = mkdtempSync(join(tmpdir(), 'pve-doctor-home-'));
  try {
    befriend(makeHome(home), hosts);
    const listed = Object.keys(hosts).map((name) => ({ id: name, host: name }));
    const ui = await startUi({ home, size, scale: 1.5, ...(workspace === undefined ? {} : { workspace }), settings: { 'pveDoctor.hosts': listed, ...bare, ...settings } });
    try {
      await viewTab(ui).waitFor();
      // Whose account it is and which settings there are is not told here.
      await hide(ui, '.activitybar > .content > :not(.composite-bar)');
      await act({ ui, picture: (name, show) => inBoth(ui, join(folder, name), show ?? {}, say) });
    } catch (error) {
      // What was seen instead.
      await ui.page.screenshot({ path: join(folder, 'failed.png') });
      throw error;
    } finally {
      await ui.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Nothing but what the story is about, and a theme that follows the browser: that changes under a dialog, too. */
const bare = {
  'window.autoDetectColorScheme': true,
  'workbench.preferredDarkColorTheme': 'Default Dark Modern',
  'workbench.preferredLightColorTheme': 'Default Light Modern',
  'editor.minimap.enabled': false,
  // Whole lines, where there is no room for two sides.
  'diffEditor.renderSideBySide': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
  // Its canvas draws letters too large for a window that is not shown on a screen.
  'terminal.integrated.gpuAcceleration': 'off',
};

async function inBoth(ui: Ui, path: string, { ready, part }: Show, say: (path: string) => void): Promise<void> {
  for (const [colorScheme, theme, end] of [['light', 'light', '-light'], ['dark', 'dark', '']] as const) {
    await ui.page.emulateMedia({ colorScheme });
    await ui.page.locator(`.monaco-workbench.${theme === 'dark' ? 'vs-dark' : 'vs'}`).waitFor();
    for (const frame of ui.page.frames()) if (frame.name() === 'active-frame') await frame.locator(`body.vscode-${theme}`).waitFor();
    await ready?.();
    const file = `${path}${end}.png`;
    writeFileSync(file, smallPng(await ui.page.screenshot({ clip: { x: 0, y: 0, ...size, ...part } })));
    say(file);
  }
}

function befriend(home: string, hosts: Readonly<Record<string, Reached>>): void {
  const folder = join(home, '.ssh');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = Object.entries(hosts);
  writeFileSync(join(folder, 'config'), known.map(([name, { address, user, identityFile }]) => `Host ${name}\n  HostName ${address}\n  User ${user}\n  IdentityFile ${identityFile}\n`).join(''));
  writeFileSync(join(folder, 'known_hosts'), known.map(([, { knownHostsLine }]) => `${knownHostsLine}\n`).join(''));
}

/** Opens the view, which stays as it was otherwise. */
export async function openView(ui: Ui): Promise<void> {
  await viewTab(ui).click();
}

const viewTab = ({ page }: Ui): Locator => page.locator('.activitybar').getByRole('tab', { name: /^Proxmox Hosts/ });

/** A page of ours, in the two frames that VS Code puts around it. */
export const pageOf = (ui: Ui) => ui.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');

/** The mouse where it hovers over nothing, and no row framed for the keyboard. */
export async function aside({ page }: Ui): Promise<void> {
  await page.evaluate('document.activeElement?.blur()');
  await page.mouse.move(size.width - 5, size.height - 5);
  await page.locator('.monaco-hover:visible').first().waitFor({ state: 'detached' });
}

/** Hides what these selectors match, until the returned function is called. */
export async function hide({ page }: Ui, selectors: string): Promise<() => Promise<void>> {
  const style = await page.addStyleTag({ content: `${selectors} { display: none !important; }` });
  return async () => await style.evaluate((element: unknown) => (element as { remove: () => void }).remove());
}

/** Moves the right edge of a part of the window, or its top one. */
export async function drag({ page }: Ui, part: Locator, to: { readonly right: number } | { readonly top: number }): Promise<void> {
  const box = await part.boundingBox();
  if (box === null) throw new Error('that part of the window is not there');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const [from, end] =
    'right' in to
      ? [{ x: box.x + box.width + 1, y: middle.y }, { x: to.right, y: middle.y }]
      : [{ x: middle.x, y: box.y - 1 }, { x: middle.x, y: to.top }];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps: 5 });
  await page.mouse.up();
}
