/** Reads a host's history: one round trip, which may take a while where the journal is large. */
import { type Access, decode } from '../access';
import type { EvidenceRecord } from '../evidence';
import { scripts } from '../scripts';
import { parseHistory } from './parse';
import { historyArguments, historyDeadline } from './sections';
import type { HostHistory } from './types';

export interface HistoryOptions {
  readonly signal?: AbortSignal;
  /** After a click, which may ask for sudo's password. */
  readonly mayAsk: boolean;
}

/** Rejects where the host is not reached; what one section could not tell is unknown in the history, with the reason. */
export async function readHistory(access: Access, records: readonly EvidenceRecord[], { signal, mayAsk }: HistoryOptions): Promise<HostHistory> {
  await access.machine.connect({ mayAsk, ...(signal ? { signal } : {}) });
  const { stdout } = await access.run(scripts.probe, historyArguments, 'prefer', {
    priority: mayAsk ? 'user' : 'background',
    deadline: historyDeadline,
    ...(signal ? { signal } : {}),
  });
  return parseHistory(decode(stdout), records);
}
