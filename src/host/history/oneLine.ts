/** What the logs of a host say, in one line: how often guests died, since when, and whether it stopped. */
import { type FailureSummary, type HostFacts, valueOf } from '../facts';
import { duration } from '../times';
import { burstsOf } from './bursts';

/** `3 × Suberror 3 in 9 days, last one 2 h ago`; with `boot`, how many of them came in this boot. */
export function evidenceLine(facts: HostFacts): string {
  if (facts.failures.state === 'unknown') return `failures are not known: ${facts.failures.reason}`;
  if (facts.failures.state === 'absent') return 'no journal to look for failures in';
  const { since, truncated } = facts.failures.value;
  const failures = failuresOf(facts.failures.value);
  const now = hostNow(facts);
  const first = failures[0];
  const last = failures.at(-1);
  if (!first || !last) return `no failures in the journal${since === undefined ? '' : ` of ${duration(now - since)}`}`;
  const span = failures.length === 1 ? '' : ` in ${duration(now - first.time)}`;
  return `${failures.length}${truncated ? ' or more' : ''} × ${kinds(failures)}${span}, ${failures.length === 1 ? '' : 'last one '}${duration(now - last.time)} ago`;
}

/** For a host that runs the new revision: whether any came since its boot, before what was before. */
export function sinceLine(facts: HostFacts): string {
  const boot = valueOf(facts.boot);
  const quiet = boot && failuresInThisBoot(facts) === 0 && (valueOf(facts.failures)?.failures.length ?? 0) > 0;
  return quiet ? `no failures since this boot (${duration(boot.uptimeSeconds * 1000)}); before: ${evidenceLine(facts)}` : evidenceLine(facts);
}

/** The first line of each: a burst of the same guest within minutes is one failure. */
export function failuresOf({ failures }: FailureSummary): FailureSummary['failures'] {
  return burstsOf(failures).map(([first]) => first);
}

/** Failures that came since this boot began; undefined where that is not known. */
export function failuresInThisBoot(facts: HostFacts): number | undefined {
  const boot = valueOf(facts.boot);
  const summary = valueOf(facts.failures);
  if (!boot || !summary) return undefined;
  const id = boot.id.replaceAll('-', '');
  return failuresOf(summary).filter((failure) => (failure.bootId === undefined ? failure.time >= boot.startedAt : failure.bootId === id)).length;
}

/** Now, by the clock of the host: that is what its journal is written by. */
export function hostNow({ boot, observedAt }: HostFacts): number {
  return boot.state === 'known' ? boot.value.startedAt + boot.value.uptimeSeconds * 1000 : observedAt;
}

function kinds(failures: FailureSummary['failures']): string {
  const different = [...new Set(failures.map(({ suberror }) => suberror))];
  return different.length === 1 && different[0] !== 0 ? `Suberror ${different[0] ?? ''}` : 'KVM failure';
}
