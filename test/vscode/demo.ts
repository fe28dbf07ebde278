/** The story's host, for `npm start` and for the pictures: a Proxmox VE 8 whose firewall dies again and again. */
import { bootHost, type Host, startFront } from '../hosts';

export interface Demo {
  readonly host: Host;
  readonly stop: () => Promise<void>;
}

const hour = 3_600_000;
/** How long ago its guest died, in milliseconds. */
const deaths = [9 * 24 * hour, 3 * 24 * hour, 2 * hour];

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

/** Boots it, with the front that its apt asks. Needs what canBoot() asks for. */
export async function bootDemo(): Promise<Demo> {
  const front = await startFront();
  try {
    const host = await bootHost({ release: 'bookworm', name: 'pve8', front, configure: startOnBoot });
    const stop = async (): Promise<void> => {
      await host.stop();
      await front.stop();
    };
    try {
      for (const ago of deaths) await host.addFailure({ time: Date.now() - ago, pid: 2043179, vmid: 100 });
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
