/** The table of rules, and the one function that applies them. */
import type { Finding, Severity } from '../finding';
import { enterpriseWithoutSubscription } from './rules/enterprise';
import { microcodeComponentMissing } from './rules/microcodeComponentMissing';
import { refused } from './rules/refused';
import type { AptRule } from './rules/rule';
import type { ParsedSources, SourcesContext } from './types';

const rules: readonly AptRule[] = [refused, microcodeComponentMissing, enterpriseWithoutSubscription];

export const ruleTable: readonly { readonly id: string; readonly severity: Severity; readonly title: string }[] = rules;

/** Every finding in one sources file, in the order of the file. */
export function checkSources(parsed: ParsedSources, context: SourcesContext): Finding[] {
  const found = rules.flatMap((rule) => rule.check(parsed, context).map((finding): Finding => ({ rule: rule.id, ...finding })));
  return found.sort((a, b) => startOf(a) - startOf(b));
}

function startOf({ where }: Finding): number {
  return where.kind === 'host' ? 0 : (where.range?.start ?? 0);
}
