/** What the tree shows of a host's failures beside its facts: searches, the watch, and what is new. Plain data. */
import type { SearchProgress, SearchResult, WatchState, WatchedFailure } from '../../host';
import { fileName } from '../hosts/words';

export interface ShownFailures {
  readonly result: SearchResult | undefined;
  /** Undefined where no search goes on. */
  readonly searching: { readonly progress: SearchProgress | undefined } | undefined;
  readonly watch: WatchState;
  /** Met while watching, and not looked at yet; oldest first. */
  readonly unseen: readonly WatchedFailure[];
}

export const nothingShown: ShownFailures = { result: undefined, searching: undefined, watch: { kind: 'off' }, unseen: [] };

/** `syslog.2.gz, 40 %`. */
export function progressWords({ source, done }: SearchProgress): string {
  return source === 'journal' ? 'journal' : `${fileName(source)}, ${Math.floor(done * 100)} %`;
}

/** In one line, for tooltips; undefined where it is not watched. */
export function watchWords({ watch }: ShownFailures): string | undefined {
  switch (watch.kind) {
    case 'off':
      return undefined;
    case 'waiting':
      return 'Watched for KVM failures as soon as it is connected.';
    case 'watching':
      return 'Watched for KVM failures.';
    case 'elsewhere':
      return 'Watched for KVM failures by another window.';
    case 'failed':
      return `Not watched, though it should be: ${watch.reason}.`;
  }
}

/** New failures of that guest; `pid` where the guest was not known. */
export function unseenOf({ unseen }: ShownFailures, { vmid, pid }: { readonly vmid: number; readonly pid?: number }): readonly WatchedFailure[] {
  return unseen.filter((failure) => failure.vmid === vmid || (failure.vmid === undefined && pid !== undefined && failure.pid === pid));
}
