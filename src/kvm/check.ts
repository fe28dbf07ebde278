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
  const failures = scanLog(text);
  const judge = judgeOf(failures, text, elsewhere);
  return failures.map((failure) => judge.findingOf(failure));
}

/** Makes the finding of each failure of a log when it is asked for, and once: a log may have 100,000, of which VS Code shows 1,000. */
export class LogJudge {
  private readonly made = new WeakMap<Failure, Finding>();

  /** `beside` is undefined for a log without a failure: nobody looks for it then. */
  constructor(
    readonly beside: Beside | undefined,
    readonly elsewhere: Elsewhere | undefined,
  ) {}

  findingOf(failure: Failure): Finding {
    const known = this.made.get(failure);
    if (known) return known;
    const named = this.elsewhere?.named(failure) ?? failure;
    const finding = findingOf(named, this.beside, this.elsewhere?.told(named));
    this.made.set(failure, finding);
    return finding;
  }
}

/** For the failures that were found in the text. */
export function judgeOf(failures: readonly Failure[], text: string, elsewhere?: Elsewhere): LogJudge {
  return new LogJudge(failures.length === 0 ? undefined : lookBeside(text), elsewhere);
}

/** Its row of the table: what decides, beside the user's wishes, whether the failure is shown. */
export function ruleOf({ kind, suberror }: Failure): (typeof ruleTable)[number] {
  const [three, other, sister] = ruleTable;
  if (kind !== 'internal-error') return sister;
  return suberror === 3 ? three : other;
}

/** `beside` is what else the same text knows, `told` what is known from elsewhere; without them nothing is said of that. */
export function findingOf(failure: Failure, beside?: Beside, told?: readonly string[]): Finding {
  const { id, severity } = ruleOf(failure);
  const near = beside && besideOf(failure, beside);
  return {
    rule: id,
    severity,
    message: `${who(failure)} died: ${what(failure)}`,
    where: { kind: 'document', range: { start: failure.offset, end: failure.end } },
    // Made when it is read: of the many that a log may have, few are hovered over.
    get explanation() {
      return explainFailure(failure, near, told);
    },
    fixes: id === 'kvm/suberror-3' ? [{ kind: 'action', title: 'Show the microcode revision', action: 'showRevision' }, { kind: 'action', title: 'Open the host’s apt sources', action: 'openSources' }] : [],
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
