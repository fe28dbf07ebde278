/** Several virtual CPUs print the same, and a guest that was reset may die again at once: a burst is one death. */

/** Milliseconds without a line, after which the next one is another death. */
export const burstGap = 10 * 60_000;

interface Line {
  readonly time: number;
  /** Of the last line, where several are one already. */
  readonly until?: number;
  readonly bootId?: string | undefined;
  readonly vmid?: number | undefined;
  readonly pid?: number | undefined;
}

/** What comes within minutes of the same guest in the same boot stands together; oldest first, in and between groups. */
export function burstsOf<T extends Line>(lines: readonly T[]): (readonly [T, ...T[]])[] {
  const groups: [T, ...T[]][] = [];
  const open = new Map<string, { readonly group: [T, ...T[]]; until: number }>();
  for (const line of [...lines].sort((a, b) => a.time - b.time)) {
    const who = line.vmid ?? (line.pid === undefined ? undefined : `process ${line.pid}`);
    const key = `${line.bootId ?? ''}/${who ?? ''}`;
    const until = line.until ?? line.time;
    // Of lines that name nobody it is not known that they are of the same guest.
    const burst = who === undefined ? undefined : open.get(key);
    if (burst && line.time - burst.until <= burstGap) {
      burst.group.push(line);
      burst.until = Math.max(burst.until, until);
    } else {
      const group: [T, ...T[]] = [line];
      groups.push(group);
      open.set(key, { group, until });
    }
  }
  return groups;
}
