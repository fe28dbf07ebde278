/** The way that Proxmox's documentation recommends before any package: the firmware itself. */
import { assessMicrocode } from '../../microcode';
import { microcodeEvidence } from '../evidence';
import { valueOf } from '../facts';
import type { HostRule } from './rule';

export const biosFirst: HostRule = {
  id: 'host/bios-first',
  severity: 'information',
  title: 'A BIOS or UEFI update may bring newer microcode too',
  check(facts) {
    const { biosVersion, biosDate } = valueOf(facts.firmware) ?? {};
    const { state } = assessMicrocode(microcodeEvidence(facts));
    if (biosVersion === undefined || (state !== 'update-available' && state !== 'not-loaded')) return [];
    return [
      {
        message: `BIOS ${biosVersion}${biosDate === undefined ? '' : ` of ${biosDate}`}: the board’s maker may have a newer one`,
        explanation: 'Proxmox’s documentation recommends an update of the BIOS or UEFI first: it brings microcode before any operating system starts, and other corrections beside it. The package of Debian does the same at each boot, for boards whose makers offer nothing newer.',
      },
    ];
  },
};
