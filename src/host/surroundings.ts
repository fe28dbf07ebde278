/**
 * What hangs on a host beside its own programs, read when it is about to be changed: whether a guest is its way to the network,
 * the cluster's votes, HA, Ceph, network changes that wait for the boot, and how long guests may take to shut down.
 */
import type { Access } from './access';
import type { Guest } from './facts';
import { scripts } from './scripts';

export interface Surroundings {
  /** /etc/network/interfaces.new is there: its changes are applied at the next boot. */
  readonly networkChanges: boolean;
  /** Guests whose network card is the default gateway's or a DNS server's. */
  readonly wayOut: readonly { readonly vmid: number; readonly as: 'gateway' | 'dns'; readonly address: string }[];
  /** Seconds that a guest has for its shutdown, where its configuration sets them (`startup: down=`). */
  readonly shutdownSeconds: ReadonlyMap<number, number>;
  /** Undefined: no cluster, or its votes could not be read (`cluster` tells which). */
  readonly votes: { readonly total: number; readonly quorum: number; readonly own: number } | undefined;
  /** HA has services, by their names: `vm:100`. */
  readonly haServices: readonly string[];
  /** `HEALTH_OK`, or what ceph says; undefined where there is no Ceph. */
  readonly ceph: string | undefined;
}

export async function readSurroundings(access: Access, signal?: AbortSignal): Promise<Surroundings> {
  return parseSurroundings(await access.text(scripts.beforeReboot, [], 'prefer', { priority: 'user', deadline: 60_000, ...(signal ? { signal } : {}) }));
}

/** `text` is what before-reboot.sh printed. */
export function parseSurroundings(text: string): Surroundings {
  const lines = text.split('\n').map((line) => line.split(' '));
  const of = (word: string) => lines.filter(([first]) => first === word);
  const guestOf = new Map(of('mac').map(([, vmid, address = '']) => [address, Number(vmid)]));
  const ways = (['gateway', 'dns'] as const).flatMap((as) =>
    of(as).flatMap(([, address = '', hardware = '']) => {
      const vmid = guestOf.get(hardware.toLowerCase());
      return vmid === undefined ? [] : [{ vmid, as, address }];
    }),
  );
  const vote = (name: string) => Number(of('votes').find(([, word]) => word === name)?.[2] ?? NaN);
  const votes = { total: vote('total'), quorum: vote('quorum'), own: vote('own') };
  const ceph = of('ceph')[0]?.slice(1).join(' ');
  return {
    networkChanges: of('interfaces-new').length > 0,
    wayOut: ways,
    shutdownSeconds: new Map(of('down').map(([, vmid, seconds]) => [Number(vmid), Number(seconds)])),
    votes: Object.values(votes).every(Number.isInteger) ? votes : undefined,
    haServices: haServicesOf(of('ha')[0]?.slice(1).join(' ') ?? ''),
    ceph,
  };
}

/** pve-ha-crm's status: `{"service_status": {"vm:100": {"state": "started", …}}}` (PVE::HA::Manager). Those it does nothing for are left out. */
function haServicesOf(text: string): string[] {
  try {
    const status: unknown = JSON.parse(text);
    const services: unknown = typeof status === 'object' && status !== null ? Reflect.get(status, 'service_status') : undefined;
    if (typeof services !== 'object' || services === null) return [];
    return Object.entries(services as Record<string, unknown>)
      .filter(([, service]) => typeof service === 'object' && service !== null && !['ignored', 'stopped', 'freeze'].includes(String(Reflect.get(service, 'state'))))
      .map(([name]) => name)
      .sort();
  } catch {
    return [];
  }
}

/** Proxmox waits so long for a guest that sets nothing (PVE::API2::Nodes, `stopall`). */
const usualShutdown = 180;

/** At most so many seconds until all running guests are down: those of one order shut down together, so this is an upper bound of the longest. */
export function longestShutdown(running: readonly Guest[], { shutdownSeconds }: Surroundings): number {
  return Math.max(0, ...running.map(({ vmid }) => shutdownSeconds.get(vmid) ?? usualShutdown));
}

/** Each in one line, the gravest first. */
export function surroundingWarnings(guests: readonly Guest[], { networkChanges, wayOut, votes, haServices, ceph }: Surroundings, nodeName: string): string[] {
  const titleOf = (vmid: number) => {
    const name = guests.find((guest) => guest.vmid === vmid)?.name;
    return name === undefined ? String(vmid) : `${vmid} ${name}`;
  };
  return [
    ...(votes && votes.total - votes.own < votes.quorum
      ? [`The cluster loses its quorum while this node is down: ${votes.total - votes.own} of ${votes.total} votes are left, and ${votes.quorum} are needed. No guest can be started anywhere meanwhile.`]
      : []),
    ...wayOut.map(({ vmid, as, address }) => `${titleOf(vmid)} is this host’s ${as === 'gateway' ? 'default gateway' : 'DNS server'} (${address}): until it runs again you may not reach this host, nor it the network.`),
    ...(haServices.length === 0 ? [] : [`HA is active (${haServices.join(', ')}): put the node into maintenance before, and out of it after: ha-manager crm-command node-maintenance enable ${nodeName} (then disable).`]),
    ...(ceph === undefined || ceph === 'HEALTH_OK' ? [] : [`Ceph is not healthy: ${ceph === '' ? 'it did not answer' : ceph}. Let it recover first.`]),
    ...(networkChanges ? ['Network changes wait in /etc/network/interfaces.new, and are applied at this boot.'] : []),
  ];
}
