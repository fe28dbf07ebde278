/** The story as pictures: a user's clicks and keys in a real VS Code, on the demo host. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { bootDemo } from './demo';
import { startUi, type Ui } from './driver';
import { makeHome } from './home';
import { bootHost, type Host, startFront, type TestGuest } from '../hosts';
import { bootWithPast } from '../support/hostWithPast';

const name = 'pve8';
const slow = 120_000;
/** Little more than a README shows, so that the letters stay legible. */
const size = { width: 1000, height: 720 };
const treeSize = { width: 610, height: 720 };

/** Takes every picture of the story into `folder`; needs what canBoot() asks for. */
export async function takePictures(folder: string, say: (text: string) => void): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'pve-doctor-home-'));
  const demo = await bootDemo();
  try {
    befriend(makeHome(home), demo.host);
    const ui = await startUi({ home, pictures: folder, size, scale: 1.5, settings });
    try {
      await tell(ui, async (picture, part) => {
        const path = join(folder, `story-${picture}.png`);
        await ui.page.screenshot({ path, clip: { x: 0, y: 0, ...size, ...part } });
        say(path);
      });
    } finally {
      await ui.close();
    }
  } finally {
    await demo.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Takes the pictures of a history: a host that was cured, as its page shows it in a dark and in a light theme. */
export async function takeHistoryPictures(folder: string, say: (text: string) => void): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'pve-doctor-home-'));
  const front = await startFront();
  try {
    const host = await bootWithPast({ release: 'bookworm', name: 'pve8', front, guests: cured }, bootHost);
    try {
      befriend(makeHome(home), host);
      for (const [picture, theme] of [['history', 'Default Dark Modern'], ['history-light', 'Default Light Modern']] as const) {
        const ui = await startUi({ home, pictures: folder, theme, size, scale: 1.5, settings });
        try {
          await ui.page.addStyleTag({ content: '.notifications-toasts { display: none !important; }' });
          await ui.page.locator('.activitybar').getByRole('tab', { name: /^Proxmox Hosts/ }).click();
          await ui.row('Logs').waitFor();
          await ui.row('Logs').hover();
          await ui.row('Logs').getByRole('button', { name: 'Show KVM Failure History' }).click();
          await pageOf(ui).locator('.mark.death').first().waitFor({ timeout: slow });
          await ui.page.keyboard.press('Control+B');
          await pageOf(ui).locator('.mark.death').last().hover();
          await pageOf(ui).locator('.tip').waitFor();
          say(await ui.screenshot(picture));
        } finally {
          await ui.close();
        }
      }
    } finally {
      await host.stop();
    }
  } finally {
    await front.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Nobody is down any more. */
const cured: readonly TestGuest[] = [
  { vmid: 100, type: 'qemu', name: 'opnsense', status: 'running', onboot: true },
  { vmid: 101, type: 'qemu', name: 'homeassistant', status: 'running', onboot: true },
];

const settings = {
  'pveDoctor.hosts': [{ id: name, host: name }],
  'workbench.preferredDarkColorTheme': 'Default Dark Modern',
  'workbench.preferredLightColorTheme': 'Default Light Modern',
  // Nothing but what the story is about.
  'editor.minimap.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
  // Its canvas draws letters too large for a window that is not shown on a screen.
  'terminal.integrated.gpuAcceleration': 'off',
};

/** The host under a name of ~/.ssh/config, with its key known. */
function befriend(home: string, { address, user, identityFile, knownHostsLine }: Host): void {
  const folder = join(home, '.ssh');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'config'), `Host ${name}\n  HostName ${address}\n  User ${user}\n  IdentityFile ${identityFile}\n`);
  writeFileSync(join(folder, 'known_hosts'), `${knownHostsLine}\n`);
}

/** Takes a picture of the window, or of so much of its upper left. */
type Picture = (name: string, part?: Partial<typeof size>) => Promise<void>;

async function tell(ui: Ui, picture: Picture): Promise<void> {
  const { page } = ui;
  const row = (label: string): Locator => ui.row(label);
  const next = (label: string): Locator => row(label).filter({ has: page.locator('.codicon-circle-filled') });
  const dialog = page.locator('.monaco-dialog-box');
  /** In the dark theme and in the light one; `ready` waits for what is to be seen. */
  const inBoth = async (name: string, ready: () => Promise<unknown>, part?: Partial<typeof size>) => {
    await ready();
    await picture(name, part);
    for (const [theme, end] of [['vs', '-light'], ['vs-dark', '']] as const) {
      await ui.runCommand('Preferences: Toggle between Light/Dark Themes');
      await page.locator(`.monaco-workbench.${theme}`).waitFor();
      if (end === '') return;
      await ready();
      await picture(name + end, part);
    }
  };
  const pageShows = async (selector: string) => {
    await pageOf(ui).locator(selector).first().waitFor({ timeout: slow });
    await aside(ui);
  };
  // Progress and outcomes are told in toasts, over whatever is behind them.
  await page.addStyleTag({ content: '.notifications-toasts { display: none !important; }' });

  // See it.
  await page.locator('.activitybar').getByRole('tab', { name: /^Proxmox Hosts/ }).click();
  await row('System').waitFor();
  await drag(ui, page.locator('.part.sidebar'), { right: treeSize.width });
  await row('System').locator('.monaco-tl-twistie').click();
  await row('Logged in as').waitFor();
  await aside(ui);
  await inBoth('tree', () => aside(ui), treeSize);
  await row('System').locator('.monaco-tl-twistie').click();
  await drag(ui, page.locator('.part.sidebar'), { right: 340 });
  await row('Microcode plan').click();
  await inBoth('plan-before', () => pageShows('h1'));
  await ui.runCommand('PVE Doctor: Show Table of Hosts');
  await page.keyboard.press('Control+B');
  await inBoth('table', () => pageShows('tbody tr'));
  await page.keyboard.press('Control+B');

  // Understand it.
  await row('Journal').hover();
  await row('Journal').getByRole('button', { name: 'Show KVM Failures' }).click();
  await toFirstProblem(ui, 'KVM internal error');
  await page.keyboard.press('Control+B');
  await inBoth('log', () => ui.hover('KVM internal error'), { height: 340 });
  await page.keyboard.press('Escape');
  await ui.runCommand('Problems: Focus on Problems View');
  await inBoth('problems', async () => {
    await page.locator('.markers-panel .monaco-list-row').nth(1).waitFor();
    await aside(ui);
  });
  await page.keyboard.press('Control+J');
  await page.keyboard.press('Control+B');

  // Mend the sources.
  await row('Component enabled').click();
  await toFirstProblem(ui, 'bookworm main contrib');
  await page.keyboard.press('Control+B');
  await ui.quickFix();
  await picture('fix', { height: 275 });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+B');
  await ui.quickFix('all 3 entries');
  await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
  await page.keyboard.press('Control+S');

  // Install.
  await next('Package installed').waitFor({ timeout: slow });
  await row('Package installed').click();
  await dialog.waitFor({ timeout: slow });
  await picture('install');
  await dialog.getByRole('button', { name: 'Install' }).click();
  await page.locator('.part.panel .xterm').waitFor();
  await drag(ui, page.locator('.part.panel'), { top: 320 });
  await next('Rebooted').waitFor({ timeout: slow });
  await aside(ui);
  await picture('terminal');

  // Reboot, and prove it.
  await page.keyboard.press('Control+J');
  await ui.runCommand('PVE Doctor: Show What a Reboot Touches');
  await inBoth('reboot-page', () => pageShows('tbody tr'));
  await row('Rebooted').click();
  await dialog.waitFor();
  await picture('reboot');
  await dialog.getByRole('button', { name: 'Reboot Now' }).click();
  await row('Revision verified').filter({ hasText: '0x16 before' }).waitFor({ timeout: slow });
  await row('100 opnsense').filter({ hasText: 'running' }).waitFor();
  await row('Microcode plan').click();
  await pageOf(ui).locator('.step.done').nth(3).waitFor();
  await aside(ui);
  await picture('plan-after');
}

/** Waits until such a line is marked, puts the cursor there, and closes what that opens. */
async function toFirstProblem(ui: Ui, line: string): Promise<void> {
  await ui.page.locator('.view-line', { hasText: line }).first().waitFor();
  await ui.page.locator('.squiggly-warning').first().waitFor();
  await ui.runCommand('Go to Next Problem in Files (Error, Warning, Info)');
  await ui.page.locator('.marker-widget').waitFor();
  await ui.page.keyboard.press('Escape');
  await ui.page.locator('.marker-widget').waitFor({ state: 'detached' });
}

/** The page of the plan, in the two frames that VS Code puts around it. */
const pageOf = (ui: Ui) => ui.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');

/** The mouse where it hovers over nothing, and no row framed for the keyboard. */
async function aside({ page }: Ui): Promise<void> {
  await page.evaluate('document.activeElement?.blur()');
  await page.mouse.move(size.width - 5, size.height - 5);
  await page.locator('.monaco-hover:visible').first().waitFor({ state: 'detached' });
}

/** Moves the right edge of a part of the window, or its top one. */
async function drag({ page }: Ui, part: Locator, to: { readonly right: number } | { readonly top: number }): Promise<void> {
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
