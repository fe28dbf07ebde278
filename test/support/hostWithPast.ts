/** A booted host whose journal and packages' logs hold the story of the issue, and which has run at the risen revision since it was booted. */
import type { Host, HostOptions } from '../hosts';
import { aptRun, dpkgLine, issueStory, journalOf } from './chosenHistory';

const hour = 3_600_000;
const day = 24 * hour;

/** `boot` boots it, with the front that it has. */
export async function bootWithPast<Options extends Omit<HostOptions, 'front'>>(options: Options, boot: (options: Options) => Promise<Host>): Promise<Host> {
  const host = await boot({ ...options, configure: 'sed -i s/boot_revision=22/boot_revision=26/ /usr/lib/test-host/machine' });
  try {
    await writePast(host, Date.now() - hour);
    return host;
  } catch (error) {
    await host.stop();
    throw error;
  }
}

async function writePast(host: Host, end: number): Promise<void> {
  const upgraded = end - 14 * day - 2 * hour;
  await host.must('/usr/lib/test-host/journal chosen', journalOf(issueStory(end)));
  // dpkg's log in two parts, one of them packed, as logrotate leaves them.
  await host.must('gzip -c >/var/log/dpkg.log.2.gz', dpkgLine(upgraded, 'upgrade', 'pve-qemu-kvm', '8.0.2-3', '9.0.2-4'));
  await host.must('cat >/var/log/dpkg.log.1', dpkgLine(upgraded + 5000, 'upgrade', 'intel-microcode', '3.20220510.1', '3.20240813.1'));
  await host.must('rm -f /var/log/dpkg.log; cat >/var/log/apt/history.log', aptRun(upgraded - 60_000, 'apt full-upgrade', ['pve-qemu-kvm', 'intel-microcode', 'vim']) + aptRun(end - 9 * day, 'apt upgrade', ['curl', 'vim']));
}
