/** What every step of the plan is computed from. */
import type { Finding } from '../../finding';
import type { MicrocodeVerdict } from '../../microcode';
import type { HostFacts } from '../facts';
import type { PlanStep } from '../plan';

export interface Situation {
  readonly facts: HostFacts;
  readonly verdict: MicrocodeVerdict;
  /** The revision that ran before the present one, where it is known. */
  readonly before: number | undefined;
  readonly findings: readonly Finding[];
}

export type Step = (situation: Situation) => PlanStep;
