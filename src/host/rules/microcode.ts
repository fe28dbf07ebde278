/** What is odd about the revision that a host runs. */
import { assessMicrocode, hex, isKnownBad, knownTrouble } from '../../microcode';
import { microcodeEvidence } from '../evidence';
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
  title: 'A microcode revision that runs or comes next is known to make trouble',
  check(facts) {
    const cpu = valueOf(facts.cpu);
    const { state, expected } = assessMicrocode(microcodeEvidence(facts));
    if (!cpu || state === 'not-this-machine') return [];
    const reported = `Reported in public: ${knownTrouble(cpu)?.report ?? ''}.`;
    const bad = cpu.revisions.find((revision) => isKnownBad(cpu, revision));
    const running = bad === undefined ? [] : [{ message: `Microcode ${hex(bad)} is known to make trouble on this CPU`, explanation: `${reported} Install the newest package, or a BIOS that brings another revision.` }];
    if (expected === undefined || expected.revision === bad || !isKnownBad(cpu, expected.revision) || state === 'current') return running;
    const where = expected.source === 'files' ? 'is on the disk for the next boot' : expected.source === 'package' ? 'is in the package that apt would install' : 'would come with an update';
    return [
      ...running,
      {
        message: `Microcode ${hex(expected.revision)}, which ${where}, is known to make trouble on this CPU`,
        explanation: `${reported} Wait for a newer package, and have apt leave this one alone until then (Hold Microcode Package…).`,
      },
    ];
  },
};

export const microcodeRefused: HostRule = {
  id: 'host/microcode-refused',
  severity: 'warning',
  title: 'The CPU did not accept the microcode update: its BIOS is too old',
  check(facts) {
    const verdict = assessMicrocode(microcodeEvidence(facts));
    if (verdict.state !== 'refused' || verdict.expected === undefined) return [];
    const { biosVersion, biosDate } = valueOf(facts.firmware) ?? {};
    const bios = biosVersion === undefined ? '' : ` (${biosVersion}${biosDate === undefined ? '' : ` of ${biosDate}`})`;
    const line = valueOf(facts.microcode.refusal)?.line;
    return [
      {
        message: `The CPU did not accept microcode ${hex(verdict.expected.revision)}: the BIOS${bios} is too old for it`,
        explanation: `Since AMD-SB-7033 AMD’s CPUs take newer microcode only over a BIOS that brought the base for it, and newer kernels look at that themselves.${line === undefined ? '' : ` The kernel said: ${line}.`} Update the BIOS first; the package then does the rest.`,
      },
    ];
  },
};

export const microcodeLate: HostRule = {
  id: 'host/microcode-late',
  severity: 'information',
  title: 'Microcode was loaded late, while programs ran',
  check(facts) {
    const load = valueOf(facts.microcode.load);
    if (load?.by !== 'system' || load.when !== 'late' || valueOf(facts.machine)?.kind !== 'physical') return [];
    return [
      {
        message: `Microcode ${load.to === undefined ? '' : `${hex(load.to)} `}was loaded late, in the running system`,
        explanation: 'Programs that ran before may go on with what they found of the CPU then, and the kernel calls itself tainted. A reboot loads it early, from the initramfs.',
      },
    ];
  },
};

export const microcodeHeld: HostRule = {
  id: 'host/microcode-held',
  severity: 'information',
  title: 'The microcode package is on hold',
  check(facts) {
    const state = valueOf(facts.microcode.package);
    if (!state?.held || valueOf(facts.machine)?.kind !== 'physical') return [];
    return [
      {
        message: `${state.name} is on hold${state.installed === undefined ? '' : ` at ${state.installed}`}`,
        explanation: `apt then neither installs nor upgrades it. That is right after an update that made trouble; once a newer one is there, apt-mark unhold ${state.name} releases it.`,
        fixes: [{ kind: 'action', title: 'Release microcode package…', action: 'releaseMicrocode' }],
      },
    ];
  },
};
