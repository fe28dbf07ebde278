/** About the release as a whole: information about the host, no fault of its files. */
import { valueOf } from '../facts';
import type { HostRule } from './rule';

/** End of Debian's own support and of its LTS (distro-info-data 2026.10.12). */
const ends: Readonly<Record<string, { readonly support: string; readonly lts: string }>> = {
  stretch: { support: '2020-07-18', lts: '2022-06-30' },
  buster: { support: '2022-09-10', lts: '2024-06-30' },
  bullseye: { support: '2024-08-14', lts: '2026-08-31' },
  bookworm: { support: '2026-07-11', lts: '2028-06-30' },
  trixie: { support: '2028-08-09', lts: '2030-06-30' },
};

export const endOfLife: HostRule = {
  id: 'host/end-of-life',
  severity: 'information',
  title: 'The Debian release of this host gets no more updates',
  check({ os, observedAt }) {
    const { codename = '', prettyName = '' } = valueOf(os) ?? {};
    const end = ends[codename];
    if (!end || observedAt < Date.parse(end.lts)) return [];
    return [
      {
        message: `${prettyName} has been without security updates since ${end.lts}`,
        explanation: `Debian's own support ended on ${end.support}, long-term support on ${end.lts}. Microcode can still be installed from what the archive keeps. Plan the upgrade to a current Proxmox VE.`,
      },
    ];
  },
};
