/** A rule is a row and a function: nothing else has to be touched to add one. */
import type { Finding, Severity } from '../../finding';
import type { Subject } from '../subject';

/** What a rule says of one place: the table adds the rule's id. */
export type Told = Omit<Finding, 'rule'>;

export interface AptRule {
  readonly id: string;
  /** The gravest it can have; a finding may be milder where less hangs on it. */
  readonly severity: Severity;
  readonly title: string;
  check(subject: Subject): readonly Told[];
}
