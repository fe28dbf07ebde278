/** What the words of a sources file are, and what an entry comes to: hovers, as plain text. */
import type { TextRange } from '../finding';
import { isDebianEntry, isProxmoxEntry } from './archives';
import { fieldNamed, optionNamed, type SourcesField } from './fields';
import { type ArchiveKind, archiveKindOf, componentsIn } from './knownArchives';
import { suiteOf } from './releases';
import { indexLinesOf } from './resolve';
import type { ParsedSources, SourceEntry, SourcesContext, Token } from './types';
import { aboutAlias, aboutComponent, aboutMicrocode, aboutSuite, productNames } from './words';

export interface Help {
  readonly range: TextRange;
  readonly title: string;
  /** Empty lines part paragraphs, and lines that begin with `- ` are a list. */
  readonly text: string;
}

/** What the word under the offset is; undefined where there is nothing to say. */
export function hoverSources({ text, format, entries }: ParsedSources, offset: number, context: SourcesContext = {}): Help | undefined {
  if (format === 'deb822') {
    const field = fieldAt(text, offset);
    if (field) return field;
  }
  const entry = entries.find(({ range }) => offset >= range.start && offset <= range.end);
  if (!entry) return undefined;
  const at = (tokens: readonly Token[]) => tokens.find(({ start, end }) => offset >= start && offset <= end);
  const type = at(entry.types);
  if (type) return { range: type, title: type.text, text: paragraphs(aboutType(type.text), comesTo(entry)) };
  const uri = at(entry.uris);
  if (uri) return { range: uri, title: ownerOf(uri.text, entry, context), text: comesTo(entry) };
  const suite = at(entry.suites);
  if (suite) return hoverSuite(suite, entry, kindOf(entry, context));
  const component = at(entry.components);
  if (component) return hoverComponent(component, entry, kindOf(entry, context));
  return format === 'one-line' ? optionAt(entry, at) : undefined;
}

/** The archive of the entry's first URI that is known. */
function kindOf(entry: SourceEntry, context: SourcesContext): ArchiveKind | undefined {
  const [kind] = entry.uris.flatMap(({ text }) => archiveKindOf(text, context) ?? []);
  return kind ?? (isDebianEntry(entry, context) ? { owner: 'debian', security: false } : undefined);
}

function aboutType(type: string): string {
  return type === 'deb' ? 'Packages that apt installs.' : 'Sources of packages, for building them: nothing is installed from here, and CPU microcode does not come from here.';
}

function ownerOf(uri: string, entry: SourceEntry, context: SourcesContext): string {
  const kind = archiveKindOf(uri, context);
  if (kind?.owner === 'proxmox') return `Proxmox’s archive of ${productNames[kind.product]}${kind.channel === 'enterprise' ? ', for hosts with a subscription' : ''}`;
  if (isProxmoxEntry(entry)) return 'An archive of Proxmox';
  if (kind?.security) return 'Debian’s archive of security updates, or a mirror of it';
  return kind || isDebianEntry(entry, context) ? 'Debian’s archive, or a mirror of it' : 'An archive of somebody else';
}

/** As many lines as fit on a screen. */
const mostLines = 24;

function comesTo(entry: SourceEntry): string {
  const lines = indexLinesOf(entry).map(({ type, uri, suite, component }) => `- ${[type, uri, suite, component].filter(Boolean).join(' ')}`);
  const more = lines.length > mostLines ? [`- and ${lines.length - mostLines} more`] : [];
  return [entry.enabled ? 'The entry comes to:' : 'The entry is disabled, and apt reads nothing of it. Enabled, it would come to:', ...lines.slice(0, mostLines), ...more].join('\n');
}

function hoverSuite(suite: Token, entry: SourceEntry, kind: ArchiveKind | undefined): Help | undefined {
  const title = suite.text;
  if (suite.text.endsWith('/')) return { range: suite, title, text: 'An exact path below the URI, without components.' };
  const known = suiteOf(suite.text);
  if (!known || !kind) return undefined;
  const { release } = known;
  const about = `${aboutSuite(kind, known)}.`;
  if (kind.owner === 'proxmox') return { range: suite, title, text: paragraphs(about, aboutAlias(known)) };
  const lacking = release.microcodeComponents.filter((component) => !names(entry).includes(component));
  const has = lacking.length === 0 ? 'This entry has it.' : `This entry lacks ${lacking.join(' and ')}.`;
  return { range: suite, title, text: paragraphs(about, aboutAlias(known), `${aboutMicrocode(release)} ${has}`) };
}

function hoverComponent(component: Token, entry: SourceEntry, kind: ArchiveKind | undefined): Help | undefined {
  const about = kind && aboutComponent(kind, component.text);
  if (!kind || about === undefined) return undefined;
  const without = entry.suites.filter(({ text }) => {
    const suite = suiteOf(text);
    return suite !== undefined && !componentsIn(kind, suite.release.codename).includes(component.text.replace(/^updates\//, ''));
  });
  const missing = without.length === 0 ? undefined : `${without.map(({ text }) => text).join(', ')} ${without.length === 1 ? 'has' : 'have'} no such component.`;
  return { range: component, title: component.text, text: paragraphs(about, missing) };
}

function names({ components }: SourceEntry): readonly string[] {
  return components.map(({ text }) => text.replace(/^updates\//, ''));
}

/** The name of a field, whether or not its stanza can be read. */
function fieldAt(text: string, offset: number): Help | undefined {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const [, name] = /^([^\s#:]+)[ \t]*:/.exec(text.slice(start, newline < 0 ? undefined : newline)) ?? [];
  if (name === undefined || offset > start + name.length) return undefined;
  return { range: { start, end: start + name.length }, title: name, text: aboutField(fieldNamed(name), name.toLowerCase().startsWith('x-') ? 'apt ignores it: it is there for others.' : 'apt does not know this field, and ignores it without a word.') };
}

function optionAt({ options }: SourceEntry, at: (tokens: readonly Token[]) => Token | undefined): Help | undefined {
  const option = options.find(({ name, values }) => at([name, ...values]));
  if (!option) return undefined;
  const { name, operator, values } = option;
  const end = Math.max(name.end, ...values.map((value) => value.end));
  const hint = optionNamed(name.text.toLowerCase()) ? `apt ignores it without a word: it is called ${name.text.toLowerCase()}.` : 'apt does not know this option, and ignores it without a word.';
  return { range: { start: name.start, end }, title: `${name.text}${operator}`, text: aboutField(optionNamed(name.text), hint) };
}

function aboutField(known: SourcesField | undefined, unknown: string): string {
  if (!known) return unknown;
  const { about, values, option, field, optionOnly } = known;
  const names = optionOnly ? `Only as ${option ?? field} in a one-line entry: in a stanza apt ignores it, though its manual lists it.` : option && `In a stanza ${field}, in a one-line entry ${option}.`;
  return paragraphs(`${about}.`, values && `Values: ${values.join(', ')}`, names);
}

function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
