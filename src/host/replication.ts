/**
 * Replications that run: `/var/lib/pve-manager/pve-replication-state.json` has one entry for each guest and target, and in it
 * `pid` and `ptime` (the process's start in clock ticks since the boot) from the start of a run to its end
 * (PVE::ReplicationState, record_job_start and record_job_end). They are no tasks: tasks/active does not list them.
 */
export interface Replication {
  readonly vmid: number;
  /** As the state names it: `local/pve2`. */
  readonly target: string;
}

/** `processes`: those of the file that are there; another process may have got the number since. */
export function runningReplications(state: string, processes: readonly { readonly pid: number; readonly started: number }[]): readonly Replication[] {
  return entriesOf(json(state)).flatMap(([vmid, targets]) =>
    entriesOf(targets).flatMap(([target, run]) => {
      const [pid, started] = ['pid', 'ptime'].map((name) => Number(entriesOf(run).find(([key]) => key === name)?.[1]));
      return processes.some((process) => process.pid === pid && process.started === started) ? [{ vmid: Number(vmid), target }] : [];
    }),
  );
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value as Record<string, unknown>) : [];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
