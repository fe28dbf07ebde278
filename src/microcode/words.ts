/** The verdict in one sentence for people, without a full stop. */
import { hex } from './bytes';
import { cpuName } from './cpuName';
import { type KnownRevision, knownHistory, tableDate } from './known/revisions';
import { isKnownBad, knownTrouble } from './known/trouble';
import type { Revision } from './newest';
import type { CpuIdentity, EarlyUpdate, MicrocodeVerdict } from './types';

/** Everything that the sentence may tell of. */
export interface Story extends Pick<MicrocodeVerdict, 'state' | 'expected' | 'obstacle'> {
  readonly cpu: CpuIdentity;
  readonly running: number | undefined;
  readonly onDisk: Revision | undefined;
  readonly inPackage: Revision | 'none' | undefined;
  /** The newest that the table knows, in whatever release of Debian. */
  readonly newest: KnownRevision | undefined;
  readonly earlyUpdate: EarlyUpdate | undefined;
}

/** "Celeron J6412 runs 0x16; 0x1a (2024-04-05) is on the disk and loads at the next boot". */
export function summaryOf(story: Story): string {
  const { cpu, running } = story;
  const name = cpuName(cpu.modelName);
  if (cpu.vendor === 'other') return `${name} is neither Intel’s nor AMD’s: Debian has no microcode package for it`;
  if (running === undefined) return `The microcode revision that ${name} runs could not be read${story.expected ? `; ${dated(story.expected)} is ${placeOf(story.expected.source)}` : ''}`;
  return `${name} runs ${runningWords(story, running)}${outcomeWords(story, running)}${newerWords(story, running)}${troubleWords(story, running)}`;
}

function runningWords({ cpu, onDisk }: Story, running: number): string {
  const different = [...new Set(cpu.revisions)];
  if (different.length > 1) return `different revisions on its cores (${different.sort((a, b) => a - b).map(hex).join(', ')})`;
  const date = [onDisk, ...knownHistory(cpu)].find((known) => known?.revision === running)?.date;
  return dated({ revision: running, ...(date === undefined ? {} : { date }) });
}

function outcomeWords(story: Story, running: number): string {
  const { state, expected, onDisk } = story;
  const target = expected ? dated(expected) : '';
  switch (state) {
    case 'reboot-pending':
      return `; ${target} is on the disk and loads at the next boot`;
    case 'will-not-load':
      return `; ${target} is on the disk, and the next boot will not load it: ${obstacleWords(story)}`;
    case 'update-available':
      if (expected?.source === 'package') return `; ${target} is in the package that apt would install`;
      return onDisk ? `; ${target} is known (as of ${tableDate}), and the package on the disk does not bring it` : `; ${target} is known (as of ${tableDate}), and was not found on the disk`;
    case 'refused':
      return `; ${target} was there at this boot, and the CPU did not accept it: the BIOS is too old for it, so update the BIOS first`;
    case 'not-loaded':
      return `; ${target} was on the disk at this boot, and was not loaded: ${whyNotLoaded(story, running)}`;
    case 'current':
      return currentWords(story, running);
    case 'no-update-known':
      return `; ${noneWords(story, running)}: only a newer BIOS could bring one`;
    case 'not-this-machine':
    case 'unknown':
      return '';
  }
}

function currentWords({ expected, onDisk, inPackage, earlyUpdate }: Story, running: number): string {
  const loaded = earlyUpdate?.from !== undefined && earlyUpdate.to === running && earlyUpdate.from < running ? `, loaded at this boot in place of ${hex(earlyUpdate.from)}` : '';
  if (expected && running > expected.revision) return `${loaded}, newer than ${onDisk || inPackage ? `${dated(expected)} ${placeOf(expected.source)}` : `what is known (${dated(expected)})`}`;
  return `${loaded}, the newest that is ${expected?.source === 'table' ? `known as of ${tableDate}` : placeOf(expected?.source ?? 'files')}`;
}

function whyNotLoaded({ cpu, earlyUpdate }: Story, running: number): string {
  if (earlyUpdate?.to === running) return 'the initramfs holds an older one, so rebuild it with update-initramfs -u -k all and reboot';
  if (cpu.vendor === 'amd') return 'the BIOS may be too old to accept it, so look for a BIOS update; or the initramfs lacks it (update-initramfs -u -k all)';
  return 'the initramfs may lack it (update-initramfs -u -k all), or the kernel was told dis_ucode_ldr';
}

/** A newer revision that nothing needs: told, and no reason for a step. */
function newerWords({ state, newest }: Story, running: number): string {
  if (state !== 'current' || !newest || newest.revision <= running) return '';
  return `; ${dated(newest)} is known too (as of ${newest.asOf}), and comes with a newer package or not at all in this release`;
}

function noneWords({ inPackage, newest }: Story, running: number): string {
  if (inPackage === 'none') return 'the package that apt would install has no update for it';
  if (newest && newest.revision > running) return `${dated(newest)} is known (as of ${newest.asOf}), and this release of Debian does not bring it`;
  return 'no update for it is known, and none is on the disk';
}

function placeOf(source: NonNullable<MicrocodeVerdict['expected']>['source']): string {
  return source === 'files' ? 'on the disk' : source === 'package' ? 'in the package that apt would install' : 'known';
}

function obstacleWords({ obstacle }: Story): string {
  if (obstacle?.kind !== 'initramfs') return 'dis_ucode_ldr on the kernel’s command line keeps every update away';
  const holds = obstacle.holds === undefined ? 'lacks it' : `holds ${hex(obstacle.holds)} instead`;
  return `kernel ${obstacle.kernel} boots next, and its initramfs ${holds} (update-initramfs -u -k ${obstacle.kernel} mends that)`;
}

/** What was reported of this CPU, where it bears on the running revision or on the one that comes next. */
function troubleWords({ cpu, state, expected }: Story, running: number): string {
  const trouble = knownTrouble(cpu);
  const concerns = trouble && ((trouble.wanted !== undefined && running < trouble.wanted) || isKnownBad(cpu, running));
  const comesNext = (state === 'reboot-pending' || state === 'will-not-load' || state === 'update-available') && expected && isKnownBad(cpu, expected.revision);
  return trouble && (concerns || comesNext) ? ` (${trouble.report})` : '';
}

function dated({ revision, date }: Revision): string {
  return date === undefined ? hex(revision) : `${hex(revision)} (${date})`;
}
