/** A rule about a host as a whole is a row and a function. */
import type { Finding, Severity } from '../../finding';
import type { HostFacts } from '../facts';

export interface HostRule {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** Message and explanation of each finding; empty where the host is as it should be, or not known. */
  check(facts: HostFacts): readonly { readonly message: string; readonly explanation: string; readonly fixes?: Finding['fixes'] }[];
}
