/** The enterprise repository on a host that has no subscription: its server answers 401, and apt update ends with an error. */
import type { TextEdit } from '../../finding';
import { partsOf } from '../uri';
import type { ParsedSources, SourceEntry } from '../types';
import type { AptRule } from './rule';

export const enterpriseWithoutSubscription: AptRule = {
  id: 'apt/enterprise-without-subscription',
  severity: 'warning',
  title: 'The enterprise repository is enabled, and there is no subscription',
  check(parsed, { host }) {
    // Only the host knows; nothing is guessed for a loose file.
    if (host?.subscription !== false) return [];
    return parsed.entries.filter(isEnterprise).map((entry) => ({
      severity: 'warning',
      message: 'no subscription: apt update reports 401',
      where: { kind: 'document', range: entry.range },
      explanation:
        'The enterprise repository is for hosts with a subscription; without one its server answers 401 Unauthorized and apt update ends with exit code 100. The other repositories are updated all the same. Disable it, and enable the no-subscription repository, or enter a subscription key.',
      fixes: [{ kind: 'edit', title: 'Disable this entry', edits: [disableEntry(parsed, entry)] }],
    }));
  },
};

function isEnterprise(entry: SourceEntry): boolean {
  return entry.enabled && entry.uris.some(({ text }) => partsOf(text).host === 'enterprise.proxmox.com');
}

/** A comment sign before a line; `Enabled: no` in a stanza. */
export function disableEntry({ text, format }: ParsedSources, { range }: SourceEntry): TextEdit {
  if (format === 'one-line') return { range: { start: range.start, end: range.start }, newText: '# ' };
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return { range: { start: range.end, end: range.end }, newText: `${lineEnd}Enabled: no` };
}
