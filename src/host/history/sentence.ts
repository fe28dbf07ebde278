/** The sentence that a person came for: how often guests died before the microcode rose and since, and what that proves. */
import { hex } from '../../microcode';
import type { BootChanges } from './changes';
import { chanceOf, percent } from './chance';
import type { Comparison, Judged, Period } from './compare';
import { span, spansAlike } from './spans';
import { whyThin } from './thin';
import type { HostHistory, PackageChange } from './types';

export interface Conclusion {
  /** What was seen, what else changed, and what follows. */
  readonly sentences: readonly string[];
  /** How it was counted, and what is missing. */
  readonly notes: readonly string[];
}

/** Names guests by their numbers alone. `words`: whether the kernel's parameters, which may hold addresses, are told. */
export function conclude(history: HostHistory, judged: Judged, { words = true }: { readonly words?: boolean } = {}): Conclusion {
  const { comparison, whole } = judged;
  return {
    sentences: comparison && whole.deaths.length > 0 ? compared(comparison, words) : alone(whole, history.now),
    notes: notesOf(history, judged),
  };
}

function compared(comparison: Comparison, words: boolean): string[] {
  const { before, after, changes, later, gone, allGone } = comparison;
  const [earlier, since] = spansAlike(before.exposure.time, after.exposure.time);
  const [low = 0, ...higher] = after.revisions;
  const risen = `${hex(low)}${higher.length === 0 ? '' : ` (and ${higher.map(hex).join(', ')})`}`;
  const thin = whyThin(comparison);
  return [
    `${failures(before.deaths.length)} in ${earlier.text} of running at ${hex(before.revision)}${kernelWords(before)}; ${after.deaths.length === 0 ? 'none' : after.deaths.length} in the ${since.text} since ${risen}.`,
    ...kernelsApart(before),
    ...(gone.length === 0 || allGone ? [] : [`Guest${gone.length === 1 ? '' : 's'} ${listed(gone.map(String))}, which died before, ${gone.length === 1 ? 'has' : 'have'} not run since.`]),
    ...changeWords(changes, words),
    ...newKernels(comparison),
    ...(later.length === 0 ? [] : [`Since then ${packageWords(later)}, too.`]),
    thin ?? chanceWords(before.deaths.length, after.deaths.length, earlier.value, since.value),
  ];
}

/** Without a rise there is a rate, and nothing to compare it with; without failures there is nothing to compare. */
function alone(whole: Period, now: number): string[] {
  const { boots, deaths, exposure } = whole;
  const revisions = [...new Set(boots.flatMap(({ revision }) => revision ?? []))];
  const at = revisions.length === 0 ? '' : ` at ${revisions.map(hex).join(', ')}`;
  const time = span(exposure.time).text;
  const last = deaths.at(-1);
  if (!last) return [`No KVM failure in ${time} of running${at}${kernelWords(whole)}.`];
  return [
    `${failures(deaths.length)} in ${time} of running${at}${kernelWords(whole)}${deaths.length < 3 ? '' : `: one every ${span(exposure.time / deaths.length).text}`}. The last one was ${span(now - last.time).text} ago.`,
    revisions.length === 0 ? 'The journal does not tell which microcode revision ran, so there is nothing to compare.' : 'The revision did not rise in this time, so there is nothing to compare.',
  ];
}

function chanceWords(before: number, after: number, earlier: number, since: number): string {
  const all = before + after;
  const chance = chanceOf(before, all, earlier / (earlier + since));
  const total = Math.round((earlier + since) * 10) / 10;
  const what =
    after === 0
      ? `the chance that all ${all} would fall before is (${earlier}/${total})^${all} = ${percent(chance)}`
      : `the chance that ${before === all - 1 ? `at least ${before}` : `${before} or more`} of the ${all} would fall before, in ${earlier} of ${total}, is ${percent(chance)}`;
  return `If nothing had changed, ${what}, taking failures as independent.${chance > 0.1 ? ' That is no proof of a change.' : ''}`;
}

/** ` and kernel 6.2.16`. */
function kernelWords({ kernels }: Period): string {
  const short = shortest(kernels);
  return short.length === 0 ? '' : ` and kernel${short.length === 1 ? '' : 's'} ${listed(short)}`;
}

/** Where several kernels ran before, and failures did not come with all of them, that is another change to think of. */
function kernelsApart({ byKernel, kernels }: Period): string[] {
  const names = shortest(kernels);
  const ran = byKernel.flatMap(({ deaths, time }, index) => (time > 0 ? [{ deaths, words: `${deaths === 0 ? 'none' : deaths} in ${span(time).text} with ${names[index] ?? ''}` }] : []));
  return ran.length > 1 && ran.some(({ deaths }) => deaths === 0) && ran.some(({ deaths }) => deaths > 0) ? [`Of these kernels: ${listed(ran.map(({ words }) => words))}.`] : [];
}

/** `6.2.16` of `6.2.16-3-pve`, where that tells them apart. */
function shortest(releases: readonly string[]): readonly string[] {
  const short = releases.map((release) => /^\d+\.\d+(?:\.\d+)?/.exec(release)?.[0] ?? release);
  return new Set(short).size === releases.length ? short : releases;
}

function changeWords({ kernel, bios, parameters, packages, unknown }: BootChanges, words: boolean): string[] {
  const same = ['kernel', 'BIOS', 'command line'].filter((name) => !unknown.some((one) => one === name));
  const told = [
    ...(kernel ? [`The kernel changed in the same reboot (${shortest([kernel.before, kernel.after])[1] ?? kernel.after}).`] : []),
    ...(bios ? [`The BIOS changed in the same reboot (${bios.before} → ${bios.after}).`] : []),
    ...(parameters ? [`The kernel’s command line changed in the same reboot${words ? ` (${[...parameters.gone.map((word) => `− ${word}`), ...parameters.come.map((word) => `+ ${word}`)].join(', ')})` : ''}.`] : []),
    ...(packages.length === 0 ? [] : [`Before that reboot ${packageWords(packages)}.`]),
  ];
  return [
    ...(told.length === 0 && same.length > 0 ? [`Nothing else is known to have changed in that reboot: ${listed(same)} stayed the same.`] : told),
    ...(unknown.length === 0 ? [] : [`Whether the ${listed(unknown, 'or')} changed there is not in the journal.`]),
  ];
}

/** Kernels that only came later are another change within what is compared. */
function newKernels({ before, after, boundary }: Comparison): string[] {
  const later = after.kernels.filter((release) => release !== boundary.kernel && !before.kernels.includes(release));
  return later.length === 0 ? [] : [`Since then the kernel${later.length === 1 ? '' : 's'} ${listed(later)} ran, too.`];
}

function packageWords(notable: PackageChange['notable']): string {
  const last = new Map(notable.map((one) => [one.name, one]));
  return listed([...last.values()].map(({ name, action, before, after }) => `${name} was ${action === 'upgrade' ? `upgraded (${before ?? '?'} → ${after ?? '?'})` : action === 'install' ? 'installed' : 'removed'}`));
}

function notesOf(history: HostHistory, { whole, comparison, guests }: Judged): string[] {
  const { boots, deaths, exposure } = whole;
  const guessed = deaths.filter(({ vmidGuessed }) => vmidGuessed).length;
  const nameless = deaths.filter(({ vmid }) => vmid === undefined).length;
  const left = comparison?.left;
  return [
    `Time counts while ${guests === undefined ? 'a virtual machine runs' : `${guests.size === 1 ? 'guest' : 'one of the guests'} ${listed([...guests].sort((a, b) => a - b).map(String))} runs`}; what comes within 10 minutes of the same guest is one failure.`,
    ...(exposure.assumedBoots > 0 ? [`When guests ran is not in the journal for ${exposure.assumedBoots} of the ${boots.length} boots: their whole time is counted.`] : []),
    ...(left && left.boots.length > 0 && (left.exposure.time > 0 || left.deaths.length > 0)
      ? [`Left out: ${failures(left.deaths.length)} and ${span(left.exposure.time).text} of running in ${left.boots.length === 1 ? 'a boot' : `${left.boots.length} boots`} at another revision or at one that is not known.`]
      : []),
    ...(guessed > 0 ? [`Which guest it was is a guess for ${guessed} of the failures.`] : []),
    ...(nameless > 0 ? [`Which guest it was is not known for ${nameless} of the failures.`] : []),
    ...(boots.some(({ clockWasSet }) => clockWasSet) ? ['The clock was set while the host ran: times of that boot are counted back from its end.'] : []),
    ...(history.older ? ['The journal goes back further; only its newest part was looked at.'] : []),
    ...(history.packages.state === 'unknown' ? [`Which packages changed is not known: ${history.packages.reason}.`] : []),
  ];
}

const failures = (count: number) => `${count} failure${count === 1 ? '' : 's'}`;

function listed(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}
