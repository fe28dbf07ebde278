/** Several hosts side by side, of which one does not answer. */
import { bootHost, startFront } from '../../hosts';
import { freeAddress } from '../../hosts/addresses';
import { type ChosenBoot, journalOf } from '../../support/chosenHistory';
import { bootWithPast } from '../../support/hostWithPast';
import { bootDemo } from '../demo';
import { aside, hide, openView, pageOf, play, reachOf, type Scene, slow } from './stage';

/** Of a host on which nobody died. */
const quiet = (now: number): ChosenBoot => ({ boot: 'quiet', from: now - 40 * day, until: now - day / 24, kernel: '5.15.158-2-pve', revision: 0x16, guests: [{ vmid: 110, runs: [{ from: now - 40 * day + 60_000, pid: 20110 }] }] });
const day = 86_400_000;

export async function takeHosts(to: Pick<Scene, 'folder' | 'say'>): Promise<void> {
  const demo = await bootDemo();
  const front = await startFront();
  try {
    const pve7 = await bootHost({ release: 'bullseye', name: 'pve7', front, guests: [{ vmid: 110, type: 'qemu', name: 'nextcloud', status: 'running', onboot: true }] });
    await pve7.must('/usr/lib/test-host/journal past', journalOf([quiet(Date.now())]));
    const pve9 = await bootWithPast({ release: 'trixie', name: 'pve9', front, guests: [{ vmid: 100, type: 'qemu', name: 'opnsense', status: 'running', onboot: true }] }, bootHost);
    const backup = { ...reachOf(pve7), address: await freeAddress(22) };
    try {
      await play({ ...to, hosts: { pve7, pve8: demo.host, pve9, backup } }, async ({ ui, picture }) => {
        await hide(ui, '.notifications-toasts');
        await openView(ui);
        await ui.runCommand('PVE Doctor: Show Table of Hosts');
        await ui.page.keyboard.press('Control+B');
        for (const name of ['pve7', 'pve8', 'pve9']) await pageOf(ui).locator('tbody tr', { hasText: name }).filter({ hasText: 'Celeron' }).waitFor({ timeout: slow });
        await pageOf(ui).locator('tbody tr', { hasText: 'refused the connection' }).waitFor({ timeout: slow });
        await aside(ui);
        await picture('story-table', { part: { height: 640 } });
      });
    } finally {
      await Promise.all([pve7.stop(), pve9.stop()]);
    }
  } finally {
    await front.stop();
    await demo.stop();
  }
}
