/** Components that the archive does not have: misspelt, or of another release. Archives of others are left alone. */
import type { Fix } from '../../finding';
import { isDebianServer } from '../archives';
import { removeWords, replaceRange } from '../edits';
import { archiveKindOf, componentsIn } from '../knownArchives';
import { nearest } from '../nearest';
import type { Suite } from '../releases';
import type { KnownEntry, Subject } from '../subject';
import type { Token } from '../types';
import type { AptRule, Told } from './rule';

export const unknownComponent: AptRule = {
  id: 'apt/unknown-component',
  scope: 'entry',
  severity: 'warning',
  title: 'A component is misspelt, or not in that release',
  check(subject) {
    return subject.entries.filter(isSuspect).flatMap((known) => {
      const there = componentsOf(known, subject);
      // A word with a comma or a # is another rule's, and so is a field that got in here by its indentation.
      const words = known.entry.components.filter(({ text }) => /^[^,#:]+$/.test(text) && !text.startsWith('/'));
      return there ? words.filter(({ text }) => !there.includes(bare(text))).flatMap((token) => told(subject, known, token, there)) : [];
    });
  },
};

/** Of the thousands of entries that a file may have nearly all are in order at first sight. */
function isSuspect({ entry, owner, suites }: KnownEntry): boolean {
  if (!entry.enabled || owner === 'other') return false;
  return owner === 'proxmox' || !entry.components.every(({ text }) => debianEarly.has(text) || (text === 'non-free-firmware' && suites.some(isLate)));
}

function isLate(suite: Suite | undefined): boolean {
  return suite?.release.microcodeComponents.includes('non-free-firmware') === true;
}

/** Parts of a component: `updates/main` of the security archive, `main/debian-installer`. */
function bare(component: string): string {
  return component.replace(/^updates\//, '').replace(/\/debian-installer$/, '');
}

const debianEarly: ReadonlySet<string> = new Set(['main', 'contrib', 'non-free']);
const debianLate: readonly string[] = [...debianEarly, 'non-free-firmware'];

/** What at least one suite of the entry has; undefined where that is not known. */
function componentsOf({ owner, entry, suites }: KnownEntry, { context }: Subject): readonly string[] | undefined {
  const releases = suites.flatMap((suite) => suite?.release ?? []);
  if (releases.length === 0) return undefined;
  if (owner === 'debian') return suites.some(isLate) ? debianLate : [...debianEarly];
  const kinds = entry.uris.flatMap(({ text }) => archiveKindOf(text, context) ?? []);
  if (kinds.length === 0) return undefined;
  // `pvetest` and `pve-test` are judged by another rule.
  return kinds.flatMap((kind) => [...releases.flatMap(({ codename }) => componentsIn(kind, codename)), ...(kind.owner === 'proxmox' ? ['main', `${kind.product}test`, `${kind.product}-test`] : [])]);
}

function told({ parsed }: Subject, { owner, entry, suites }: KnownEntry, token: Token, there: readonly string[]): Told[] {
  const meant = token.text === 'non-free-firmware' ? 'non-free' : (nearest(token.text, there) ?? there.find((one) => one.endsWith(`-${token.text}`) || token.text.endsWith(`-${one}`)));
  // A mirror may hold more than its original; Debian's own servers do not.
  if (meant === undefined && !(owner === 'debian' && entry.uris.some(({ text }) => isDebianServer(text)))) return [];
  const names = entry.suites.filter((_, index) => suites[index]).map(({ text }) => text).join(', ');
  return [
    {
      severity: 'warning',
      message: `${names} has no component “${token.text}”${meant === undefined ? '' : `, but ${meant}`}`,
      where: { kind: 'document', range: { start: token.start, end: token.end } },
      explanation:
        token.text === 'non-free-firmware'
          ? 'non-free-firmware came with bookworm. Up to bullseye firmware and CPU microcode are in non-free. apt only warns that it skips the component.'
          : `apt takes any word for a component, and only warns at each update that it skips what the archive does not have. Nothing of it is installed or updated. There is: ${[...new Set(there)].join(', ')}.`,
      fixes: meant === undefined ? [] : [mend(parsed.text, entry.components, token, meant)],
    },
  ];
}

/** The right word in its place; none where that is there already. */
function mend(text: string, components: readonly Token[], token: Token, meant: string): Fix {
  if (components.some((other) => other.text === meant)) return { kind: 'edit', title: `Remove ${token.text}`, edits: removeWords(text, [token]), preferred: true };
  return { kind: 'edit', title: `Replace ${token.text} by ${meant}`, edits: [replaceRange(token, meant)], preferred: true };
}
