/** A failure of a guest, as one entry of a journal tells it. */
import { scanLog } from '../kvm';
import type { FailureSummary } from './facts';
import { journalEntry, vmidOfUnit } from './journalEntry';

export type JournalFailure = FailureSummary['failures'][number];

/** From a line of `journalctl -o json`; undefined where it tells of none. */
export function journalFailure(line: string): JournalFailure | undefined {
  const entry = journalEntry(line);
  const [failure] = entry ? scanLog(line) : [];
  if (!entry || !failure) return undefined;
  const { time, pid, unit, bootId, message } = entry;
  const vmid = vmidOfUnit(unit);
  return { time, suberror: failure.suberror ?? 0, ...(pid === undefined ? {} : { pid }), ...(vmid === undefined ? {} : { vmid }), ...(bootId === '' ? {} : { bootId }), text: message };
}

/** The entry's place in the journal; undefined where it is none, or not whole. The quotes of a message are escaped. */
export function cursorOf(line: string): string | undefined {
  return journalEntry(line) ? /"__CURSOR"\s*:\s*"([^"\\]+)"/.exec(line)?.[1] : undefined;
}
