/** What of the findings is published: the user's own severities, and VS Code's limit said aloud. */
import type { PlacedFinding } from '../../apt';
import type { Finding, Severity } from '../../finding';
import { diagnosticsLimit, type Visit } from './analysis';

export type Level = Severity | 'hint';

/** A finding with the severity that the user sees. */
interface Leveled {
  readonly finding: Finding;
  readonly level: Level;
}

/** The same at its place. */
export type Published = Leveled & PlacedFinding;

/** The gravest first. */
const levels: readonly Level[] = ['error', 'warning', 'information', 'hint'];

/**
 * The findings to show, with `rules` (the setting pveDoctor.rules: rule id to 'off' or a level) applied. A value that is
 * neither leaves the rule as it is.
 */
export function publish(findings: readonly Finding[], rules: Readonly<Record<string, unknown>>): Leveled[] {
  const levelOf = levelsBy(rules);
  return findings.flatMap((finding) => {
    const level = levelOf(finding.rule, finding.severity);
    return level ? [{ finding, level }] : [];
  });
}

/** The level of a finding, undefined where its rule is off. */
function levelsBy(rules: Readonly<Record<string, unknown>>): (rule: string, severity: Severity) => Level | undefined {
  return (rule, severity) => {
    const wish = rules[rule];
    if (wish === undefined) return severity;
    return wish === 'off' ? undefined : isLevel(wish) ? wish : severity;
  };
}

/** The findings to show of a document that may have thousands. */
export interface Shown {
  /** The gravest, each level in the order of the text; all in that order where none is left out. */
  readonly shown: readonly Published[];
  readonly omitted: number;
  readonly firstOmitted: Published | undefined;
}

/** As `publish` for all that `each` visits, at most `limit`: nothing is made for those that are left out. */
export function publishGravest(each: (visit: Visit) => void, rules: Readonly<Record<string, unknown>>, limit = diagnosticsLimit): Shown {
  const levelOf = levelsBy(rules);
  const inOrder: Published[] = [];
  const byLevel: Record<Level, Published[]> = { error: [], warning: [], information: [], hint: [] };
  let all = 0;
  each((rule, severity, make) => {
    const level = levelOf(rule, severity);
    if (!level) return;
    all += 1;
    const ofLevel = byLevel[level];
    // One more than may be shown: the first that is left out.
    if (ofLevel.length > limit) return;
    const one = { ...make(), level };
    ofLevel.push(one);
    if (inOrder.length < limit) inOrder.push(one);
  });
  if (all <= limit) return { shown: inOrder, omitted: 0, firstOmitted: undefined };
  const gravest = levels.flatMap((level) => byLevel[level]);
  return { shown: gravest.slice(0, limit), omitted: all - limit, firstOmitted: gravest[limit] };
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
