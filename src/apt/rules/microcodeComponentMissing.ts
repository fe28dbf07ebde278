/** Debian's entries that lack the component in which the release keeps CPU microcode. */
import type { Finding, Severity } from '../../finding';
import { isDebianEntry, isProxmoxEntry } from '../archives';
import { appendComponents } from '../edits';
import { suiteOf } from '../releases';
import type { ParsedSources, SourceEntry, SourcesContext } from '../types';
import type { AptRule } from './rule';

export const microcodeComponentMissing: AptRule = {
  id: 'apt/microcode-component-missing',
  severity: 'warning',
  title: 'The component that holds CPU microcode is not enabled',
  check(parsed, context) {
    const severity = severityIn(parsed, context);
    return parsed.entries.flatMap((entry) => {
      const missing = missingComponents(entry, context);
      return missing.length === 0 ? [] : [finding(parsed, entry, missing, severity)];
    });
  },
};

/** What the entry lacks, in the order in which it is added; empty where the entry is none of Debian's, disabled, or of sources. */
function missingComponents(entry: SourceEntry, context: SourcesContext): readonly string[] {
  const binary = entry.types.some(({ text }) => text === 'deb');
  if (!entry.enabled || !binary || !isDebianEntry(entry, context)) return [];
  const suites = entry.suites.flatMap(({ text }) => suiteOf(text) ?? []);
  // Backports and proposed updates bring microcode to nobody who has not asked for it.
  const stock = suites.filter(({ pocket }) => pocket === '' || pocket === '-updates' || pocket === '-security');
  const [first, ...others] = stock.map(({ release }) => release.microcodeComponents);
  if (!first) return [];
  // A stanza for releases of both eras has no component that all of them know.
  if (others.some((components) => components.join() !== first.join())) return [];
  return first.filter((component) => !entry.components.some(({ text }) => text.replace(/^updates\//, '') === component));
}

function finding(parsed: ParsedSources, entry: SourceEntry, missing: readonly string[], severity: Severity): Omit<Finding, 'rule'> {
  const names = missing.join(' ');
  const suites = entry.suites.map(({ text }) => text).join(', ');
  const last = entry.components.at(-1);
  return {
    severity,
    message: `${suites} lacks ${missing.join(' and ')}, which ${missing.length === 1 ? 'holds' : 'hold'} CPU microcode`,
    where: { kind: 'document', range: last ? { start: entry.components[0]?.start ?? last.start, end: last.end } : entry.range },
    explanation: explanation(missing),
    fixes: [{ kind: 'edit', title: `Add ${names} to this entry`, edits: [appendComponents(parsed, entry, missing)], preferred: true, group: 'microcode-component' }],
  };
}

function explanation(missing: readonly string[]): string {
  return [
    `Debian keeps intel-microcode and amd64-microcode in ${missing.includes('non-free-firmware') ? 'non-free-firmware (since bookworm)' : 'non-free, and the iucode-tool that intel-microcode needs in contrib (up to bullseye)'}.`,
    'Without it apt does not find the package, and says nothing about that: the CPU goes on with the microcode of its BIOS.',
    'Enable it on the security and updates suites as well: updates of microcode come from there.',
    'In a virtual machine or a container microcode is the host’s business, and this can be ignored.',
  ].join(' ');
}

/** It costs guests where the file belongs to a host; most other Debian systems are guests themselves. */
function severityIn(parsed: ParsedSources, context: SourcesContext): Severity {
  if (context.host) return context.host.physicalPve ? 'warning' : 'information';
  const files = [parsed, ...(context.others ?? []).map((other) => other.parsed)];
  return files.some(({ entries }) => entries.some(isProxmoxEntry)) ? 'warning' : 'information';
}
