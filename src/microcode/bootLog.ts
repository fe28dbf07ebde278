/**
 * The kernel's own account of an early microcode load, in the wordings that it has used:
 *
 *     microcode: microcode updated early to revision 0x16, date = 2022-02-03         up to 6.2, Intel
 *     microcode: microcode updated early to new patch_level=0x0a20102b               up to 6.2, AMD
 *     microcode: updated early: 0xf0 -> 0xf4, date = 2023-02-22                      6.3 to 6.6
 *     microcode: Current revision: 0x0000001a                                        6.7 and later,
 *     microcode: Updated early from: 0x00000016                                      two lines
 *
 * Sources: arch/x86/kernel/cpu/microcode/{core,intel,amd}.c at v5.10, v6.1, v6.5 and v6.9.
 */
import { found } from './kernelLine';
import type { EarlyUpdate } from './types';

const toRevision = /(?:microcode: )?(?:CPU\d+:? )?microcode updated early to (?:revision |new patch_level=)(0x[\da-f]{1,8})(?:, date = (\d{4}-\d\d-\d\d))?/i;
const fromTo = /microcode: updated early: (0x[\da-f]{1,8}) -> (0x[\da-f]{1,8})(?:, date = (\d{4}-\d\d-\d\d))?/i;
const current = /microcode: Current revision: (0x[\da-f]{1,8})/i;
const from = /microcode: Updated early from: (0x[\da-f]{1,8})/i;
const kernelBegins = /Linux version \d/;
const journalBegins = /^-- (?:Boot [\da-f]{32}|Reboot) --/;

/** What one boot has said so far; the two lines of 6.7 and later come apart. */
interface Boot {
  readonly update?: EarlyUpdate;
  readonly current?: number;
  readonly from?: { readonly revision: number; readonly line: string };
}

/**
 * The update that the last boot of this log applied before user space; undefined if that boot shows none. A text
 * without any sign of a boot's beginning (lines that grep found) is told apart by what a boot can say only once.
 */
export function findEarlyUpdate(bootLog: string): EarlyUpdate | undefined {
  let boot: Boot = {};
  /** Up to 6.6 the kernel says it even before its own version. */
  let before: Boot = {};
  for (const raw of bootLog.split('\n')) {
    const line = raw.trimEnd();
    if (line === '') continue;
    if (journalBegins.test(line) || found(kernelBegins, line)) {
      boot = journalBegins.test(line) ? {} : before;
      before = {};
      continue;
    }
    const update = /microcode/i.test(line) ? earlierForms(line) : undefined;
    before = update ? { update } : {};
    boot = update ? { update } : /microcode/i.test(line) ? withLaterForms(boot, line) : boot;
  }
  if (boot.update) return changed(boot.update);
  return boot.from && changed({ from: boot.from.revision, ...(boot.current === undefined ? {} : { to: boot.current }), line: boot.from.line });
}

/** Some kernels say "Updated early from" where nothing was applied: then both numbers are the same. */
function changed(update: EarlyUpdate): EarlyUpdate | undefined {
  return update.from !== undefined && update.from === update.to ? undefined : update;
}

function earlierForms(line: string): EarlyUpdate | undefined {
  const to = found(toRevision, line);
  if (to) return { to: Number(to[1]), ...dated(to[2]), line };
  const both = found(fromTo, line);
  return both && { from: Number(both[1]), to: Number(both[2]), ...dated(both[3]), line };
}

function withLaterForms(boot: Boot, line: string): Boot {
  const now = found(current, line);
  if (now) return { ...(boot.current === undefined && boot.from ? { from: boot.from } : {}), current: Number(now[1]) };
  const was = found(from, line);
  if (!was) return boot;
  return { ...(boot.from === undefined && boot.current !== undefined ? { current: boot.current } : {}), from: { revision: Number(was[1]), line } };
}

const dated = (date: string | undefined) => (date === undefined ? {} : { date });
