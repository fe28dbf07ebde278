/** What is said of failures that were just met: one sentence, whatever their number. */
import { suberrorName } from '../../kvm';
import type { WatchedFailure } from './types';

export interface Notice {
  readonly message: string;
  /** The one guest that it is about; undefined: several, or not known. */
  readonly vmid?: number;
}

/** `name`: a guest's number and name. Failures in the order in which they came, at least one. */
export function noticeOf(failures: readonly WatchedFailure[], host: string, name: (failure: WatchedFailure) => string | undefined): Notice {
  const [first] = failures;
  const guests = [...new Map(failures.map((failure) => [failure.vmid ?? `pid ${failure.pid ?? ''}`, failure])).values()];
  const [only, ...others] = guests;
  if (!first || !only) return { message: `KVM failures on ${host}` };
  if (others.length === 0) {
    const guest = name(only);
    const who = guest === undefined ? `A guest on ${host}` : `Guest ${guest} on ${host}`;
    const unnamed = guest === undefined && only.pid !== undefined ? ` Which one is not known; QEMU’s process was ${only.pid}.` : '';
    return { message: `${who} died: ${kindOf(only)}.${unnamed}`, ...(only.vmid === undefined ? {} : { vmid: only.vmid }) };
  }
  const named = guests.map(name).filter((one) => one !== undefined);
  const unknown = guests.length - named.length;
  const list = [...named, ...(unknown === 0 ? [] : [unknown === 1 ? 'one that is not known' : `${unknown} that are not known`])].join(', ');
  return { message: `${guests.length} guests on ${host} died of KVM failures: ${list}.` };
}

function kindOf({ suberror, text }: WatchedFailure): string {
  return suberror === 0 ? text : `KVM internal error, suberror ${suberror} (${suberrorName(suberror).replace(/:.*$/, '')})`;
}
