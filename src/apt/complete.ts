/** Completion in sources files: fields, types, suites and components, as far as they exist for the release. */
import type { TextRange } from '../finding';
import type { SourcesContext, SourcesFormat } from './types';

export interface Suggestion {
  readonly label: string;
  readonly kind: 'field' | 'value' | 'option';
  readonly detail: string;
  /** What is replaced. */
  readonly range: TextRange;
  readonly insert: string;
}

const fields = ['Types', 'URIs', 'Suites', 'Components', 'Signed-By', 'Enabled', 'Architectures', 'Languages', 'Trusted', 'Check-Valid-Until', 'By-Hash'];
const values: Readonly<Record<string, readonly string[]>> = { types: ['deb', 'deb-src'], enabled: ['yes', 'no'], trusted: ['yes', 'no'] };

/** At an offset of a text that need not be valid yet. */
export function completeSources(text: string, format: SourcesFormat, offset: number, context: SourcesContext = {}): Suggestion[] {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (before.trimStart().startsWith('#')) return [];
  const word = /\S*$/.exec(before)?.[0] ?? '';
  const range = { start: offset - word.length, end: offset };
  const suggest = (labels: readonly string[], kind: Suggestion['kind'], detail: string, suffix = ''): Suggestion[] =>
    labels.map((label) => ({ label, kind, detail, range, insert: `${label}${suffix}` }));
  const { codename = 'trixie' } = context.host ?? {};
  const suites = () => suggest([codename, `${codename}-updates`, `${codename}-security`, `${codename}-backports`], 'value', 'suite');
  const components = () => suggest(componentsOf(/\b(?:stretch|buster|bullseye)\b/.test(stanzaAround(text, lineStart)) ? 'bullseye' : codename), 'value', 'component');

  if (format === 'one-line') {
    const words = before.replace(/\[[^\]]*\]/g, ' ').trim().split(/\s+/).filter(Boolean);
    const position = words.length - (word === '' ? 0 : 1);
    if (/\[[^\]]*$/.test(before)) return suggest(['arch=', 'signed-by=', 'trusted=', 'lang='], 'option', 'option');
    if (position <= 0) return suggest(['deb', 'deb-src'], 'value', 'type', ' ');
    return position === 2 ? suites() : position > 2 ? components() : [];
  }
  const field = /^([A-Za-z-]+)\s*:/.exec(before)?.[1]?.toLowerCase();
  if (field === undefined) return /^\S*$/.test(before) ? suggest(fields, 'field', 'field', ': ') : [];
  if (field === 'suites') return suites();
  if (field === 'components') return components();
  return suggest(values[field] ?? [], 'value', field);
}

function componentsOf(codename: string): readonly string[] {
  const old = ['stretch', 'buster', 'bullseye'].includes(codename);
  return ['main', 'contrib', 'non-free', ...(old ? [] : ['non-free-firmware']), 'pve-no-subscription', 'pve-enterprise'];
}

function stanzaAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n\n', offset) + 1;
  const end = text.indexOf('\n\n', offset);
  return text.slice(start, end < 0 ? undefined : end);
}
