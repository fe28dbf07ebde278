/** The two things that the owner of a Proxmox VE host without a subscription does first; as edits, and as a file. */
import type { TextEdit } from '../finding';
import { isEnterpriseEntry, isProxmoxEntry } from './archives';
import { disableEntry, insertAt, replaceRange } from './edits';
import { lineEnding } from './lines';
import { releaseOf } from './releases';
import { stanzaAt } from './stanzaAt';
import type { ParsedSources, SourceEntry, SourcesFormat } from './types';

/** Disables every entry of the enterprise repositories, Proxmox VE's and Ceph's; empty where none is enabled. */
export function disableEnterprise(parsed: ParsedSources): TextEdit[] {
  return parsed.entries.filter((entry) => entry.enabled && isEnterpriseEntry(entry)).map((entry) => disableEntry(parsed, entry));
}

export interface RepositoryFile {
  readonly path: string;
  readonly format: SourcesFormat;
  /** The entry, with its line end. */
  readonly text: string;
}

/**
 * The no-subscription repository in the form that the release uses: a file of its own from trixie on, a line of
 * sources.list before (proxmox-apt, standard.rs; Proxmox's manual, "Package Repositories"). Undefined for a release that
 * Proxmox VE is not made for.
 */
export function noSubscriptionRepository(codename: string): RepositoryFile | undefined {
  const release = releaseOf(codename);
  if (!release?.released) return undefined;
  const uri = 'http://download.proxmox.com/debian/pve';
  if (release.order < (releaseOf('trixie')?.order ?? 0)) return { path: '/etc/apt/sources.list', format: 'one-line', text: `deb ${uri} ${codename} pve-no-subscription\n` };
  return {
    path: '/etc/apt/sources.list.d/proxmox.sources',
    format: 'deb822',
    text: `Types: deb\nURIs: ${uri}\nSuites: ${codename}\nComponents: pve-no-subscription\nSigned-By: /usr/share/keyrings/proxmox-archive-keyring.gpg\n`,
  };
}

/** Whether one of the entries is it, and enabled. */
export function enablesNoSubscription(parsed: ParsedSources, codename: string): boolean {
  return parsed.entries.some((entry) => entry.enabled && isNoSubscription(entry, codename));
}

/** The same as edits of that file as it is: enables a stanza that is disabled, else adds the entry; empty where it is enabled. */
export function enableNoSubscription(parsed: ParsedSources, codename: string): TextEdit[] {
  const repository = noSubscriptionRepository(codename);
  if (!repository) return [];
  if (enablesNoSubscription(parsed, codename)) return [];
  const first = parsed.entries.find((entry) => isNoSubscription(entry, codename));
  const words = first && stanzaAt(parsed, first.range.start)?.fields.findLast(({ name }) => name.text.toLowerCase() === 'enabled')?.words;
  const [start] = words ?? [];
  const last = words?.at(-1);
  if (start && last) return [replaceRange({ start: start.start, end: last.end }, 'yes')];
  return [append(parsed.text, repository)];
}

/** Whatever its Enabled says. */
export function isNoSubscription(entry: SourceEntry, codename: string): boolean {
  const has = (words: SourceEntry['suites'], wanted: string) => words.some(({ text }) => text === wanted);
  return isProxmoxEntry(entry) && has(entry.types, 'deb') && has(entry.suites, codename) && has(entry.components, 'pve-no-subscription');
}

/** On lines of its own at the end; an empty line before it, where stanzas need one and people like one. */
function append(text: string, { text: entry }: RepositoryFile): TextEdit {
  const newline = lineEnding(text, text.length);
  const ended = text === '' || text.endsWith('\n') ? '' : newline;
  const apart = text === '' || /(?:^|\n)\r?\n$/.test(text) ? '' : newline;
  return insertAt(text.length, ended + apart + entry.replaceAll('\n', newline));
}
