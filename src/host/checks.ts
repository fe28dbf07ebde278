/** Every finding about a host: those in its sources files, and those about the host itself. */
import { type ParsedSources, checkSources, formatOfPath, parseSources } from '../apt';
import type { Finding, Severity } from '../finding';
import { type HostFacts, type SourcesFile, valueOf } from './facts';
import { biosFirst } from './rules/bios';
import { microcodeKnownBad, microcodeMixed } from './rules/microcode';
import { firmwareHintSilenced, packagingUnfinished } from './rules/packaging';
import { endOfLife } from './rules/release';
import type { HostRule } from './rules/rule';
import { sourcesContext } from './sourcesContext';

const rules: readonly HostRule[] = [packagingUnfinished, microcodeKnownBad, microcodeMixed, firmwareHintSilenced, biosFirst, endOfLife];

export const ruleTable: readonly { readonly id: string; readonly severity: Severity; readonly title: string }[] = rules;

/** In the order of the files, then of the table; ranges are of the text that the probe read. */
export function checkHost(facts: HostFacts): Finding[] {
  return [...(valueOf(facts.sources) ?? []).flatMap((file) => checkFile(facts, file)), ...rules.flatMap((rule) => checkRule(rule, facts))];
}

/** A sources file as parsed; undefined where it has no text. */
export function parseFile({ path, text }: SourcesFile): ParsedSources | undefined {
  const format = formatOfPath(path);
  return text === undefined || !format ? undefined : parseSources(text, format);
}

function checkFile(facts: HostFacts, file: SourcesFile): Finding[] {
  const parsed = parseFile(file);
  if (!parsed) return [];
  return checkSources(parsed, sourcesContext(facts, file.path) ?? {}).map((finding) => ({
    ...finding,
    where: { kind: 'file', path: file.path, ...(finding.where.kind === 'document' ? { range: finding.where.range } : {}) },
  }));
}

function checkRule(rule: HostRule, facts: HostFacts): Finding[] {
  return rule.check(facts).map((finding) => ({ rule: rule.id, severity: rule.severity, where: { kind: 'host' }, fixes: [], ...finding }));
}
