/** The story as pictures: a user's clicks and keys on the demo host, from the dead guest to the proof. */
import type { Locator } from 'playwright-core';
import { bootDemo } from '../demo';
import type { Ui } from '../driver';
import { aside, drag, hide, openView, pageOf, play, type Scene, slow, type Stage } from './stage';

const treeWidth = 610;

export async function takeStory(to: Pick<Scene, 'folder' | 'say'>): Promise<void> {
  const demo = await bootDemo();
  try {
    await play({ ...to, hosts: { pve8: demo.host } }, async (stage) => {
      // Progress and outcomes are told in toasts, over whatever is behind them.
      await hide(stage.ui, '.notifications-toasts');
      await openView(stage.ui);
      await stage.ui.row('System').waitFor();
      await see(stage);
      await understand(stage);
      await mend(stage);
      await walk(stage);
    });
  } finally {
    await demo.stop();
  }
}

async function see({ ui, picture }: Stage): Promise<void> {
  const twistie = ui.row('System').locator('.monaco-tl-twistie');
  await drag(ui, ui.page.locator('.part.sidebar'), { right: treeWidth });
  await twistie.click();
  await ui.row('Logged in as').waitFor();
  await aside(ui);
  const below = await ui.row('Up,').boundingBox();
  await picture('story-tree', { part: { width: treeWidth, ...(below ? { height: Math.round(below.y) } : {}) } });
  await twistie.click();
  await drag(ui, ui.page.locator('.part.sidebar'), { right: 340 });
  await ui.row('Microcode plan').click();
  await picture('story-plan-before', { ready: () => pageShows(ui, 'h1') });
}

async function understand({ ui, picture }: Stage): Promise<void> {
  const { page } = ui;
  await ui.row('Journal').hover();
  await ui.row('Journal').getByRole('button', { name: 'Show KVM Failures' }).click();
  await toFirstProblem(ui, 'KVM internal error');
  await page.keyboard.press('Control+B');
  await picture('story-log', { ready: () => ui.hover('KVM internal error'), part: { height: 375 } });
  await page.keyboard.press('Escape');
  await ui.runCommand('Problems: Focus on Problems View');
  await page.locator('.markers-panel .monaco-list-row').nth(1).waitFor();
  await aside(ui);
  await picture('story-problems');
  await page.keyboard.press('Control+J');
  await page.keyboard.press('Control+B');
}

/** By hand: what the light bulb offers. */
async function mend({ ui, picture }: Stage): Promise<void> {
  const { page } = ui;
  await ui.row('Component enabled').click();
  await toFirstProblem(ui, 'bookworm main contrib');
  await page.keyboard.press('Control+B');
  await ui.quickFix();
  await picture('story-fix', { part: { height: 275 } });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+B');
  await ui.runCommand('View: Close All Editors');
}

/** *Fix This Host…*, with a look at everything before the reboot. */
async function walk({ ui, picture }: Stage): Promise<void> {
  const { page } = ui;
  const dialog = page.locator('.monaco-dialog-box');
  const asks = (question: string) => dialog.filter({ hasText: question }).waitFor({ timeout: slow });
  const answer = (button: string) => dialog.getByRole('button', { name: button }).click();
  await ui.page.keyboard.press('Control+B');
  await ui.runCommand('PVE Doctor: Fix This Host…');
  await asks('Save /etc/apt/sources.list');
  await picture('story-save');
  await answer('Save');
  await asks('Install intel-microcode');
  await picture('story-install');
  await answer('Install');
  await page.keyboard.press('Control+B');
  await page.locator('.part.panel .xterm').waitFor();
  await drag(ui, page.locator('.part.panel'), { top: 320 });
  await asks('Reboot pve8?');
  // As it was a moment before.
  const show = await hide(ui, '.monaco-dialog-modal-block');
  await aside(ui);
  await picture('story-terminal');
  await show();
  await picture('story-reboot');
  await answer('Show All');
  await page.keyboard.press('Control+J');
  await pageOf(ui).getByRole('button', { name: 'Reboot…' }).waitFor({ timeout: slow });
  await aside(ui);
  await picture('story-reboot-page');
  await ui.runCommand('PVE Doctor: Fix This Host…');
  await asks('Reboot pve8?');
  await answer('Reboot Now');
  await page.locator('.view-line', { hasText: 'What was done' }).waitFor({ timeout: slow });
  await ui.row('100 opnsense').filter({ hasText: 'running' }).waitFor();
  await aside(ui);
  await picture('story-report');
  await ui.row('Microcode plan').click();
  await picture('story-plan-after', { ready: () => pageShows(ui, '.step.done:nth-child(4)') });
}

async function pageShows(ui: Ui, selector: string): Promise<void> {
  await pageOf(ui).locator(selector).first().waitFor({ timeout: slow });
  await aside(ui);
}

/** Waits until such a line is marked, puts the cursor there, and closes what that opens. */
async function toFirstProblem(ui: Ui, line: string): Promise<void> {
  const widget: Locator = ui.page.locator('.marker-widget');
  await ui.page.locator('.view-line', { hasText: line }).first().waitFor();
  await ui.page.locator('.squiggly-warning').first().waitFor();
  await ui.runCommand('Go to Next Problem in Files (Error, Warning, Info)');
  await widget.waitFor();
  await ui.page.keyboard.press('Escape');
  await widget.waitFor({ state: 'detached' });
}
