/** About the release as a whole: information about the host, no fault of its files. */
import { type HostFacts, valueOf } from '../facts';
import type { HostRule } from './rule';

/** End of Debian's own support and of its LTS (distro-info-data 2026.10.12). */
const debian: Readonly<Record<string, { readonly support: string; readonly lts: string }>> = {
  stretch: { support: '2020-07-18', lts: '2022-06-30' },
  buster: { support: '2022-09-10', lts: '2024-06-30' },
  bullseye: { support: '2024-08-14', lts: '2026-08-31' },
  bookworm: { support: '2026-07-11', lts: '2028-06-30' },
  trixie: { support: '2028-08-09', lts: '2030-06-30' },
};

/** The month in which Proxmox's updates end (pve-faq, "support table"), by the first number of the version; 9 has none yet. */
const proxmox: Readonly<Record<string, string>> = { 5: '2020-07', 6: '2022-09', 7: '2024-07', 8: '2026-08' };

export const endOfLife: HostRule = {
  id: 'host/end-of-life',
  severity: 'information',
  title: 'The release of this host gets no more updates',
  check: (facts) => debianEnded(facts) ?? proxmoxEnded(facts) ?? [],
};

function debianEnded({ os, observedAt }: HostFacts): ReturnType<HostRule['check']> | undefined {
  const { codename = '', prettyName = '' } = valueOf(os) ?? {};
  const end = debian[codename];
  if (!end || observedAt < Date.parse(end.lts)) return undefined;
  return [
    {
      message: `${prettyName} has been without security updates since ${end.lts}`,
      explanation: `Debian's own support ended on ${end.support}, long-term support on ${end.lts}. Microcode can still be installed from what the archive keeps. Plan the upgrade to a current Proxmox VE.`,
    },
  ];
}

function proxmoxEnded({ pve, os, observedAt }: HostFacts): ReturnType<HostRule['check']> | undefined {
  const [version = ''] = (valueOf(pve)?.version ?? '').split('.');
  const end = proxmox[version];
  if (end === undefined || observedAt < endOfMonth(end)) return undefined;
  const lts = debian[valueOf(os)?.codename ?? '']?.lts;
  return [
    {
      message: `Proxmox VE ${version} has been without updates from Proxmox since ${end}`,
      explanation: `Its kernel, QEMU and the web interface get no more corrections.${lts === undefined ? '' : ` Debian’s long-term support for the rest, microcode included, goes on until ${lts}.`} Plan the upgrade to the next release.`,
    },
  ];
}

function endOfMonth(month: string): number {
  const first = new Date(`${month}-01T00:00:00Z`);
  return first.setUTCMonth(first.getUTCMonth() + 1);
}
