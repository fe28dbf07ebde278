/** What the rules about suites have in common: one kind of fault each, and the suite of the host's own release as the fix. */
import type { Fix, Severity } from '../../finding';
import { replaceRange } from '../edits';
import type { Subject } from '../subject';
import { type FaultySuite, type SuiteFault, suiteFaults, suiteOfHost } from '../suiteFaults';
import { isNoWorse } from '../tried';
import type { AptRule } from './rule';

type Kind = SuiteFault['kind'];
type Faulty<K extends Kind> = FaultySuite & { readonly fault: Extract<SuiteFault, { kind: K }> };

interface Row<K extends Kind> {
  readonly id: string;
  readonly kind: K;
  readonly severity: Severity;
  readonly title: string;
  readonly tell: (faulty: Faulty<K>, subject: Subject) => { readonly message: string; readonly explanation: string; readonly severity?: Severity };
}

/** A loose file that names no repository of Proxmox may belong to whatever machine: there it is advice. */
export function suiteRule<K extends Kind>({ id, kind, severity, title, tell }: Row<K>): AptRule {
  const isOfKind = (faulty: FaultySuite): faulty is Faulty<K> => faulty.fault.kind === kind;
  return {
    id,
    scope: 'entry',
    severity,
    title,
    check(subject) {
      const grave = subject.context.host !== undefined || subject.whole.ofProxmox;
      return suiteFaults(subject).filter(isOfKind).map((faulty) => ({
        severity: grave ? severity : 'information',
        ...tell(faulty, subject),
        where: { kind: 'document', range: { start: faulty.token.start, end: faulty.token.end } },
        fixes: fixes(subject, faulty),
      }));
    },
  };
}

function fixes(subject: Subject, faulty: FaultySuite): Fix[] {
  const { token, known } = faulty;
  const name = suiteOfHost(subject, faulty);
  if (name === undefined) return [];
  const edits = [replaceRange(token, name)];
  // Under its new name the suite may contradict another entry of it: then apt would refuse both.
  return isNoWorse(subject.parsed, known.entry.range, edits) ? [{ kind: 'edit', title: `Replace ${token.text} by ${name}`, edits }] : [];
}
