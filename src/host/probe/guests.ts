/**
 * The guests of the node. `/etc/pve/.rrd` is what pvestatd saw last: `pve2.3-vm/ID:` (PVE 7 and 8) or `pve-vm-9.0/ID:`, then
 * uptime, name, `qmpstatus || status`, template, time, … separated by colons (pmxcfs status.c, PVE::Service::pvestatd).
 */
import { type Fact, type Guest, known, unknown } from '../facts';

/** pvestatd looks every ten seconds; an older word of it is none. */
const freshSeconds = 120;

export function guestsOf(body: string): Fact<readonly Guest[]> {
  const lines = body.split('\n');
  const now = Number(/^now (\d+)$/m.exec(body)?.[1]);
  const node = /^node (\S+)$/m.exec(body)?.[1];
  if (!Number.isInteger(now)) return unknown('what the host says of its guests is not understood');
  const seen = new Map(lines.flatMap((line) => statusLine(line, now)));
  const configurations = new Map<number, Map<string, string>>();
  const types = new Map<number, Guest['type']>();
  const pids = new Map<number, Process>();
  for (const line of lines) {
    readVmList(line, node, types);
    readConfiguration(line, configurations, types);
    const [, vmid, pid, since] = /^pid (\d+)\.pid (\d+)(?: (\d+))?/.exec(line) ?? [];
    if (vmid !== undefined) pids.set(Number(vmid), { pid: Number(pid), ...(since === undefined ? {} : { pidSince: Number(since) * 1000 }) });
  }
  return known([...types].sort(([a], [b]) => a - b).map(([vmid, type]) => guest(vmid, type, configurations.get(vmid), seen.get(vmid), pids.get(vmid))));
}

type Process = Required<Pick<Guest, 'pid'>> & Pick<Guest, 'pidSince'>;

interface Seen {
  readonly status?: string;
  readonly reason?: string;
}

function statusLine(line: string, now: number): [number, Seen][] {
  const [, vmid, values = ''] = /^rrd pve[-0-9.a-z]*vm[-0-9.a-z]*\/(\d+):(.*)$/.exec(line) ?? [];
  if (vmid === undefined) return [];
  const [, , status = '', , time] = values.split(':');
  const age = now - Number(time);
  if (!(age < freshSeconds)) return [[Number(vmid), { reason: Number.isFinite(age) ? `pvestatd has not looked for ${Math.round(age / 60)} min` : 'pvestatd did not say when it looked' }]];
  return [[Number(vmid), { status }]];
}

/** `vm "100": { "node": "pve8", "type": "qemu", "version": 3 }`: guests of other nodes are theirs. */
function readVmList(line: string, node: string | undefined, types: Map<number, Guest['type']>): void {
  const [, vmid, on, type] = /^vm "(\d+)":\s*\{\s*"node":\s*"([^"]*)",\s*"type":\s*"(qemu|lxc)"/.exec(line) ?? [];
  if (vmid !== undefined && (node === undefined || on === node)) types.set(Number(vmid), type === 'lxc' ? 'lxc' : 'qemu');
}

function readConfiguration(line: string, configurations: Map<number, Map<string, string>>, types: Map<number, Guest['type']>): void {
  const [, type, vmid, key = '', value = ''] = /^conf local\/(qemu-server|lxc)\/(\d+)\.conf (\w+) (.*)$/.exec(line) ?? [];
  if (vmid === undefined) return;
  types.set(Number(vmid), type === 'lxc' ? 'lxc' : 'qemu');
  const values = configurations.get(Number(vmid)) ?? new Map<string, string>();
  values.set(key, value.trim());
  configurations.set(Number(vmid), values);
}

function guest(vmid: number, type: Guest['type'], configuration: ReadonlyMap<string, string> | undefined, seen: Seen | undefined, process: Process | undefined): Guest {
  const name = configuration?.get('name') ?? configuration?.get('hostname');
  const lock = configuration?.get('lock');
  const status = seen?.status;
  return {
    vmid,
    type,
    ...(name === undefined ? {} : { name }),
    ...(status === undefined ? { unknownReason: seen?.reason ?? 'pvestatd has not seen it' } : { status }),
    onboot: configuration?.get('onboot') === '1',
    ...(lock === undefined ? {} : { lock }),
    template: configuration?.get('template') === '1',
    ...process,
  };
}
