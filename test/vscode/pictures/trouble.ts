/** What is seen where there is nothing to see: no host yet, hosts that cannot be reached, no journal, no failures. For looking at, not for a page. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootHost, startFront } from '../../hosts';
import { freeAddress } from '../../hosts/addresses';
import { aside, hide, openView, pageOf, play, reachOf, type Scene, slow } from './stage';

export async function takeTrouble(to: Pick<Scene, 'folder' | 'say'>): Promise<void> {
  await nothingYet(to);
  await notReached(to);
  await noFailure(to);
}

async function nothingYet(to: Pick<Scene, 'folder' | 'say'>): Promise<void> {
  await play({ ...to, hosts: {} }, async ({ ui, picture }) => {
    await openView(ui);
    await ui.page.getByRole('button', { name: 'Add Host' }).first().waitFor();
    await ui.runCommand('PVE Doctor: Show Table of Hosts');
    await pageOf(ui).getByRole('button', { name: 'Add Host' }).waitFor();
    await aside(ui);
    await picture('trouble-no-host');
  });
}

async function noFailure(to: Pick<Scene, 'folder' | 'say'>): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'pve-doctor-logs-'));
  try {
    writeFileSync(join(workspace, 'syslog'), 'Nov 23 12:48:00 pve8 systemd[1]: session-7.scope: Deactivated successfully.\n');
    await play({ ...to, hosts: {}, workspace, settings: { 'workbench.statusBar.visible': true } }, async ({ ui, picture }) => {
      await ui.row('syslog').click({ button: 'right' });
      await ui.page.getByRole('menuitem', { name: 'Scan Log Files for KVM Failures' }).click();
      await ui.page.locator('.notification-toast').first().waitFor();
      await aside(ui);
      await picture('trouble-no-failure');
    });
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function notReached(to: Pick<Scene, 'folder' | 'say'>): Promise<void> {
  const front = await startFront();
  const host = await bootHost({ release: 'bookworm', name: 'quiet', front, configure: 'rm -rf /var/log/journal; mkdir -p /etc/systemd/journald.conf.d; printf "[Journal]\\nStorage=none\\n" >/etc/systemd/journald.conf.d/none.conf' });
  try {
    const reached = reachOf(host);
    const changed = { ...reached, knownHostsLine: host.knownHostsLine.replace(/AAAAC3NzaC1lZDI1NTE5AAAAI.{10}/, 'AAAAC3NzaC1lZDI1NTE5AAAAIaaaaaaaaaa') };
    await play({ ...to, hosts: { off: { ...reached, address: await freeAddress(22) }, locked: { ...reached, identityFile: '/nonexistent' }, quiet: reached } }, async ({ ui, picture }) => {
      await openView(ui);
      await ui.row('quiet').filter({ hasText: 'microcode' }).waitFor({ timeout: slow });
      await ui.row('off').filter({ hasText: 'not connected' }).waitFor({ timeout: slow });
      await picture('trouble-tree');
      await hide(ui, '.notifications-toasts');
      await ui.row('Logs').hover();
      await ui.row('Logs').getByRole('button', { name: 'Show KVM Failure History' }).click();
      await pageOf(ui).getByRole('button', { name: 'Open Microcode Plan' }).waitFor({ timeout: slow });
      await aside(ui);
      await picture('trouble-history');
    });
    await play({ ...to, hosts: { changed } }, async ({ ui, picture }) => {
      await openView(ui);
      await ui.row('changed').filter({ hasText: 'not connected' }).waitFor({ timeout: slow });
      await ui.row('changed').click();
      await aside(ui);
      await picture('trouble-changed');
    });
  } finally {
    await host.stop();
    await front.stop();
  }
}
