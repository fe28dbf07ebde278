/**
 * Which guest a failure was, as far as the host itself knows and the log at hand does not tell: by what its journal tells of the
 * process, and by the pid files of the guests that run now.
 */
import type { Failure } from '../kvm';
import { type HostFacts, type Zone, valueOf } from './facts';
import { hostNow } from './history/oneLine';
import { dated } from './search/localTime';
import type { FoundFailure } from './search/types';

/** What a failure has to tell to be looked up. */
type Nameless = Pick<FoundFailure, 'pid' | 'vmid' | 'vmidGuessed' | 'time' | 'timeText'>;

export interface NamedGuest {
  readonly vmid: number;
  /** In words, after “because”. */
  readonly reason: string;
}

/** Two records of one failure: syslog writes whole seconds. */
const sameMoment = 2_000;

/** Undefined where the log names the guest for sure, and where the host does not know it either. */
export function guestOf(failure: Nameless, facts: HostFacts, found: readonly FoundFailure[] = []): NamedGuest | undefined {
  const { pid, vmid, vmidGuessed } = failure;
  if (pid === undefined || (vmid !== undefined && vmidGuessed !== true)) return undefined;
  const time = timeIn(failure, facts);
  if (time === undefined) return undefined;
  return byJournal(pid, time, facts) ?? bySearch(pid, time, found) ?? byPidFile(pid, time, facts);
}

/** The failure of a document, with what the host knows of its guest. */
export function withGuest(failure: Failure, facts: HostFacts, found: readonly FoundFailure[] = []): Failure {
  const { pid, vmid, vmidGuessed, time, timeText } = failure;
  const named = guestOf({ ...(pid === undefined ? {} : { pid }), ...(vmid === undefined ? {} : { vmid }), ...(time === undefined ? {} : { time }), ...(timeText === undefined ? {} : { timeText }), vmidGuessed }, facts, found);
  return named ? { ...failure, vmid: named.vmid, vmidReason: named.reason, vmidGuessed: false, vmidEvidence: undefined } : failure;
}

/** When that was (ms since 1970): a time without a year is the host's own, and the last one that is not in the future. */
export function timeIn({ time, timeText }: Pick<FoundFailure, 'time' | 'timeText'>, facts: HostFacts): number | undefined {
  const zone: Zone | undefined = valueOf(facts.boot)?.zone;
  if (time !== undefined || timeText === undefined || zone === undefined) return time;
  return dated([{ timeText }], hostNow(facts), zone)[0]?.time;
}

function byJournal(pid: number, time: number, { failures }: HostFacts): NamedGuest | undefined {
  const entry = valueOf(failures)?.failures.find((one) => one.pid === pid && one.vmid !== undefined && Math.abs(one.time - time) <= sameMoment);
  return entry?.vmid === undefined ? undefined : { vmid: entry.vmid, reason: `the host’s journal names its unit (${entry.vmid}.scope)` };
}

function bySearch(pid: number, time: number, found: readonly FoundFailure[]): NamedGuest | undefined {
  const same = found.find((one) => one.pid === pid && one.vmid !== undefined && one.vmidGuessed !== true && one.time !== undefined && Math.abs(one.time - time) <= sameMoment);
  return same?.vmid === undefined ? undefined : { vmid: same.vmid, reason: same.vmidReason ?? 'the host’s logs name it' };
}

/** A pid file is the present process's: it tells nothing of another boot, nor of what was before that process. */
function byPidFile(pid: number, time: number, { guests, boot }: HostFacts): NamedGuest | undefined {
  const startedAt = valueOf(boot)?.startedAt;
  const guest = valueOf(guests)?.find((one) => one.pid === pid);
  if (startedAt === undefined || guest?.pidSince === undefined || time < Math.max(startedAt, guest.pidSince)) return undefined;
  return { vmid: guest.vmid, reason: `its pid file on the host names process ${pid}` };
}
