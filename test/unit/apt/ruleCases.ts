/** Files as the tests of rules write them, and what the rules say of them. */
import { type SourcesContext, type SourcesFormat, checkSources, parseSources } from '../../../src/apt';
import { applyEdits } from '../../../src/apt/applyEdits';
import type { Finding, Fix } from '../../../src/finding';

export const debian = 'http://ftp.debian.org/debian';
export const security = 'http://security.debian.org/debian-security';

/** A physical Proxmox VE host of that release, whose subscription is not known. */
export const hostOf = (codename: string): SourcesContext => ({ path: '/etc/apt/sources.list', host: { codename, physicalPve: true } });

export type Fields = Readonly<Record<string, string>>;

/** A stanza of Debian 12 with everything that it needs, with other fields, or none in place of an empty one. */
export function stanza(changes: Fields = {}): string {
  const fields = { Types: 'deb', URIs: debian, Suites: 'bookworm', Components: 'main non-free-firmware', ...changes };
  return Object.entries(fields).map(([name, value]) => (value === '' ? '' : `${name}: ${value}\n`)).join('');
}

export function findingsIn(text: string, format: SourcesFormat, context: SourcesContext = {}): Finding[] {
  return checkSources(parseSources(text, format), context);
}

export function rulesIn(text: string, format: SourcesFormat, context: SourcesContext = {}): string[] {
  return findingsIn(text, format, context).map(({ rule }) => rule);
}

export type EditFix = Extract<Fix, { kind: 'edit' }>;

export function editFixes({ fixes }: Finding): EditFix[] {
  return fixes.filter((fix): fix is EditFix => fix.kind === 'edit');
}

/** The text after the first fix of the first finding of the rule; undefined where it has none. */
export function fixedBy(rule: string, text: string, format: SourcesFormat, context: SourcesContext = {}): string | undefined {
  const finding = findingsIn(text, format, context).find((one) => one.rule === rule);
  const [fix] = finding ? editFixes(finding) : [];
  return fix && applyEdits(text, fix.edits);
}

/** The text that the finding marks. */
export function marked(text: string, { where }: Finding): string | undefined {
  return where.kind === 'document' ? text.slice(where.range.start, where.range.end) : undefined;
}
