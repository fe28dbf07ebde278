/** The story's host, for `npm start` and for the pictures: a Proxmox VE 8 whose firewall dies again and again. */
import { bootHost, type Host, startFront } from '../hosts';
import { type ChosenBoot, journalOf } from '../support/chosenHistory';

export interface Demo {
  readonly host: Host;
  readonly stop: () => Promise<void>;
}

const hour = 3_600_000;
/** How long ago its guest died, in milliseconds. */
const deaths = [9 * 24 * hour, 3 * 24 * hour, 2 * hour];

/** The boot before, in which it died, and was started again each time but the last. */
function past(now: number): ChosenBoot {
  const from = now - 12 * 24 * hour;
  const runs = deaths.map((ago, index) => {
    const before = deaths[index - 1];
    const last = index === deaths.length - 1;
    return { from: before === undefined ? from + 60_000 : now - before + hour / 2, pid: last ? 2043179 : 2040112 + 900 * index, dies: [now - ago], until: last ? now : now - ago + hour / 2 - 1000 };
  });
  return { boot: 'past', from, until: now - hour, kernel: '6.8.12-9-pve', revision: 0x16, guests: [{ vmid: 100, runs }, { vmid: 101, runs: [{ from: from + 90_000, pid: 20101 }] }] };
}

/** As Proxmox VE does it: at every boot but the first one here, the guest that starts with the host is started. */
const startOnBoot = `
cat >/etc/systemd/system/start-on-boot.service <<'UNIT'
[Unit]
Before=ssh.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'if [ -e /var/lib/booted ]; then /usr/lib/test-host/pve set 100 running running; fi; touch /var/lib/booted'
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable start-on-boot.service
`;

/** Its network is this computer's, whose gateway for IPv6 may answer nobody: that is not part of the story. */
const onlyIpv4 = `
for folder in bin sbin; do
  cat >"/usr/local/$folder/ip" <<'IP'
#!/bin/sh
case "$*" in *-6*default) exit 0 ;; esac
exec /usr/sbin/ip "$@"
IP
  chmod 755 "/usr/local/$folder/ip"
done
`;

/** Boots it, with the front that its apt asks. Needs what canBoot() asks for. */
export async function bootDemo(): Promise<Demo> {
  const front = await startFront();
  try {
    const host = await bootHost({ release: 'bookworm', name: 'pve8', front, configure: startOnBoot + onlyIpv4 });
    const stop = async (): Promise<void> => {
      await host.stop();
      await front.stop();
    };
    try {
      await host.must('/usr/lib/test-host/journal past', journalOf([past(Date.now())]));
    } catch (error) {
      await host.stop();
      throw error;
    }
    return { host, stop };
  } catch (error) {
    await front.stop();
    throw error;
  }
}
