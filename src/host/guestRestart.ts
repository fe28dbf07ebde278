/** Bringing back a guest that KVM gave up: its log lines are read first, and where HA manages it HA stops and starts it. */
import { UserError } from '../machine';
import { type Access, decode } from './access';
import { type HostFacts, valueOf } from './facts';
import { scripts } from './scripts';

/** The journal’s lines about a guest as they were before it was stopped; kept append-only. */
export interface GuestLog {
  /** Milliseconds since 1970, by this computer’s clock. */
  readonly at: number;
  readonly vmid: number;
  readonly text: string;
}

/** What became of a guest whose restart was broken off. */
export interface GuestState {
  /** As QEMU says: internal-error, stopped, running; undefined: it does not say. */
  readonly status: string | undefined;
  /** It is stopped, or HA was asked to stop it and will; and nobody has been asked to start it. */
  readonly stopped: boolean;
}

/** Seconds that HA gets for the stop, and again for the start: it looks every ten. */
const haSeconds = 120;

/** Whether HA manages it: then `qm stop` would only queue a request. */
function managedByHa(facts: HostFacts | undefined, vmid: number): boolean {
  return valueOf(facts?.ha)?.services.some(({ sid }) => sid === `vm:${vmid}`) ?? false;
}

/** What guest-restart.sh runs, for the user to read. */
export function restartCommands(facts: HostFacts | undefined, vmid: number): readonly string[] {
  return [managedByHa(facts, vmid) ? `ha-manager crm-command stop vm:${vmid} 0` : `qm stop ${vmid}`, startCommand(facts, vmid)];
}

/** The part of it that starts the guest again. */
export function startCommand(facts: HostFacts | undefined, vmid: number): string {
  return managedByHa(facts, vmid) ? `ha-manager set vm:${vmid} --state started` : `qm start ${vmid}`;
}

/** Why no guest can be started there now; undefined where nothing is known to stand in the way. */
export function noRestartBecause(facts: HostFacts | undefined): string | undefined {
  const cluster = valueOf(facts?.cluster);
  return cluster && !cluster.quorate ? `the cluster ${cluster.name} has no quorum, and without it no guest can be started` : undefined;
}

export async function readGuestLog(access: Access, vmid: number, pid: number | undefined, signal?: AbortSignal): Promise<GuestLog> {
  const text = await access.text(scripts.guestLog, [String(vmid), ...(pid === undefined ? [] : [String(pid)])], 'must', { priority: 'user', deadline: 60_000, ...(signal ? { signal } : {}) });
  return { at: Date.now(), vmid, text };
}

/** Stops and starts a virtual machine that is in internal-error; with `start` only starts one that this has left stopped. */
export async function restartGuest(access: Access, action: 'restart' | 'start', vmid: number, signal?: AbortSignal): Promise<void> {
  const { stdout, stderr, code } = await access.run(scripts.guestRestart, [action, String(vmid), String(haSeconds)], 'must', { priority: 'user', deadline: 420_000, ...(signal ? { signal } : {}) });
  if (code === 0) return;
  if (code === 3) throw new UserError(`Guest ${vmid} on ${access.machine.name} is not ${action === 'start' ? 'stopped' : 'in internal-error'} any more`, { detail: 'Nothing was done. Refresh to see its state.', actions: ['retry'] });
  if (code === 4) throw new UserError(`Guest ${vmid} on ${access.machine.name} was not ${action === 'start' ? 'started' : 'stopped'}: the cluster has no quorum, so it could not be started${action === 'start' ? '' : ' again'}`, { detail: 'Bring back enough nodes of the cluster first.', actions: ['retry'] });
  const why: Readonly<Record<number, string>> = {
    5: `HA has not stopped guest ${vmid} within ${haSeconds} s. It is asked to, and may still do so: look at “ha-manager status”, then start it with “ha-manager set vm:${vmid} --state started”`,
    6: `guest ${vmid} is stopped, and could not be started. Start it in the web interface once the reason is gone`,
    7: `guest ${vmid} is stopped, and HA has not started it within ${haSeconds} s. It is asked to, and may still do so: look at “ha-manager status”`,
  };
  throw access.failed(scripts.guestRestart, code, stderr.length > 0 ? stderr : stdout, why[code] ?? `guest ${vmid} could not be stopped and started`);
}

/** Seconds that a stop or a start which goes on by itself gets to end. */
const endSeconds = 60;

export async function readGuestState(access: Access, vmid: number, signal?: AbortSignal): Promise<GuestState> {
  const { stdout } = await access.run(scripts.guestState, [String(vmid), String(endSeconds)], 'must', { priority: 'user', deadline: 1000 * (endSeconds + 30), ...(signal ? { signal } : {}) });
  const lines = decode(stdout).split('\n');
  const status = lines.flatMap((line) => (line.startsWith('state ') ? [line.slice('state '.length)] : []))[0];
  return { status, stopped: status === 'stopped' || (status === 'internal-error' && lines.includes('asked')) };
}
