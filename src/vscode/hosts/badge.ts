/** The number at the view's icon: guests that need a look. */
import { type HostFacts, type WatchedFailure, valueOf } from '../../host';
import { count } from './words';

export interface Counted {
  readonly id: string;
  readonly facts: HostFacts | undefined;
  /** Met while watching, and not looked at yet. */
  readonly unseen: readonly WatchedFailure[];
}

/** Each guest counts once, dead or newly failed or both. */
export function badgeOf(hosts: readonly Counted[]): { readonly value: number; readonly tooltip: string } | undefined {
  const all = new Set<string>();
  let down = 0;
  let fresh = 0;
  for (const { id, facts, unseen } of hosts) {
    const guests = valueOf(facts?.guests) ?? [];
    for (const { vmid } of guests.filter(({ status }) => status === 'internal-error')) {
      down += 1;
      all.add(`${id}/${vmid}`);
    }
    fresh += unseen.length;
    for (const { vmid, pid } of unseen) {
      const guest = vmid ?? guests.find((one) => pid !== undefined && one.pid === pid)?.vmid;
      all.add(guest === undefined ? `${id}/process ${pid ?? 'unknown'}` : `${id}/${guest}`);
    }
  }
  const words = [down === 0 ? '' : `${count(down, 'guest')} in internal-error`, fresh === 0 ? '' : count(fresh, 'new KVM failure')].filter(Boolean);
  return all.size === 0 ? undefined : { value: all.size, tooltip: words.join(', ') };
}
