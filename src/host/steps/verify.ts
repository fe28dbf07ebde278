/** Step 4: the running revision is compared with the one before, and with what was expected. */
import { hex } from '../../microcode';
import { failuresInThisBoot, hostNow } from '../history/oneLine';
import { valueOf } from '../facts';
import { duration } from '../times';
import type { Situation, Step } from './situation';

export const verifyStep: Step = (situation) => {
  const { facts, verdict, before } = situation;
  const step = { id: 'verify', title: 'Revision verified' } as const;
  const { running, expected, wanted } = verdict;
  if (running === undefined) {
    return { ...step, state: 'unknown', description: 'the running revision could not be read', detail: facts.cpu.state === 'unknown' ? facts.cpu.reason : 'The kernel shows none.' };
  }
  const target = expected === undefined ? '' : `, ${hex(expected.revision)} expected`;
  if (verdict.state === 'not-loaded') {
    return { ...step, state: 'blocked', description: `still ${hex(running)}${target}`, detail: `${verdict.summary}.` };
  }
  if (verdict.state === 'refused') {
    return { ...step, state: 'blocked', description: `not accepted: the BIOS is too old (still ${hex(running)}${target})`, detail: refusedWords(situation) };
  }
  if (verdict.state !== 'current') {
    const minimum = wanted === undefined || running >= wanted ? '' : ` Revisions from ${hex(wanted)} on are those with which these failures were reported to have ended.`;
    return { ...step, state: 'later', description: `${hex(running)} now${target}`, detail: `After the reboot the running revision is compared with this one.${minimum}` };
  }
  const rise = before === undefined ? `${hex(running)} now` : `${hex(running)} now, ${hex(before)} before`;
  const reached = wanted === undefined ? '' : running >= wanted ? ` (${hex(wanted)} or later was wanted)` : ` (but ${hex(wanted)} or later was wanted)`;
  // A BIOS may have brought more than the package has.
  const held = expected?.source === 'files' && expected.revision === running ? ' and is the one that the files on the disk hold' : '';
  return { ...step, state: 'done', description: `${rise}${target}`, detail: `The revision rose${held}${reached}. ${since(situation)}` };
};

/** Since AMD-SB-7033 the CPU takes newer microcode only over a BIOS that brought a base for it; newer kernels look at that themselves. */
function refusedWords({ facts, verdict }: Situation): string {
  const { biosVersion, biosDate, board } = valueOf(facts.firmware) ?? {};
  const bios = biosVersion === undefined ? '' : ` This host has BIOS ${biosVersion}${biosDate === undefined ? '' : ` of ${biosDate}`}${board === undefined ? '' : `, on a board ${board}`}.`;
  const line = valueOf(facts.microcode.refusal)?.line;
  return `${verdict.summary}.${bios} Since AMD-SB-7033 AMD’s CPUs take newer microcode only over a BIOS that brought the base for it: look for an update at the board’s maker. Once it is in, each boot loads the package’s microcode by itself.${line === undefined ? '' : ` The kernel said: ${line}`}`;
}

/** Whether the failures stopped: counted, not promised. */
function since({ facts }: Situation): string {
  const boot = valueOf(facts.boot);
  const count = failuresInThisBoot(facts);
  if (!boot || count === undefined) return 'What the logs say since is not known.';
  const up = duration(hostNow(facts) - boot.startedAt);
  return count === 0 ? `No failure is in the journal since this boot (${up}).` : `${count === 1 ? 'One failure is' : `${count} failures are`} in the journal since this boot (${up}): microcode was not all of it.`;
}
