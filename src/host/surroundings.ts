/**
 * What hangs on a host beside its own programs, read when it is about to be changed: whether a guest is its way to the network,
 * the cluster's votes, HA, Ceph, network changes that wait for the boot, and how long guests may take to shut down.
 */
import type { Access } from './access';
import type { Guest } from './facts';
import { type Replication, runningReplications } from './replication';
import { scripts } from './scripts';

export interface Surroundings {
  /** /etc/network/interfaces.new is there: its changes are applied at the next boot. */
  readonly networkChanges: boolean;
  /** Guests whose network card is the default gateway's or a DNS server's. */
  readonly wayOut: readonly { readonly vmid: number; readonly as: 'gateway' | 'dns'; readonly address: string }[];
  /** Gateways and DNS servers of this network that do not answer any more, with the guests whose cards are on the bridge behind which they were. */
  readonly silentWays: readonly { readonly as: 'gateway' | 'dns'; readonly address: string; readonly behind: readonly number[] }[];
  /** Seconds that a guest has for its shutdown, where its configuration sets them (`startup: down=`). */
  readonly shutdownSeconds: ReadonlyMap<number, number>;
  /** The place of a guest in the order of starting, where its configuration sets one (`startup: order=`). */
  readonly orders: ReadonlyMap<number, number>;
  readonly inCluster: boolean;
  /** Undefined: no cluster, or its votes could not be read. `qdevice`: how many of the total a QDevice casts. */
  readonly votes: { readonly total: number; readonly quorum: number; readonly own: number; readonly qdevice: number } | undefined;
  /** HA has services, by their names: `vm:100`. */
  readonly haServices: readonly string[];
  /** What HA does with a node that is rebooted, where datacenter.cfg sets it: freeze, failover, migrate, conditional. */
  readonly haPolicy: string | undefined;
  /** Replications that run right now. */
  readonly replicating: readonly Replication[];
  /** The host has a BMC, which may show its screen over the network. */
  readonly ipmi: boolean;
  /** What did not answer in time, so that nothing of it is known. */
  readonly unread: readonly string[];
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
  const vote = (name: string, usual = NaN) => Number(of('votes').find(([, word]) => word === name)?.[2] ?? usual);
  const votes = { total: vote('total'), quorum: vote('quorum'), own: vote('own'), qdevice: vote('qdevice', 0) };
  const rest = (word: string) => of(word)[0]?.slice(1).join(' ');
  const numbers = (word: string) => new Map(of(word).map(([, vmid, number]) => [Number(vmid), Number(number)]));
  return {
    networkChanges: of('interfaces-new').length > 0,
    wayOut: ways,
    silentWays: of('silent').flatMap(([, as, address = '', card = '']) => {
      const behind = of('bridge').filter(([, , bridge = '']) => onBridge(card, bridge)).map(([, vmid]) => Number(vmid));
      return as === 'gateway' || as === 'dns' ? [{ as, address, behind: [...new Set(behind)] }] : [];
    }),
    shutdownSeconds: numbers('down'),
    orders: numbers('order'),
    inCluster: of('cluster').length > 0,
    votes: Object.values(votes).every(Number.isInteger) ? votes : undefined,
    haServices: haServicesOf(rest('ha') ?? ''),
    haPolicy: rest('ha-policy'),
    replicating: runningReplications(rest('replication') ?? '', of('process').map(([, pid, started]) => ({ pid: Number(pid), started: Number(started) }))),
    ipmi: of('ipmi').length > 0,
    unread: of('unread').map((line) => line.slice(1).join(' ')),
    ceph: rest('ceph'),
  };
}

/** `vmbr0` itself, or one of its VLANs: `vmbr0.10`, `vmbr0v10`. */
function onBridge(card: string, bridge: string): boolean {
  return card === bridge || (card.startsWith(bridge) && /^[.v]\d+$/.test(card.slice(bridge.length)));
}

export interface DeadWay {
  readonly guest: Guest;
  readonly as: 'gateway' | 'dns';
  readonly address: string;
  /** By its hardware address; else it is only where the one that does not answer was. */
  readonly sure: boolean;
}

/** Guests in internal-error that are, or may be, what this host reaches the network by: each once. */
export function deadWays(guests: readonly Guest[], { wayOut, silentWays }: Surroundings): DeadWay[] {
  return guests.filter(({ status }) => status === 'internal-error').flatMap((guest) => {
    const own = wayOut.find(({ vmid }) => vmid === guest.vmid);
    const silent = silentWays.find(({ behind }) => behind.includes(guest.vmid));
    const way = own ?? silent;
    return way ? [{ guest, as: way.as, address: way.address, sure: own !== undefined }] : [];
  });
}

/** `default gateway (192.0.2.1)`. */
export function wayWords({ as, address }: { readonly as: 'gateway' | 'dns'; readonly address: string }): string {
  return `${as === 'gateway' ? 'default gateway' : 'DNS server'} (${address})`;
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

/** Each in one line, the gravest first. `maintenance`: the button that puts the node into maintenance for the reboot, where it is offered. */
export function surroundingWarnings(guests: readonly Guest[], surroundings: Surroundings, nodeName: string, maintenance?: string): string[] {
  const { networkChanges, wayOut, silentWays, haServices, ceph, unread } = surroundings;
  const titleOf = (vmid: number) => {
    const name = guests.find((guest) => guest.vmid === vmid)?.name;
    return name === undefined ? String(vmid) : `${vmid} ${name}`;
  };
  return [
    ...unread.map((what) => `${what} did not answer in time: the cluster, HA and how long guests may take are not known.`),
    ...voteWarnings(surroundings),
    ...wayOut.map((way) => `${titleOf(way.vmid)} is this host’s ${wayWords(way)}: until it runs again you may not reach this host, nor it the network.`),
    ...silentWays.map((way) => {
      const dead = deadWays(guests, { ...surroundings, wayOut: [], silentWays: [way] }).map(({ guest }) => titleOf(guest.vmid));
      return `This host’s ${wayWords(way)} does not answer${dead.length === 0 ? '.' : `, and ${dead.join(' and ')} on the same bridge is dead: that may be it. Stop and start it first.`}`;
    }),
    ...(haServices.length === 0 ? [] : [haWarning(haServices, nodeName, maintenance)]),
    ...(ceph === undefined || ceph === 'HEALTH_OK' ? [] : [`Ceph is not healthy: ${ceph === '' ? 'it did not answer' : ceph}. Let it recover first.`]),
    ...(networkChanges ? ['Network changes wait in /etc/network/interfaces.new, and are applied at this boot.'] : []),
  ];
}

function haWarning(services: readonly string[], nodeName: string, maintenance: string | undefined): string {
  const way = maintenance === undefined ? `put the node into maintenance before, and out of it after: ha-manager crm-command node-maintenance enable ${nodeName} (then disable)` : `“${maintenance}” has HA bring them to other nodes before the reboot, and back after it`;
  return `HA is active (${services.join(', ')}): ${way}.`;
}

function voteWarnings({ inCluster, votes, haServices }: Surroundings): string[] {
  if (!votes) return inCluster ? ['The votes of the cluster could not be read: whether it keeps its quorum without this node is not known. Look at pvecm status.'] : [];
  const left = votes.total - votes.own;
  const device = votes.qdevice === 0 ? '' : ` (${votes.qdevice} of them of the QDevice)`;
  return left < votes.quorum
    ? [`The cluster loses its quorum while this node is down: ${left} of ${votes.total} votes are left${device}, and ${votes.quorum} are needed. No guest can be started anywhere meanwhile.${haServices.length === 0 ? '' : ' A node that runs services of HA resets itself then (fencing), and its guests with it: take them out of HA first, or bring back another vote.'}`]
    : [];
}

/** What keeps the quorum, where that is well; undefined where nothing can be said. */
export function voteNote({ votes }: Surroundings): string | undefined {
  if (!votes || votes.total - votes.own < votes.quorum) return undefined;
  const device = votes.qdevice === 0 ? '' : `, ${votes.qdevice} of them of the QDevice`;
  return `The cluster keeps its quorum: ${votes.total - votes.own} of ${votes.total} votes are left${device}, and ${votes.quorum} are needed.`;
}
