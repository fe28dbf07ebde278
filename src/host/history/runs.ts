/** When virtual machines ran in a boot, from what the log tells of their starts, ends and deaths. */
import type { GuestEvent } from './readEvents';
import type { Death, GuestRun } from './types';

interface BootSpan {
  readonly id: string;
  readonly from: number;
  readonly until: number;
}

interface Happening {
  readonly kind: GuestEvent['kind'] | 'death';
  readonly vmid: number;
  readonly time: number;
  /** Later than `time` where a burst of lines told of a death. */
  readonly until: number;
}

interface State {
  /** Since when it runs; undefined while it does not. */
  since: number | undefined;
  /** When it died, while nothing was seen that started it again. */
  died: number | undefined;
}

/**
 * A guest that died does not run until its next start, though its process is still there. An end or a death without a start
 * before it: it ran since the boot began. A second death without a start between: something else had started it again.
 * `running`: guests whose process is there now, with the time of its start; for the running boot alone.
 */
export function runsOfBoot(boot: BootSpan, events: readonly GuestEvent[], deaths: readonly Death[], running: ReadonlyMap<number, number> = new Map()): GuestRun[] {
  const happened: Happening[] = [
    ...events.filter(({ bootId }) => bootId === boot.id).map(({ kind, vmid, time }) => ({ kind, vmid, time, until: time })),
    ...deaths.flatMap(({ bootId, vmid, time, until }): Happening[] => (bootId === boot.id && vmid !== undefined ? [{ kind: 'death', vmid, time, until }] : [])),
  ];
  const runs: GuestRun[] = [];
  const states = new Map<number, State>();
  const add = (vmid: number, from: number, until: number) => {
    if (until > from) runs.push({ bootId: boot.id, vmid, from, until });
  };
  for (const one of happened.sort((a, b) => a.time - b.time)) {
    const state = states.get(one.vmid);
    const since = state ? state.since : boot.from;
    if (one.kind === 'start') {
      states.set(one.vmid, { since: state?.since ?? one.time, died: undefined });
    } else if (one.kind === 'end') {
      if (since !== undefined) add(one.vmid, since, one.time);
      states.set(one.vmid, { since: undefined, died: undefined });
    } else {
      const from = since ?? state?.died;
      if (from !== undefined) add(one.vmid, from, one.time);
      states.set(one.vmid, { since: undefined, died: one.until });
    }
  }
  for (const [vmid, { since }] of states) if (since !== undefined) add(vmid, since, boot.until);
  for (const [vmid, since] of running) if (!states.has(vmid)) add(vmid, Math.max(boot.from, since), boot.until);
  return runs.sort((a, b) => a.from - b.from || a.vmid - b.vmid);
}
