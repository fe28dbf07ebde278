/** What is known of one host, as a whole: it changes at once, and is announced once a change. */
import type { Finding } from '../finding';
import type { ConnectionState } from '../machine';
import type { HostFacts } from './facts';
import type { RemediationPlan } from './plan';
import type { Rebooting } from './rebooting';

/** What the tree and the pages show of a host. */
export interface HostView {
  readonly id: string;
  readonly label: string;
  readonly connection: ConnectionState;
  /** As they were read last; they stay while the host does not answer. */
  readonly facts?: HostFacts;
  readonly plan?: RemediationPlan;
  readonly findings: readonly Finding[];
  /** Why the last look failed. */
  readonly error?: Error;
  readonly refreshing: boolean;
  readonly rebooting?: Rebooting;
}
