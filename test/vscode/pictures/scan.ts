/** Logs that somebody sent: a folder is scanned, without any host. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { aside, drag, openView, play, type Scene } from './stage';

export async function takeScan(to: Pick<Scene, 'folder' | 'say'>): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'pve-doctor-logs-'));
  try {
    writeLogs(join(workspace, 'pve8'));
    await play({ ...to, hosts: {}, workspace }, async ({ ui, picture }) => {
      const { page } = ui;
      await ui.row('pve8').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Scan Log Files for KVM Failures' }).click();
      await openView(ui);
      await drag(ui, page.locator('.part.sidebar'), { right: 430 });
      await page.locator('.pane-header', { hasText: 'Proxmox Hosts' }).click();
      await ui.row('Not read').locator('.monaco-tl-twistie').click();
      await ui.row('Suberror 3, guest 100').click();
      await page.locator('.squiggly-warning').first().waitFor();
      await aside(ui);
      await picture('story-scan', { part: { height: 640 } });
    });
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** A firewall that died in two files, a router in a packed one; one log without a failure, and one that cannot be unpacked here. */
function writeLogs(folder: string): void {
  const log = join(folder, 'var', 'log');
  mkdirSync(log, { recursive: true });
  writeFileSync(join(log, 'syslog'), quiet('Nov 23', 40) + death('Nov 23 12:49:01', 100, 2043179) + quiet('Nov 23', 9));
  writeFileSync(join(log, 'syslog.1'), quiet('Nov 17', 60) + death('Nov 17 02:11:37', 100, 1988214) + quiet('Nov 17', 30) + death('Nov 18 21:40:08', 100, 2011347) + quiet('Nov 18', 20));
  writeFileSync(join(log, 'syslog.2.gz'), gzipSync(quiet('Nov 9', 5000) + death('Nov  9 17:05:52', 104, 1903350) + quiet('Nov 9', 200)));
  writeFileSync(join(log, 'kern.log'), 'Nov 23 12:48:00 pve8 kernel: vmbr0: port 3(fwpr100p0) entered forwarding state\n');
  writeFileSync(join(log, 'syslog.3.xz'), Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]));
}

const quiet = (day: string, lines: number): string => `${day} 00:17:01 pve8 CRON[301]: (root) CMD (cd / && run-parts --report /etc/cron.hourly)\n`.repeat(lines);

const death = (time: string, vmid: number, pid: number): string =>
  [`pvedaemon[${pid - 12}]: VM ${vmid} started with PID ${pid}.`, ...['KVM internal error. Suberror: 3', 'extra data[0]: 0x0000000080000b0e', 'extra data[1]: 0x0000000000000031'].map((line) => `QEMU[${pid}]: ${line}`)].map((line) => `${time} pve8 ${line}\n`).join('');
