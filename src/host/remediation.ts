/** The remediation plan: a pure function from what is known of a host to four steps, of which at most one is next. */
import { type MicrocodeVerdict, assessMicrocode, hex } from '../microcode';
import { checkHost } from './checks';
import { type EvidenceRecord, microcodeEvidence, revisionBefore } from './evidence';
import { type HostFacts, type PackageContent, valueOf } from './facts';
import { evidenceLine, sinceLine } from './history/oneLine';
import type { PlanStep, RemediationPlan } from './plan';
import { componentStep } from './steps/component';
import { packageStep } from './steps/package';
import { rebootStep } from './steps/reboot';
import type { Situation } from './steps/situation';
import { verifyStep } from './steps/verify';

/** `records`: what was seen of this host before, oldest first; `content`: what the package that apt would install brings, where it was read. */
export function planRemediation(facts: HostFacts, records: readonly EvidenceRecord[] = [], content?: PackageContent): RemediationPlan {
  const verdict = assessMicrocode(microcodeEvidence(facts, content));
  const before = revisionBefore(facts, records);
  const why = reasonForNone(facts, verdict, isStory(facts, verdict, before, records));
  const known = { verdict, ...(before === undefined ? {} : { before }) };
  if (why !== undefined) return { applies: false, headline: why, ...known, steps: [] };
  const situation: Situation = { facts, verdict, before, findings: checkHost(facts) };
  const steps = [componentStep, packageStep, rebootStep, verifyStep].map((step) => step(situation)).map((step) => (verdict.state === 'current' ? withoutNeed(step) : step));
  return { applies: true, headline: verdict.state === 'current' ? sinceLine(facts) : evidenceLine(facts), ...known, steps: oneNext(steps) };
}

/** Why there is nothing to be done here; undefined where there is. */
function reasonForNone(facts: HostFacts, { state, running, package: packageName }: MicrocodeVerdict, story: boolean): string | undefined {
  switch (state) {
    case 'not-this-machine':
      return valueOf(facts.machine)?.kind === 'container' ? 'a container: microcode is its host’s business' : 'a virtual machine: microcode is its host’s business';
    case 'no-update-known':
      return packageName === undefined ? 'no microcode package for this CPU' : 'no update is known for this CPU';
    case 'unknown':
      return facts.cpu.state === 'known' ? undefined : 'the CPU could not be read';
    case 'current':
      return story ? undefined : `up to date${running === undefined ? '' : ` (${hex(running)})`}, ${evidenceLine(facts)}`;
    case 'reboot-pending':
    case 'will-not-load':
    case 'update-available':
    case 'not-loaded':
    case 'refused':
      return undefined;
  }
}

/**
 * Whether a rise is to be shown as done, as the proof: it was seen from here, or the kernel logged it and guests had died. A
 * host that was installed with the package loads it at every boot, too, and there is nothing to prove.
 */
function isStory(facts: HostFacts, { running }: MicrocodeVerdict, before: number | undefined, records: readonly EvidenceRecord[]): boolean {
  if (before === undefined || running === undefined || before > running) return false;
  return records.some(({ revision }) => revision === before) || (valueOf(facts.failures)?.failures.length ?? 0) > 0;
}

/** A BIOS may have brought the revision, without the package: then nothing is left to install. */
function withoutNeed(step: PlanStep): PlanStep {
  if (step.state !== 'next' || (step.id !== 'component' && step.id !== 'package')) return step;
  return { ...step, state: 'not-needed', detail: `The newest revision runs already, so this is not needed for it. With the package newer ones come by themselves. ${step.detail}` };
}

/** A step waits while an earlier one is open: then it is not the one thing to do now. */
function oneNext(steps: readonly PlanStep[]): PlanStep[] {
  let open = false;
  return steps.map((step) => {
    const waits = open && step.state === 'next';
    open ||= step.state === 'next' || step.state === 'blocked' || step.state === 'running' || step.state === 'unknown';
    return waits ? { ...step, state: 'later' } : step;
  });
}
