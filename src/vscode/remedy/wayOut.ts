/** A dead guest that is the host's gateway or DNS server keeps apt from its repositories: it comes first. */
import { type DeadWay, type HostSession, deadWays, valueOf, wayWords } from '../../host';
import { withProgress } from '../report';
import { stopAndStart } from './guest';

/** Offers to stop and start each such guest. */
export async function restoreWayOut(session: HostSession): Promise<void> {
  const guests = valueOf(session.view.facts?.guests) ?? [];
  if (!guests.some(({ status }) => status === 'internal-error')) return;
  const surroundings = await withProgress(`Looking at how ${session.view.label} reaches the network`, (signal) => session.surroundings({ signal }));
  for (const way of deadWays(guests, surroundings)) await stopAndStart(session, way.guest.vmid, reason(way));
}

function reason(way: DeadWay): string {
  return way.sure
    ? `It is this host’s ${wayWords(way)}: until it runs again, apt may not reach its repositories.`
    : `This host’s ${wayWords(way)} does not answer, and was on the same bridge: it may be this guest. Until it runs again, apt may not reach its repositories.`;
}
