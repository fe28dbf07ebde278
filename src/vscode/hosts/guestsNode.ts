/** The guests of a host with their true status: what died stands out, and stands first. */
import { type Guest, type HostFacts, noRestartBecause } from '../../host';
import { type ShownFailures, unseenOf } from '../failures/shownFailures';
import type { Tone, TreeNode } from './treeNode';
import { count, duration } from './words';

const looks: Record<string, { readonly icon: string; readonly tone: Tone; readonly rank: number }> = {
  'internal-error': { icon: 'error', tone: 'error', rank: 0 },
  'io-error': { icon: 'error', tone: 'error', rank: 1 },
  'guest-panicked': { icon: 'error', tone: 'error', rank: 1 },
  'paused': { icon: 'debug-pause', tone: 'warning', rank: 2 },
  'running': { icon: 'vm-running', tone: 'ok', rank: 4 },
  'stopped': { icon: 'vm-outline', tone: 'muted', rank: 5 },
};
const otherLook = { icon: 'question', tone: 'warning', rank: 3 } as const;

export function guestsNode(hostId: string, facts: HostFacts, failures: ShownFailures, now: number): TreeNode[] {
  const { guests } = facts;
  const section = { id: `${hostId}/guests`, label: 'Guests', icon: 'vm', kind: 'guests', hostId };
  if (guests.state === 'absent') return [];
  if (guests.state === 'unknown') return [{ ...section, description: `not known: ${guests.reason}`, tooltip: guests.reason, children: [] }];
  const shown = guests.value.filter(({ template }) => !template);
  const ordered = [...shown].sort((a, b) => look(a).rank - look(b).rank || a.vmid - b.vmid);
  const dead = shown.filter(({ status }) => status === 'internal-error').length;
  const fresh = shown.filter((guest) => unseenOf(failures, guest).length > 0).length;
  const summary = dead > 0 ? `${shown.length}, ${dead === 1 ? 'one' : dead} in internal-error` : shown.length === 0 ? 'none' : `${shown.length}`;
  return [
    {
      ...section,
      description: [fresh > 0 ? count(fresh, 'new failure') : '', summary].filter(Boolean).join(' · '),
      tone: dead + fresh > 0 ? 'error' : 'none',
      expanded: dead + fresh > 0,
      tooltip: count(shown.length, 'guest'),
      children: ordered.map((guest) => guestNode(hostId, guest, facts, failures, now)),
    },
  ];
}

function guestNode(hostId: string, guest: Guest, facts: HostFacts, failures: ShownFailures, now: number): TreeNode {
  const { icon, tone } = look(guest);
  const fresh = unseenOf(failures, guest).at(-1);
  const failure = lastFailure(guest, facts);
  const stuck = guest.status === 'internal-error';
  const stays = noRestartBecause(facts);
  const since = stuck && failure !== undefined ? ` since ${clock(failure, now)}` : '';
  const status = guest.status ?? `not known${guest.unknownReason === undefined ? '' : `: ${guest.unknownReason}`}`;
  return {
    id: `${hostId}/guests/${guest.vmid}`,
    label: `${guest.vmid}${guest.name === undefined ? '' : ` ${guest.name}`}`,
    description: `${fresh === undefined ? '' : `new failure ${clock(fresh.time, now)} · `}${status}${fresh === undefined ? since : ''}${guest.lock === undefined ? '' : `, locked (${guest.lock})`}`,
    tooltip: [
      `${guest.type === 'qemu' ? 'Virtual machine' : 'Container'} ${guest.vmid}${guest.name === undefined ? '' : ` (${guest.name})`}: ${status}`,
      guest.onboot ? 'Starts with the host.' : 'Does not start with the host.',
      ...(stuck ? ['QEMU stopped it after a KVM internal error. It does nothing until it is stopped and started.', ...(stays === undefined ? [] : [`That cannot be done now: ${stays}.`])] : []),
    ].join('\n'),
    icon: fresh === undefined || icon === 'error' ? icon : 'bell-dot',
    tone: fresh === undefined ? tone : 'error',
    kind: `guest.${guest.type}.${guest.status ?? 'unknown'}${stuck && stays !== undefined ? '.stays' : ''}`,
    hostId,
    subject: String(guest.vmid),
    children: [],
  };
}

function look({ status }: Guest) {
  return (status === undefined ? undefined : looks[status]) ?? otherLook;
}

function lastFailure({ vmid, pid }: Guest, { failures }: HostFacts): number | undefined {
  if (failures.state !== 'known') return undefined;
  const own = failures.value.failures.filter((failure) => failure.vmid === vmid || (pid !== undefined && failure.pid === pid));
  return own.length === 0 ? undefined : Math.max(...own.map(({ time }) => time));
}

function clock(time: number, now: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return now - time < 20 * 3_600_000 ? hours : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${hours} (${duration(now - time)})`;
}
