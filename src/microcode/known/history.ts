/** The bundled table: for each CPU the revisions that the vendors' releases had for it, and how a release is added. */

/** From this release on (YYYYMMDD) it was this revision; patch date, ISO, or empty where it is not known. */
export interface Step {
  readonly release: string;
  readonly revision: number;
  readonly date: string;
}

/** A CPU by signature and platform mask (AMD: 0), with its steps, oldest first. */
export interface KnownCpu {
  readonly signature: number;
  readonly platformMask: number;
  readonly steps: readonly Step[];
}

export interface Seen extends Step {
  readonly signature: number;
  readonly platformMask: number;
}

/**
 * The table with what one more release was seen to hold, in whatever order releases come. A lower revision than the one
 * before is a step like any other: vendors take revisions back. Of several in one release for one CPU the highest counts.
 * Sorted by signature and mask.
 */
export function withRelease(table: readonly KnownCpu[], seen: readonly Seen[]): KnownCpu[] {
  const cpus = new Map(table.map((cpu) => [keyOf(cpu), cpu]));
  const highest = new Map<string, Seen>();
  for (const one of seen) {
    const other = highest.get(keyOf(one));
    if (!other || one.revision > other.revision) highest.set(keyOf(one), one);
  }
  for (const [key, { signature, platformMask, release, revision, date }] of highest) {
    cpus.set(key, { signature, platformMask, steps: withStep(cpus.get(key)?.steps ?? [], { release, revision, date }) });
  }
  return [...cpus.values()].sort((a, b) => a.signature - b.signature || a.platformMask - b.platformMask);
}

/** A release that only repeats the one before it is no step; of one revision the first release stays. */
function withStep(steps: readonly Step[], step: Step): Step[] {
  const all = [...steps.filter(({ release }) => release !== step.release), step].sort((a, b) => a.release.localeCompare(b.release));
  return all.filter(({ revision }, index) => all[index - 1]?.revision !== revision);
}

const keyOf = ({ signature, platformMask }: { readonly signature: number; readonly platformMask: number }): string => `${signature}/${platformMask}`;

/** Rows of the file: signature, mask, then `release revision date` for each step. */
export function readTable(rows: readonly (readonly string[])[]): KnownCpu[] {
  return rows.map(([signature = '', platformMask = '', ...steps]) => ({
    signature: Number(signature),
    platformMask: Number(platformMask),
    steps: steps.map((step) => {
      const [release = '', revision = '', date = ''] = step.split(' ');
      return { release, revision: Number(revision), date };
    }),
  }));
}

export function writeTable(cpus: readonly KnownCpu[]): string[][] {
  const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, '0')}`;
  return cpus.map(({ signature, platformMask, steps }) => [hex(signature, 8), hex(platformMask, 2), ...steps.map(({ release, revision, date }) => [release, hex(revision, 1), date].filter(Boolean).join(' '))]);
}
