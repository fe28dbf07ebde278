/** The table of rules for logs, and the one function that applies them. */
import type { Finding, Related, Severity, TextRange } from '../finding';
import { type Beside, besideOf, lookBeside } from './beside';
import { suberrorName } from './decode';
import { explainFailure } from './explain';
import { scanLog } from './scan';
import type { Failure } from './types';

export const ruleTable = [
  { id: 'kvm/suberror-3', severity: 'warning', title: 'A guest died with KVM internal error, suberror 3' },
  { id: 'kvm/internal-error', severity: 'information', title: 'A guest died with another KVM internal error' },
  { id: 'kvm/sister-message', severity: 'information', title: 'A guest died because KVM could not run it' },
] as const satisfies readonly { id: string; severity: Severity; title: string }[];

/** What is known of a failure beside the text, where the host is at hand that wrote it. */
export interface Elsewhere {
  /** The failure, with its guest where the host knows it better than the text. */
  named(failure: Failure): Failure;
  /** Plain paragraphs for its explanation. */
  told(failure: Failure): readonly string[];
}

/** One finding per failure, in the order of the text. */
export function checkLog(text: string, elsewhere?: Elsewhere): Finding[] {
  return findingsOf(scanLog(text), text, elsewhere);
}

/** One finding for each failure that was found in the text. */
export function findingsOf(failures: readonly Failure[], text: string, elsewhere?: Elsewhere): Finding[] {
  if (failures.length === 0) return [];
  const beside = lookBeside(text);
  return failures.map((failure) => {
    const named = elsewhere?.named(failure) ?? failure;
    return findingOf(named, beside, elsewhere?.told(named));
  });
}

/** `beside` is what else the same text knows, `told` what is known from elsewhere; without them nothing is said of that. */
export function findingOf(failure: Failure, beside?: Beside, told?: readonly string[]): Finding {
  const [three, other, sister] = ruleTable;
  const near = beside && besideOf(failure, beside);
  const rule = failure.kind !== 'internal-error' ? sister : failure.suberror === 3 ? three : other;
  return {
    rule: rule.id,
    severity: rule.severity,
    message: `${who(failure)} died: ${what(failure)}`,
    where: { kind: 'document', range: { start: failure.offset, end: failure.end } },
    explanation: explainFailure(failure, near, told),
    fixes: rule === three ? [{ kind: 'action', title: 'Show the microcode revision', action: 'showRevision' }, { kind: 'action', title: 'Open the host’s apt sources', action: 'openSources' }] : [],
    related: related(failure, near),
  };
}

function who({ vmid, vmidGuessed }: Failure): string {
  if (vmid === undefined) return 'A guest';
  return vmidGuessed ? `A guest, perhaps ${vmid},` : `Guest ${vmid}`;
}

function what({ kind, suberror }: Failure): string {
  if (kind !== 'internal-error') return `KVM could not run it (${kind})`;
  return suberror === undefined ? 'KVM internal error' : `KVM internal error, suberror ${suberror} (${suberrorName(suberror).replace(/:.*$/, '')})`;
}

/** A list of machine checks says no more than the first. */
const mostRelated = 3;

function related({ vmidEvidence, dump }: Failure, near: Beside | undefined): Related[] {
  const link = (message: string, range: TextRange): Related => ({ message, where: { kind: 'document', range } });
  return [
    ...(dump ? [link('What QEMU printed with it', dump)] : []),
    ...(vmidEvidence ? [link('This names the guest', vmidEvidence)] : []),
    ...(near?.outOfMemory ?? []).slice(0, mostRelated).map(({ range }) => link('The host ran out of memory and killed this guest', range)),
    ...(near?.machineChecks ?? []).slice(0, mostRelated).map((range) => link('A machine check or memory error', range)),
  ];
}
