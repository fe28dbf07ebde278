/** The table of rules, and the one function that applies them. */
import type { Finding, Severity } from '../finding';
import { isLeftover } from './fileName';
import { commaInValue } from './rules/commaInValue';
import { commentInValue } from './rules/commentInValue';
import { duplicateEntry } from './rules/duplicateEntry';
import { enabledNotUnderstood } from './rules/enabledNotUnderstood';
import { enterpriseWithoutSubscription } from './rules/enterprise';
import { ignoredField } from './rules/ignoredField';
import { ignoredFileName } from './rules/ignoredFileName';
import { indentedStanza } from './rules/indentedStanza';
import { microcodeComponentMissing } from './rules/microcodeComponentMissing';
import { misspeltField, optionCase } from './rules/optionNames';
import { refused } from './rules/refused';
import type { AptRule } from './rules/rule';
import { mixedSuites, newerSuite, oldSuite, unreleasedSuite } from './rules/suiteAge';
import { suiteAlias, unknownSuite, wrongSecuritySuite } from './rules/suiteName';
import { repeatedField, swallowedStanza } from './rules/swallowedStanza';
import { testRepository } from './rules/testRepository';
import { unknownComponent } from './rules/unknownComponent';
import { type Subject, subjectOf } from './subject';
import type { ParsedSources, SourcesContext } from './types';

/** Of findings at one place the first one here comes first. */
export const rules: readonly AptRule[] = [
  refused,
  microcodeComponentMissing,
  enterpriseWithoutSubscription,
  swallowedStanza,
  repeatedField,
  indentedStanza,
  commentInValue,
  commaInValue,
  enabledNotUnderstood,
  unknownComponent,
  misspeltField,
  optionCase,
  ignoredField,
  oldSuite,
  newerSuite,
  mixedSuites,
  unreleasedSuite,
  suiteAlias,
  unknownSuite,
  wrongSecuritySuite,
  testRepository,
  duplicateEntry,
  ignoredFileName,
];

export const ruleTable: readonly { readonly id: string; readonly severity: Severity; readonly title: string }[] = rules;

/** Every finding in one sources file, in the order of the file; none in a copy such as `sources.list.bak`. */
export function checkSources(parsed: ParsedSources, context: SourcesContext): Finding[] {
  // Of a copy that apt is not meant to read nobody wants to know.
  if (isLeftover(context.path ?? '')) return [];
  const subject = subjectOf(parsed, context);
  const found: Finding[] = [];
  for (const rule of rules) found.push(...apply(rule, subject));
  return inOrder(found);
}

/** What one rule finds. */
export function apply(rule: AptRule, subject: Subject): Finding[] {
  return rule.check(subject).map((told) => ({ rule: rule.id, ...told }));
}

/** Of the text; findings at one place stay as they are. */
export function inOrder(findings: Finding[]): Finding[] {
  return findings.length < 2 ? findings : findings.sort((a, b) => startOf(a) - startOf(b));
}

export function startOf({ where }: Finding): number {
  return where.kind === 'host' ? 0 : (where.range?.start ?? 0);
}
