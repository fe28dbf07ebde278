/** Proxmox's repository of packages under test, and its name, which changed with trixie. */
import type { Fix } from '../../finding';
import { disableEntry, removeWords, replaceRange } from '../edits';
import { releaseOf } from '../releases';
import type { KnownEntry, Subject } from '../subject';
import type { ParsedSources, Token } from '../types';
import type { AptRule, Told } from './rule';

export const testRepository: AptRule = {
  id: 'apt/test-repository',
  scope: 'entry',
  severity: 'warning',
  title: 'Proxmox’s test repository is enabled',
  check(subject) {
    return subject.entries.flatMap((known) => (known.owner === 'proxmox' && known.counts ? tellOf(subject, known) : []));
  },
};

/** `test` is Ceph's. */
const testComponent = /^(?:p(?:ve|bs|mg)-?|pdm-)?test$/;

function tellOf({ parsed }: Subject, known: KnownEntry): Told[] {
  return known.entry.components.flatMap((token): Told[] => {
    if (!testComponent.test(token.text)) return [];
    const name = nameThere(known, token.text);
    const where = { kind: 'document', range: { start: token.start, end: token.end } } as const;
    const leave = without(parsed, known, token);
    if (name === token.text) {
      return [
        {
          severity: 'information',
          message: `${name} holds packages under test: not for production`,
          where,
          explanation: 'Proxmox puts packages into this repository before they are tried by many. They may be unstable, and it is not recommended for hosts that matter.',
          fixes: [leave],
        },
      ];
    }
    return [
      {
        severity: 'warning',
        message: `The test repository is called ${name} in this release, not “${token.text}”`,
        where,
        explanation: 'Proxmox renamed its test repositories with trixie, from pvetest to pve-test. The archive does not have the other name, and apt only warns that it skips the component.',
        fixes: [{ kind: 'edit', title: `Replace ${token.text} by ${name}`, edits: [replaceRange(token, name)] }, leave],
      },
    ];
  });
}

/** Up to bookworm `pvetest`, from trixie on `pve-test`: pve8to9, `check_apt_repos`. As it is where the entry is for both. */
function nameThere({ suites }: KnownEntry, name: string): string {
  const orders = suites.flatMap((suite) => suite?.release.order ?? []);
  const trixie = releaseOf('trixie')?.order ?? 0;
  if (name === 'test' || name === 'pdm-test' || orders.length === 0) return name;
  if (orders.every((order) => order >= trixie)) return `${name.slice(0, 3)}-test`;
  return orders.every((order) => order < trixie) ? `${name.slice(0, 3)}test` : name;
}

/** The entry may hold more than packages under test. */
function without(parsed: ParsedSources, { entry }: KnownEntry, token: Token): Fix {
  if (entry.components.length === 1) return { kind: 'edit', title: 'Disable this entry', edits: [disableEntry(parsed, entry)] };
  return { kind: 'edit', title: `Remove ${token.text}`, edits: removeWords(parsed.text, [token]) };
}
