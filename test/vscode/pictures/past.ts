/** What came before and what comes after: the history of a host that was cured, and a guest that dies while the host is watched. */
import { bootHost, type Host, startFront, type TestGuest } from '../../hosts';
import { failNow } from '../../support/failNow';
import { bootWithPast } from '../../support/hostWithPast';
import { aside, drag, hide, openView, pageOf, play, type Scene, slow, type Stage } from './stage';

export async function takePast(to: Pick<Scene, 'folder' | 'say'>): Promise<void> {
  const front = await startFront();
  try {
    const host = await bootWithPast({ release: 'bookworm', name: 'pve8', front, guests: cured }, bootHost);
    try {
      await play({ ...to, hosts: { pve8: host } }, async (stage) => {
        await hide(stage.ui, '.notifications-toasts');
        await openView(stage.ui);
        await stage.ui.row('Logs').waitFor();
        await history(stage);
        await watch(stage, host);
      });
    } finally {
      await host.stop();
    }
  } finally {
    await front.stop();
  }
}

/** Nobody is down any more. */
const cured: readonly TestGuest[] = [
  { vmid: 100, type: 'qemu', name: 'opnsense', status: 'running', pid: 2043179, onboot: true },
  { vmid: 101, type: 'qemu', name: 'homeassistant', status: 'running', pid: 20101, onboot: true },
];

async function history({ ui, picture }: Stage): Promise<void> {
  const marks = pageOf(ui).locator('.mark.death');
  await ui.row('Logs').hover();
  await ui.row('Logs').getByRole('button', { name: 'Show KVM Failure History' }).click();
  await marks.first().waitFor({ timeout: slow });
  await ui.page.keyboard.press('Control+B');
  await picture('history', {
    ready: async () => {
      await marks.last().hover();
      await pageOf(ui).locator('.tip').waitFor();
    },
  });
  await ui.page.keyboard.press('Control+B');
}

/** A guest dies, as QEMU and pvestatd tell it. */
async function watch({ ui, picture }: Stage, host: Host): Promise<void> {
  await ui.runCommand('View: Close All Editors');
  await drag(ui, ui.page.locator('.part.sidebar'), { right: 610 });
  // Before it: who picks a guest has seen its mark.
  await ui.row('Guests').locator('.monaco-tl-twistie').click();
  await ui.runCommand('PVE Doctor: Watch for KVM Failures');
  await ui.row('Journal').filter({ hasText: 'watched' }).waitFor();
  await host.setGuest(101, 'internal-error');
  await host.must(failNow(101));
  await ui.row('101 homeassistant').filter({ hasText: /new failure.*internal-error/ }).waitFor({ timeout: slow });
  await aside(ui);
  await picture('story-watch', { part: { width: 610, height: 330 } });
}
