/** Every finding about a host: those in its sources files, and those about the host itself. */
import { checkSources } from '../apt';
import type { Finding, Severity } from '../finding';
import type { HostFacts } from './facts';
import { type ParsedFile, parsedFilesOf } from './parsedFiles';
import { biosFirst } from './rules/bios';
import { haMaintenance } from './rules/ha';
import { microcodeHeld, microcodeKnownBad, microcodeLate, microcodeMixed, microcodeRefused } from './rules/microcode';
import { espMissing, initramfsWithoutMicrocode, kernelPinned, littleRoom, loaderDisabled, microcodeLeftOut } from './rules/nextBoot';
import { firmwareHintSilenced, packagingUnfinished } from './rules/packaging';
import { endOfLife } from './rules/release';
import { ignoredSourcesFile, noPveRepository, twoPveRepositories } from './rules/repositories';
import type { HostRule } from './rules/rule';
import { sourcesContext } from './sourcesContext';

const aboutRepositories: readonly HostRule[] = [noPveRepository, ignoredSourcesFile, twoPveRepositories];
const aboutMicrocode: readonly HostRule[] = [microcodeKnownBad, microcodeRefused, microcodeMixed, microcodeLate, microcodeHeld];
const aboutNextBoot: readonly HostRule[] = [loaderDisabled, microcodeLeftOut, initramfsWithoutMicrocode, espMissing, littleRoom, kernelPinned];
const rules: readonly HostRule[] = [packagingUnfinished, haMaintenance, ...aboutMicrocode, ...aboutNextBoot, ...aboutRepositories, firmwareHintSilenced, biosFirst, endOfLife];

export const ruleTable: readonly { readonly id: string; readonly severity: Severity; readonly title: string }[] = rules;

/** Whether it is about the repositories of a host as a whole, and not about a place in one file. */
export function isAboutRepositories({ rule }: Finding): boolean {
  return aboutRepositories.some(({ id }) => id === rule);
}

/** In the order of the files, then of the table; ranges are of the text that the probe read. */
export function checkHost(facts: HostFacts): Finding[] {
  return [...parsedFilesOf(facts).flatMap((file) => checkFile(facts, file)), ...rules.flatMap((rule) => checkRule(rule, facts))];
}

function checkFile(facts: HostFacts, { path, parsed }: ParsedFile): Finding[] {
  return checkSources(parsed, sourcesContext(facts, path) ?? {}).map((finding) => ({
    ...finding,
    where: { kind: 'file', path, ...(finding.where.kind === 'document' ? { range: finding.where.range } : {}) },
    ...(finding.related ? { related: finding.related.map(({ message, where }) => ({ message, where: where.kind === 'document' ? ({ kind: 'file', path, range: where.range } as const) : where })) } : {}),
  }));
}

function checkRule(rule: HostRule, facts: HostFacts): Finding[] {
  return rule.check(facts).map((finding) => ({ rule: rule.id, severity: rule.severity, where: { kind: 'host' }, fixes: [], ...finding }));
}
