/** The repositories of Proxmox VE itself, over all files: none, or two at once; and files that apt passes over. */
import { type SourceEntry, isProxmoxEntry } from '../../apt';
import { type HostFacts, valueOf } from '../facts';
import { parsedFilesOf } from '../parsedFiles';
import type { HostRule } from './rule';

export const noPveRepository: HostRule = {
  id: 'host/no-pve-repository',
  severity: 'warning',
  title: 'No repository of Proxmox VE is enabled',
  check(facts) {
    // What cannot be read may hold it; and where apt refuses a file, that comes first.
    const files = valueOf(facts.sources);
    if (facts.pve.state !== 'known' || !files || files.some(({ text, problem }) => text === undefined && problem !== 'not there')) return [];
    const parsed = parsedFilesOf(facts);
    if (parsed.some((file) => file.parsed.errors.length > 0) || channelsOf(facts).length > 0) return [];
    return [
      {
        message: 'No Proxmox VE repository is enabled: there are no updates of Proxmox VE',
        explanation: 'Neither the enterprise repository nor the no-subscription repository is enabled, so that Proxmox VE, its kernel and QEMU stay as they are, security updates included. Without a subscription enable the no-subscription repository.',
        fixes: [{ kind: 'action', title: 'Enable the no-subscription repository…', action: 'enableNoSubscription' }],
      },
    ];
  },
};

export const twoPveRepositories: HostRule = {
  id: 'host/two-pve-repositories',
  severity: 'information',
  title: 'Two repositories of Proxmox VE are enabled at once',
  check(facts) {
    const channels = channelsOf(facts);
    if (facts.pve.state !== 'known' || channels.length < 2) return [];
    return [
      {
        message: `${channels.join(' and ')} are enabled at once`,
        explanation: 'apt takes the newest version of both, which is never that of the enterprise repository: packages that were tried longer are not what this host gets. Keep the one that is meant, and disable the other.',
      },
    ];
  },
};

export const ignoredSourcesFile: HostRule = {
  id: 'host/ignored-sources-file',
  severity: 'warning',
  title: 'apt passes over a sources file for its name',
  check({ passedOver }) {
    const names = (valueOf(passedOver) ?? []).map((path) => `“${path.slice(path.lastIndexOf('/') + 1)}”`);
    if (names.length === 0) return [];
    return [
      {
        message: `apt does not read ${names.join(', ')} in sources.list.d`,
        explanation: 'There are entries in it, but its name must end in .list or .sources, in small letters, and hold only letters, digits, hyphens, underscores, dots and colons. Rename it, or delete it if it is a copy.',
      },
    ];
  },
};

/** The components of Proxmox VE that are enabled, each once. */
function channelsOf(facts: HostFacts): string[] {
  const entries = parsedFilesOf(facts).flatMap(({ parsed }) => parsed.entries).filter(counts);
  return [...new Set(entries.flatMap(({ components }) => components.map(({ text }) => text).filter((name) => /^pve-?(?:enterprise|no-subscription|test)$/.test(name))))];
}

/** Of whatever release: another one is a finding of its own. */
function counts(entry: SourceEntry): boolean {
  return entry.enabled && entry.types.some(({ text }) => text === 'deb') && isProxmoxEntry(entry);
}
