/** What becomes of a host's guests when it is rebooted, and how long their shutdown may take. */
import type { Guest } from './facts';
import type { Surroundings } from './surroundings';

export interface GuestFate {
  readonly guest: Guest;
  /** What happens to it, in a few words. */
  readonly becomes: string;
  /** It has to be started by hand afterwards. */
  readonly staysOff: boolean;
  /** Seconds after which its shutdown is ended by force. */
  readonly seconds: number;
}

/** Proxmox waits so long for a guest that sets nothing (PVE::API2::Nodes, `stopall`). */
const usualShutdown = 180;

/** Of all guests that run, or may run, in the order of their numbers. */
export function guestFates(guests: readonly Guest[], surroundings?: Surroundings): GuestFate[] {
  return guests
    .filter(({ status, template }) => status !== 'stopped' && !template)
    .map((guest) => {
      const byHa = surroundings?.haServices.includes(`${guest.type === 'qemu' ? 'vm' : 'ct'}:${guest.vmid}`) ?? false;
      return {
        guest,
        becomes: `${downWords(guest)}${byHa ? haWords(surroundings?.haPolicy) : guest.onboot ? 'starts again with the host' : 'stays off until somebody starts it'}`,
        staysOff: !byHa && !guest.onboot,
        seconds: surroundings?.shutdownSeconds.get(guest.vmid) ?? usualShutdown,
      };
    });
}

/** ACPI does nothing for a guest whose CPUs stand still; stopall ends it when its time is over. */
function downWords({ status }: Guest): string {
  if (status === 'running') return '';
  return status === undefined ? 'may be running; ' : 'cannot shut down and is ended when its time is over; ';
}

/** What `shutdown_policy` means for a reboot; `conditional`, the usual one, freezes then (PVE::HA::LRM). */
function haWords(policy = 'conditional'): string {
  switch (policy) {
    case 'migrate':
      return 'HA moves it to another node first';
    case 'failover':
      return 'HA stops it and starts it on another node';
    default:
      return 'HA stops it, and starts it here after the boot';
  }
}

/**
 * At most so many seconds until all are down: orders come one after the other, the highest first and guests without one before
 * those, and the guests of one order shut down together (PVE::API2::Nodes, `stopall`).
 */
export function longestShutdown(fates: readonly GuestFate[], orders: ReadonlyMap<number, number>): number {
  const longest = new Map<number | undefined, number>();
  for (const { guest, seconds } of fates) {
    const order = orders.get(guest.vmid);
    longest.set(order, Math.max(seconds, longest.get(order) ?? 0));
  }
  return [...longest.values()].reduce((sum, seconds) => sum + seconds, 0);
}
