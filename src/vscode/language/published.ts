/** What of the findings is published: the user's own severities, and VS Code's limit said aloud. */
import type { PlacedFinding } from '../../apt';
import type { Finding, Severity } from '../../finding';

export type Level = Severity | 'hint';

/** A finding at its place, with the severity that the user sees. */
export interface Published extends PlacedFinding {
  readonly level: Level;
}

/** VS Code keeps 1,000 diagnostics per document and drops the rest; one place is for saying so. */
export const diagnosticsLimit = 999;

/** The gravest first. */
const levels: readonly Level[] = ['error', 'warning', 'information', 'hint'];

/** Findings whose places count from the beginning of the text. */
export function inPlace(findings: readonly Finding[]): PlacedFinding[] {
  return findings.map((finding) => ({ finding, start: 0, line: 0 }));
}

/**
 * The findings to show, with `rules` (the setting pveDoctor.rules: rule id to 'off' or a level) applied. A value that is
 * neither leaves the rule as it is.
 */
export function publish(placed: readonly PlacedFinding[], rules: Readonly<Record<string, unknown>>): Published[] {
  const published: Published[] = [];
  for (const { finding, start, line } of placed) {
    const wish = rules[finding.rule];
    if (wish !== 'off') published.push({ finding, start, line, level: isLevel(wish) ? wish : finding.severity });
  }
  return published;
}

/** The gravest `limit` of them, each level in the order of the text, and those that are left out. */
export function capped(all: readonly Published[], limit = diagnosticsLimit): { readonly shown: readonly Published[]; readonly omitted: readonly Published[] } {
  const ranked = all.length <= limit ? all : levels.flatMap((level) => all.filter((one) => one.level === level));
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
  return levels.some((level) => level === value);
}
