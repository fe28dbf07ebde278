/** One round trip's text as facts; a section that is missing or broken takes no other with it. */
import type { HostFacts } from '../facts';
import { clusterOf } from './cluster';
import { guestsOf } from './guests';
import { highAvailabilityOf } from './ha';
import { failuresOf, logFilesOf } from './logs';
import { microcodeFacts } from './microcode';
import { factOf, splitProbe } from './sectioned';
import { sourcesFacts } from './sources';
import { systemFacts } from './system';
import { workFacts } from './work';

/** What probe.sh printed; `observedAt` in milliseconds since 1970. Never throws. */
export function parseProbe(text: string, observedAt = Date.now()): HostFacts {
  const found = splitProbe(text);
  return {
    observedAt,
    ...systemFacts(found),
    ...microcodeFacts(found),
    ...sourcesFacts(found),
    ...workFacts(found),
    guests: factOf(found, 'guests', guestsOf),
    cluster: factOf(found, 'cluster', clusterOf),
    ha: factOf(found, 'ha', highAvailabilityOf),
    logs: factOf(found, 'logs', logFilesOf),
    failures: factOf(found, 'failures', failuresOf),
  };
}
