/**
 * Which guest a failure was: what else the log tells of QEMU's process id. Process ids are used again after a reboot and
 * within one boot, so what counts is the nearest statement in the same boot.
 */
import { indexAfter } from './sorted';
import type { Statement, Statements } from './statements';
import type { BootPart, Draft } from './types';

/** Names the guest of each, and the boot. Strongest first: the start that qemu-server logged, the entry's own unit, other statements, and guesses, labelled so. */
export function attribute(failures: readonly Draft[], bootIds: ReadonlyMap<Draft, string>, statements: Statements): void {
  if (!statements.any) return;
  const evidence = new Evidence(statements);
  for (const failure of failures) {
    const { pid, vmid, offset } = failure;
    if (pid === undefined) continue;
    const boot = evidence.bootOf(offset);
    if (boot) failure.boot = boot;
    const start = evidence.startOf(pid, offset, bootIds.get(failure));
    if (start) {
      name(failure, start, `“VM ${start.vmid} started with PID ${pid}” stands above${at(start)}`);
      continue;
    }
    if (vmid !== undefined) continue;
    const end = evidence.endOf(pid, offset);
    const cleanup = end ? undefined : evidence.cleanupOf(pid, offset);
    const task = end ?? cleanup ? undefined : evidence.taskBefore(pid, offset);
    const stop = end ?? cleanup ?? task ? undefined : evidence.stopAfter(offset);
    if (end) name(failure, end, `the kernel killed process ${pid} later${at(end)}, and names its control group (/qemu.slice/${end.vmid}.scope)`);
    else if (cleanup) name(failure, cleanup, `“VM cleanup: QEMU process ${pid} for VM ${cleanup.vmid}” stands in the log${at(cleanup)}`);
    else if (task) name(failure, task, `a task that started VM ${task.vmid}${at(task)} had process id ${task.pid}, and QEMU’s is a little higher`, true);
    else if (stop) name(failure, stop, `it is the next guest that was stopped afterwards${at(stop)}`, true);
  }
}

function name(failure: Draft, { vmid, start, end }: Statement, reason: string, guessed = false): void {
  failure.vmid = vmid;
  failure.vmidReason = reason;
  failure.vmidGuessed = guessed;
  failure.vmidEvidence = { start, end };
}

function at({ timeText }: Statement): string {
  return timeText === undefined || /^\d+$/.test(timeText) ? '' : `, at ${timeText}`;
}

const mostTaskDistance = 100;
/** So many of the last tasks are looked at. */
const mostTasks = 200;

class Evidence {
  private readonly starts: ReadonlyMap<number, readonly Statement[]>;
  private readonly ends: ReadonlyMap<number, readonly Statement[]>;
  private readonly cleanups: ReadonlyMap<number, readonly Statement[]>;
  /** One for all failures of it. */
  private readonly parts = new Map<number, BootPart>();

  constructor(private readonly all: Statements) {
    this.starts = byPid(all.starts);
    this.ends = byPid(all.ends);
    this.cleanups = byPid(all.cleanups);
  }

  /** The last start with this process id before `offset`, in the same boot. */
  startOf(pid: number, offset: number, bootId: string | undefined): Statement | undefined {
    const starts = this.starts.get(pid) ?? [];
    const start = starts[indexAfter(starts, offset, startOf) - 1];
    if (!start || !this.sameBoot(start.start, offset)) return undefined;
    return bootId === undefined || start.bootId === undefined || start.bootId === bootId ? start : undefined;
  }

  /** A process that failed lives on until it is ended: a kill after `offset`, with no other start of its id between. */
  endOf(pid: number, offset: number): Statement | undefined {
    const end = firstAfter(this.ends.get(pid), offset);
    if (!end || !this.sameBoot(offset, end.start)) return undefined;
    const restart = firstAfter(this.starts.get(pid), offset);
    return restart && restart.start < end.start ? undefined : end;
  }

  cleanupOf(pid: number, offset: number): Statement | undefined {
    const cleanup = firstAfter(this.cleanups.get(pid), offset);
    return cleanup && this.sameBoot(offset, cleanup.start) ? cleanup : undefined;
  }

  /** Ids are given out in order: QEMU's comes soon after that of the task that started it. */
  taskBefore(pid: number, offset: number): Statement | undefined {
    const before = indexAfter(this.all.tasks, offset, startOf);
    const task = this.all.tasks
      .slice(Math.max(0, before - mostTasks), before)
      .findLast(({ pid: worker }) => worker < pid && pid - worker <= mostTaskDistance);
    return task && this.sameBoot(task.start, offset) ? task : undefined;
  }

  stopAfter(offset: number): Statement | undefined {
    const stop = firstAfter(this.all.stops, offset);
    return stop && this.sameBoot(offset, stop.start) ? stop : undefined;
  }

  bootOf(offset: number): BootPart | undefined {
    const after = this.bootAfter(offset);
    const boot = this.all.boots[after - 1];
    if (boot?.kernel === undefined) return undefined;
    const known = this.parts.get(after) ?? { start: boot.start, end: this.all.boots[after]?.start ?? Number.POSITIVE_INFINITY, kernel: boot.kernel };
    this.parts.set(after, known);
    return known;
  }

  private bootAfter(offset: number): number {
    return indexAfter(this.all.boots, offset, ({ start }) => start);
  }

  private sameBoot(earlier: number, later: number): boolean {
    const next = this.all.boots[this.bootAfter(earlier)];
    return next === undefined || next.start > later;
  }
}

const startOf = ({ start }: Statement) => start;

function firstAfter(sorted: readonly Statement[] | undefined, offset: number): Statement | undefined {
  return sorted?.[indexAfter(sorted, offset, startOf)];
}

function byPid(all: readonly Statement[]): ReadonlyMap<number, readonly Statement[]> {
  const map = new Map<number, Statement[]>();
  for (const statement of all) {
    const same = map.get(statement.pid);
    if (same) same.push(statement);
    else map.set(statement.pid, [statement]);
  }
  return map;
}
