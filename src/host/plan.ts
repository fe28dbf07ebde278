/** The remediation plan: four steps from facts, each with its one action. See remediation.ts, which computes it. */
import type { MicrocodeVerdict } from '../microcode/types';

export type StepId = 'component' | 'package' | 'reboot' | 'verify';

export type StepState =
  /** Shown to be so by the facts. */
  | 'done'
  /** The one thing to do now. */
  | 'next'
  /** Waits for an earlier step. */
  | 'later'
  /** Cannot be done now; `detail` says why and what to do. */
  | 'blocked'
  /** Going on at the host right now. */
  | 'running'
  | 'not-needed'
  /** A fact that it depends on is not known; `detail` says which. */
  | 'unknown';

export interface PlanStep {
  readonly id: StepId;
  /** Short and stable: "Component enabled", "Package installed", "Rebooted", "Revision verified". */
  readonly title: string;
  readonly state: StepState;
  /** What changes: "non-free-firmware is missing in 3 entries". Short, the worst first. */
  readonly description: string;
  /** The whole story, for the tooltip and the page: why, and what the action will do. */
  readonly detail: string;
  /** The package is on hold: apt leaves it alone until it is released. */
  readonly held?: true;
}

export interface RemediationPlan {
  /** False: nothing is to be done here, and `headline` says why. The steps are then empty. */
  readonly applies: boolean;
  /** The evidence: "3 × Suberror 3 in 9 days, last one 2 h ago", or why there is no plan. */
  readonly headline: string;
  readonly verdict: MicrocodeVerdict;
  /** The revision that ran before the present one: as the kernel logged it, else as it was seen in an earlier boot. */
  readonly before?: number;
  readonly steps: readonly PlanStep[];
}
