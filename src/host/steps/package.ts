/** Step 2: the package for this CPU's vendor is installed. */
import { type HostFacts, type PackageState, valueOf } from '../facts';
import type { PlanStep } from '../plan';
import { type Shortage, megabytes, shortages } from '../room';
import type { Situation, Step } from './situation';

export const packageStep: Step = (situation) => ({ id: 'package', title: 'Package installed', ...judge(situation), ...(valueOf(situation.facts.microcode.package)?.held ? { held: true } : {}) });

type Judgement = Pick<PlanStep, 'state' | 'description' | 'detail'>;

function judge({ facts, verdict }: Situation): Judgement {
  const name = verdict.package ?? 'the microcode package';
  const work = valueOf(facts.work);
  const packaging = valueOf(facts.packaging);
  if (work?.state === 'running') {
    return { state: 'running', description: `${name} is being installed at the host`, detail: 'It goes on there whether this window is open or not. Follow it in a terminal.' };
  }
  if (facts.microcode.package.state !== 'known') {
    const reason = facts.microcode.package.state === 'unknown' ? facts.microcode.package.reason : 'This host has no dpkg.';
    return { state: 'unknown', description: `whether ${name} is installed is not known`, detail: reason };
  }
  const { installed, candidate, held } = facts.microcode.package.value;
  if (installed !== undefined && !bringsMore(verdict.state, installed, candidate)) {
    return { state: 'done', description: `${name} ${installed}`, detail: `The package is installed; it updates with the host from now on.` };
  }
  if (packaging && packaging.unfinished.length > 0 && packaging.busy.length === 0) {
    return { state: 'blocked', description: `dpkg left ${packaging.unfinished.join(', ')} half installed`, detail: 'Run dpkg --configure -a on the host, then refresh.' };
  }
  if (held) return { state: 'blocked', description: `${name} is on hold`, detail: `apt leaves it alone until it is released: apt-mark unhold ${name} on the host.` };
  const shortage = shortageOf(facts, facts.microcode.package.value);
  if (shortage) return { state: 'blocked', description: `too little room ${shortage.where.startsWith('/') ? 'in' : 'on'} ${shortage.where}`, detail: shortageWords(shortage) };
  if (packaging && packaging.busy.length > 0) {
    return { state: 'blocked', description: `${packaging.busy.join(', ')} ${packaging.busy.length === 1 ? 'is' : 'are'} at work at the host`, detail: 'Another installation is going on there. Wait until it is over, then refresh.' };
  }
  const failed = work?.state === 'failed' ? failure(work.exitCode, work.logTail) : work?.state === 'succeeded' && installed === undefined ? goneAgain(name) : undefined;
  return {
    state: 'next',
    description: failed?.description ?? (installed === undefined ? `${name}${candidate === undefined ? '' : ` ${candidate}`}` : `${name} ${candidate ?? ''} in place of ${installed}`),
    detail: failed?.detail ?? `Runs apt update and apt install ${name} in a terminal, after showing what apt will do.${biosWords(facts)}`,
  };
}

/** A newer package is worth a step only where the installed one does not bring what this CPU needs. */
function bringsMore(state: Situation['verdict']['state'], installed: string, candidate: string | undefined): boolean {
  return state === 'update-available' && candidate !== undefined && candidate !== installed;
}

/** apt ended well, and the package is not there: an exit status proves nothing. */
function goneAgain(name: string): { description: string; detail: string } {
  return { description: `the install ended well, and ${name} is not installed`, detail: `dpkg has no ${name}: it was removed again, or never arrived. Look at the log of the install, then install again.` };
}

/** The first place that lacks room; undefined where there is enough, or nothing is known of it. */
function shortageOf({ nextBoot, kernel }: HostFacts, state: PackageState): Shortage | undefined {
  const boot = valueOf(nextBoot);
  return boot && shortages(boot, state, valueOf(kernel)?.release)[0];
}

function shortageWords({ where, free, needed }: Shortage): string {
  const old = 'Remove kernels that are not needed any more (apt autoremove, proxmox-boot-tool kernel list), then refresh.';
  return `${megabytes(free)} are free ${where.startsWith('/') ? 'in' : 'on'} ${where}, and about ${megabytes(needed)} are needed: a rebuild that runs out of room leaves a host that may not boot. ${old}`;
}

/** Proxmox's documentation recommends the firmware first; the package does the same at each boot. */
function biosWords({ firmware }: HostFacts): string {
  const { biosVersion, biosDate } = valueOf(firmware) ?? {};
  const here = biosVersion === undefined ? '' : ` (here: ${biosVersion}${biosDate === undefined ? '' : ` of ${biosDate}`})`;
  return ` Proxmox recommends a BIOS or UEFI update of the board’s maker first${here}, where there is one; the package does the same at each boot.`;
}

function failure(exitCode: number | undefined, logTail: string): { description: string; detail: string } {
  const lines = logTail.trimEnd().split('\n');
  const complaint = lines.findLast((line) => /^(?:E:|Error:|dpkg: error|apt would do more)/.test(line));
  // Without lists apt knows no such package: the cause is what kept the lists away. 401 is what a host without a subscription always gets.
  const unreached = /(?:no installation candidate|Unable to locate package)/.test(complaint ?? '') ? lines.find((line) => /^(?:[EW]|Error|Warning): Failed to fetch /.test(line) && !line.includes(' 401 ')) : undefined;
  const how = exitCode === undefined ? 'was ended before it was done' : `failed with exit code ${exitCode}`;
  const why = [unreached, complaint].flatMap((line) => (line === undefined ? [] : [line.replace(/[.:]$/, '')])).join('. ');
  return {
    description: `the install ${how}`,
    detail: `${why === '' ? 'Its log is shown in the terminal when you follow it again' : why}. Mend that and install again.`,
  };
}
