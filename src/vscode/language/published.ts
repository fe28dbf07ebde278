/** What of the findings is published: the user's own severities, and VS Code's limit said aloud. */
import type { Finding, Severity } from '../../finding';

export type Level = Severity | 'hint';

/** A finding with the severity that the user sees. */
export interface Published {
  readonly finding: Finding;
  readonly level: Level;
}

/** VS Code keeps 1,000 diagnostics per document and drops the rest; one place is for saying so. */
export const diagnosticsLimit = 999;

const ranks: Readonly<Record<Level, number>> = { error: 0, warning: 1, information: 2, hint: 3 };

/**
 * The findings to show, with `rules` (the setting pveDoctor.rules: rule id to 'off' or a level) applied. A value that is
 * neither leaves the rule as it is.
 */
export function publish(findings: readonly Finding[], rules: Readonly<Record<string, unknown>>): Published[] {
  return findings.flatMap((finding) => {
    const wish = rules[finding.rule];
    if (wish === 'off') return [];
    return [{ finding, level: isLevel(wish) ? wish : finding.severity }];
  });
}

/** The gravest `limit` of them, each level in the order of the text, and those that are left out. */
export function capped(all: readonly Published[], limit = diagnosticsLimit): { readonly shown: readonly Published[]; readonly omitted: readonly Published[] } {
  const ranked = all.length <= limit ? all : [...all].sort((a, b) => ranks[a.level] - ranks[b.level]);
  return { shown: ranked.slice(0, limit), omitted: ranked.slice(limit) };
}

/** Where a rule is explained, for the version of the extension that found it. */
export function ruleLink(rule: string, version: string): string {
  return `https://github.com/pve-doctor/pve-doctor/blob/v${version}/docs/rules.md#${ruleAnchor(rule)}`;
}

/** The anchor of a rule's heading in docs/rules.md, as Markdown viewers make it: the slash goes. */
export function ruleAnchor(rule: string): string {
  return rule.toLowerCase().replace(/[^a-z0-9_-]/g, '');
}

function isLevel(value: unknown): value is Level {
  return typeof value === 'string' && Object.hasOwn(ranks, value);
}
