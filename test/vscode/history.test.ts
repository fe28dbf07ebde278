/** The page of a history from outside: its keys, what a click opens, and that it comes back after a reload. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Front, type Host, bootHost, canBoot, startFront } from '../hosts';
import { bootWithPast } from '../support/hostWithPast';
import { type Ui, homeOf, startUi } from '.';

const minute = 60_000;

/** As much of the page's elements as is looked at; they live in the browser, whose types are not known here. */
interface Label {
  readonly previousElementSibling: { getBoundingClientRect(): { readonly width: number } };
  querySelector(selector: string): { getComputedTextLength(): number };
}
interface Body {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}

describe('the page of a history in the window', () => {
  const { ok, reason = '' } = canBoot();
  if (!ok) {
    it(`is left out, since ${reason}`);
    return;
  }
  let front: Front;
  let host: Host;
  let ui: Ui;
  let folder: string;

  before(async function () {
    this.timeout(5 * minute);
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-window-'));
    front = await startFront();
    host = await bootWithPast({ release: 'bookworm', front }, bootHost);
    ui = await startUi({ ...homeOf(host, join(folder, 'home')), size: { width: 1000, height: 900 }, pictures: join(folder, 'pictures') });
    await ui.page.getByRole('tab', { name: 'Proxmox Hosts' }).first().click();
    await ui.row('Logs').waitFor();
    await ui.runCommand('PVE Doctor: Show KVM Failure History');
    await page().locator('.mark.death').nth(5).waitFor({ timeout: minute });
  });
  after(async function () {
    this.timeout(minute);
    await ui.close();
    await host.stop();
    await front.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const page = () => ui.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  const focused = async () => (await page().locator('.mark:focus').getAttribute('aria-label')) ?? '';

  it('is reached by the keyboard: arrows go along a row and between rows, and say what hovering says', async function () {
    this.timeout(2 * minute);
    await page().locator('.mark.death').first().focus();
    const first = await focused();
    assert.match(first, /guest 100 opnsense died/);
    assert.equal(await page().locator('#tip').innerText(), first);
    await ui.page.keyboard.press('ArrowRight');
    assert.notEqual(await focused(), first);
    await ui.page.keyboard.press('End');
    const last = await focused();
    await page().locator('.mark.death').last().hover();
    assert.equal(await page().locator('#tip').innerText(), last);
    await ui.page.keyboard.press('ArrowUp');
    assert.match(await focused(), /: boot, kernel 6\.\d+\.\d+-\d+-pve, microcode 0x1[6a]\./);
    await ui.page.keyboard.press('Escape');
    assert.ok(await page().locator('#tip').isHidden());
    assert.deepEqual(await page().locator('.mark[tabindex="0"]').count(), 1);
  });

  it('has letters that fit into their bands, at any width', async function () {
    this.timeout(2 * minute);
    const shown = () => page().locator('.band-label:not(.short)').count();
    assert.equal(await shown(), 4);
    await ui.page.setViewportSize({ width: 700, height: 900 });
    const room = await page().locator('.band-label:not(.short)').evaluateAll((labels) => (labels as unknown as Label[]).map((label) => label.previousElementSibling.getBoundingClientRect().width - label.querySelector('text').getComputedTextLength()));
    assert.ok(room.length > 0 && room.every((pixels) => pixels >= 0), room.join());
    const beyond = await page().locator('body').evaluate((body) => (body as unknown as Body).scrollWidth - (body as unknown as Body).clientWidth);
    assert.ok(beyond <= 0, `the page is ${beyond} px wider than its panel`);
    await ui.page.setViewportSize({ width: 1000, height: 900 });
  });

  it('comes back after a reload of the window, and opens a failure in the journal by Enter', async function () {
    this.timeout(4 * minute);
    await ui.remembered('pveDoctor.history');
    await ui.reload();
    await page().locator('.mark.death').nth(5).waitFor({ timeout: 2 * minute });
    await page().locator('.mark.death').nth(2).focus();
    await ui.page.keyboard.press('Enter');
    await ui.page.locator('.tab.active[data-resource-name="pve8 KVM failures.log"]').waitFor({ timeout: minute });
    await ui.page.locator('.view-line', { hasText: 'QEMU[2200]: KVM internal error. Suberror: 3' }).first().waitFor({ timeout: minute });
  });
});
