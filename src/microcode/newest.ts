/** The newest update for one CPU in the bytes of one file. */
import { parseAmdContainers } from './amd';
import { parseIntelUpdates } from './intel';
import type { CpuIdentity } from './types';

export interface Revision {
  /** Unsigned. */
  readonly revision: number;
  /** Patch date, ISO, where the file has one. */
  readonly date?: string;
}

/** Undefined where no sound update is for this CPU's signature and platform; an unknown platform mask matches every one. */
export function newestUpdate(cpu: CpuIdentity, bytes: Uint8Array): Revision | undefined {
  const newest = updatesFor(cpu, bytes).reduce<{ revision: number; date: string | undefined } | undefined>(
    (best, update) => (best === undefined || update.revision > best.revision ? update : best),
    undefined,
  );
  return newest && { revision: newest.revision, ...(newest.date === undefined ? {} : { date: newest.date }) };
}

function updatesFor(cpu: CpuIdentity, bytes: Uint8Array): readonly { revision: number; date: string | undefined }[] {
  if (cpu.vendor === 'amd') return parseAmdContainers(bytes).updates.filter(({ equivalents }) => equivalents.includes(cpu.signature));
  if (cpu.vendor === 'other') return [];
  return parseIntelUpdates(bytes).updates.filter((update) => [update, ...update.extendedSignatures].some((target) => isFor(cpu, target)));
}

/** The kernel's rule: the signature is the same, and the masks have a bit in common or are both 0. */
export function isFor(cpu: CpuIdentity, { signature, platformMask }: { readonly signature: number; readonly platformMask: number }): boolean {
  if (signature !== cpu.signature) return false;
  if (cpu.platformMask === undefined) return true;
  return (platformMask & cpu.platformMask) !== 0 || (platformMask === 0 && cpu.platformMask === 0);
}
