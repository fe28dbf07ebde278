/**
 * What the kernel of this boot says of microcode beside the early load: a late one, and why one was refused.
 *
 *     microcode: Reload completed, microcode revision: 0x16 -> 0x17                  up to 6.6
 *     microcode: revision: 0x16 -> 0x17                                              6.7 and later
 *     microcode: updated to revision 0x17, date = 2022-07-15                         Intel, CPU by CPU
 *     microcode: CPU0: new patch_level=0x0a20102b                                    AMD, CPU by CPU
 *     microcode: No sha256 digest for patch ID: 0xa0011de found                      AMD, since 6.14 and in stable kernels
 *
 * Sources: arch/x86/kernel/cpu/microcode/{core,intel,amd}.c at v5.10, v6.1, v6.5, v6.9 and v6.15.
 */
import { findEarlyUpdate } from './bootLog';
import { found } from './kernelLine';
import type { EarlyUpdate } from './types';

/** How the running revision came about in this boot. */
export type MicrocodeLoad =
  /** Loaded by the operating system: before user space (early), or at a wish, with programs running (late). */
  | (EarlyUpdate & { readonly by: 'system'; readonly when: 'early' | 'late' })
  /** The kernel came up and loaded nothing: the revision is the one that the BIOS loaded. */
  | { readonly by: 'firmware'; readonly line: string };

const reload = /microcode: (?:Reload (?:completed|succeeded), microcode revision|(?:Microcode )?revision): (0x[\da-f]{1,8})(?: -> (0x[\da-f]{1,8}))?/;
const perCpu = /microcode: (?:CPU\d+:? )?(?:[uU]pdated to revision |new patch_level=)(0x[\da-f]{1,8})(?:, date = (\d{4}-\d\d-\d\d))?/;
/** Said by every kernel whose driver came up, whether or not it loaded anything. */
const driver = /microcode: (?:Current revision: 0x|sig=0x|CPU\d+: (?:sig=0x|patch_level=0x)|Microcode Update Driver)/;
const refusal = /microcode: (?:No sha256 digest for patch ID: (0x[\da-f]{1,8}) found|Patch (0x[\da-f]{1,8}) SHA256 digest mismatch|CPU\d+: update failed for patch_level=(0x[\da-f]{1,8}))/;

/** The last load of this boot, or undefined where the log does not tell (it may have been rotated away). */
export function findLoad(bootLog: string): MicrocodeLoad | undefined {
  const late = bootLog.split('\n').reduce<MicrocodeLoad | undefined>((last, line) => lateLoad(line.trimEnd(), last) ?? last, undefined);
  if (late) return late;
  const early = findEarlyUpdate(bootLog);
  if (early) return { by: 'system', when: 'early', ...early };
  const line = bootLog.split('\n').find((one) => found(driver, one.trimEnd()));
  return line === undefined ? undefined : { by: 'firmware', line: line.trimEnd() };
}

/** The kernel's last line that says why it or the CPU took no update. */
export function findRefusal(bootLog: string): { readonly revision: number; readonly line: string } | undefined {
  for (const line of bootLog.split('\n').toReversed()) {
    const [, unknown, changed, failed] = found(refusal, line.trimEnd()) ?? [];
    const revision = unknown ?? changed ?? failed;
    if (revision !== undefined) return { revision: Number(revision), line: line.trimEnd() };
  }
  return undefined;
}

function lateLoad(line: string, before: MicrocodeLoad | undefined): MicrocodeLoad | undefined {
  const [, one = '', to] = found(reload, line) ?? [];
  if (one !== '') {
    // Said after a load that changed nothing, too.
    if (one === to) return undefined;
    return { by: 'system', when: 'late', ...(to === undefined ? { to: Number(one) } : { from: Number(one), to: Number(to) }), ...dateOf(before), line };
  }
  const [, revision, date] = found(perCpu, line) ?? [];
  return revision === undefined ? undefined : { by: 'system', when: 'late', to: Number(revision), ...(date === undefined ? {} : { date }), line };
}

const dateOf = (load: MicrocodeLoad | undefined) => (load?.by === 'system' && load.date !== undefined ? { date: load.date } : {});
