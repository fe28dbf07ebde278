/** What is odd about the revision that a host runs. */
import { hex, isKnownBad } from '../../microcode';
import { valueOf } from '../facts';
import type { HostRule } from './rule';

export const microcodeMixed: HostRule = {
  id: 'host/microcode-mixed',
  severity: 'warning',
  title: 'The CPUs of this host run different microcode revisions',
  check(facts) {
    const revisions = [...new Set(valueOf(facts.cpu)?.revisions ?? [])];
    if (revisions.length < 2 || valueOf(facts.machine)?.kind !== 'physical') return [];
    return [
      {
        message: `The CPUs run different microcode: ${revisions.map(hex).join(', ')}`,
        explanation: 'The kernel loads the same revision on every CPU; a mix points to a late load that failed on some of them, or to sockets of different steppings. A reboot normally ends it.',
      },
    ];
  },
};

export const microcodeKnownBad: HostRule = {
  id: 'host/microcode-known-bad',
  severity: 'warning',
  title: 'The running microcode revision is known to make trouble',
  check(facts) {
    const cpu = valueOf(facts.cpu);
    const bad = cpu?.revisions.find((revision) => isKnownBad(cpu, revision));
    if (!cpu || bad === undefined || cpu.hypervisor) return [];
    return [
      {
        message: `Microcode ${hex(bad)} is known to make trouble on this CPU`,
        explanation: `Trouble with revision ${hex(bad)} on this CPU was reported in public, and a newer one followed. Install the newest package, or a BIOS that brings another revision.`,
      },
    ];
  },
};
