/** A rule is a row and a function: nothing else has to be touched to add one. */
import type { Finding, Severity } from '../../finding';
import type { ParsedSources, SourcesContext } from '../types';

export interface AptRule {
  readonly id: string;
  /** The gravest it can have; a finding may be milder where less hangs on it. */
  readonly severity: Severity;
  readonly title: string;
  check(parsed: ParsedSources, context: SourcesContext): readonly Omit<Finding, 'rule'>[];
}
