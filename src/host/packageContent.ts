/** What a package brings one CPU, from the files that were read in it. */
import { type CpuIdentity, hex, isKnownBad, knownTrouble, newestUpdate, packageFor } from '../microcode';
import type { PackageContent } from './facts';
import type { Simulation } from './simulation';

/** Undefined where the package was not read, or is none of this CPU's vendor. */
export function packageContent(cpu: CpuIdentity, content: Simulation['content']): PackageContent | undefined {
  const name = packageFor(cpu.vendor);
  if (!content || name === undefined) return undefined;
  return { name, version: content.version, ...newestUpdate(cpu, content.bytes) };
}

/** `Read in the package: it has microcode 0x1a (2024-04-05) for this CPU, which runs 0x16.`; and what is said against it. */
export function packageContentWords({ revision, date }: PackageContent, running: number | undefined, cpu?: CpuIdentity): string {
  if (revision === undefined) return 'Read in the package: it has no update for this CPU.';
  const what = `${hex(revision)}${date === undefined ? '' : ` (${date})`}`;
  const warning = cpu && isKnownBad(cpu, revision) ? ` Take care: ${knownTrouble(cpu)?.report ?? ''}.` : '';
  return `Read in the package: it has microcode ${what} for this CPU${running === undefined ? '' : `, which runs ${hex(running)}${revision > running ? '' : ' already'}`}.${warning}`;
}
