/**
 * Which guest a failure was: what else the log tells of QEMU's process id. Process ids are used again after a reboot and
 * within one boot, so what counts is the nearest statement in the same boot. Sources: qemu-server's log messages
 * ("started with PID" since 8.2.6), the kernel's mm/oom_kill.c.
 */
import { boots } from './boots';
import { occurrences } from './candidates';
import { readEntry } from './entry';
import { endOfLine, startOfLine } from './lines';
import { indexAfter } from './sorted';
import type { Failure } from './types';

interface Unattributed {
  readonly failure: Failure;
  readonly bootId: string | undefined;
}

interface Statement {
  readonly vmid: number;
  readonly pid: number;
  readonly start: number;
  readonly end: number;
}

/** Strongest first: the start that qemu-server logged, the entry's own unit, other statements, and guesses, labelled so. */
export function attribute(text: string, failures: readonly Unattributed[]): Failure[] {
  if (failures.every(({ failure: { pid } }) => pid === undefined)) return failures.map(({ failure }) => failure);
  const evidence = new Evidence(text);
  return failures.map(({ failure, bootId }) => {
    const { pid, vmid } = failure;
    if (pid === undefined) return failure;
    const start = evidence.startOf(pid, failure.offset, bootId);
    if (start) return named(failure, start, `“VM ${start.vmid} started with PID ${pid}” stands above${at(text, start)}`);
    if (vmid !== undefined) return failure;
    const end = evidence.endOf(pid, failure.offset);
    if (end) return named(failure, end, `the kernel killed process ${pid} later${at(text, end)}, and names its control group (/qemu.slice/${end.vmid}.scope)`);
    const cleanup = evidence.cleanupOf(pid, failure.offset);
    if (cleanup) return named(failure, cleanup, `“VM cleanup: QEMU process ${pid} for VM ${cleanup.vmid}” stands in the log${at(text, cleanup)}`);
    const task = evidence.taskBefore(pid, failure.offset);
    if (task) return named(failure, task, `a task that started VM ${task.vmid}${at(text, task)} had process id ${task.pid}, and QEMU’s is a little higher`, true);
    const stop = evidence.stopAfter(failure.offset);
    if (stop) return named(failure, stop, `it is the next guest that was stopped afterwards${at(text, stop)}`, true);
    return failure;
  });
}

function named(failure: Failure, { vmid, start, end }: Statement, vmidReason: string, vmidGuessed = false): Failure {
  return { ...failure, vmid, vmidReason, vmidGuessed, vmidEvidence: { start, end } };
}

function at(text: string, { start }: Statement): string {
  const from = startOfLine(text, start);
  const timeText = readEntry(text, from, endOfLine(text, from))?.timeText;
  return timeText === undefined || /^\d+$/.test(timeText) ? '' : `, at ${timeText}`;
}

const mostTaskDistance = 100;
/** So many of the last tasks are looked at. */
const mostTasks = 200;

/** What a log states of guests and process ids, each kind looked for once, and only when it is asked for. */
class Evidence {
  private readonly boots: () => readonly number[];
  private readonly starts: () => ReadonlyMap<number, readonly Statement[]>;
  private readonly ends: () => ReadonlyMap<number, readonly Statement[]>;
  private readonly cleanups: () => ReadonlyMap<number, readonly Statement[]>;
  private readonly tasks: () => readonly Statement[];
  private readonly stops: () => readonly Statement[];

  constructor(private readonly text: string) {
    this.boots = once(() => boots(text));
    this.starts = once(() => byPid(statements(text, 'started with PID ', /(?<!\w)VM (?<vmid>\d{1,9}) $/, /^(?<pid>\d{1,10})(?:\.| using )/)));
    this.ends = once(() => byPid(statements(text, 'task=kvm,pid=', /\/qemu\.slice\/(?<vmid>\d{1,9})\.scope[^\n]*$/, /^(?<pid>\d{1,10})/)));
    this.cleanups = once(() => byPid(statements(text, 'VM cleanup: QEMU process ', /$/, /^(?<pid>\d{1,10}) for VM (?<vmid>\d{1,9})(?!\d)/)));
    this.tasks = once(() => statements(text, 'start VM ', /(?<!\w)$/, /^(?<vmid>\d{1,9}): UPID:[^:\s]{1,64}:(?<worker>[0-9A-F]{8}):/));
    this.stops = once(() => statements(text, 'stop VM ', /(?<!\w)$/, /^(?<vmid>\d{1,9}): UPID:[^:\s]{1,64}:(?<worker>[0-9A-F]{8}):/));
  }

  /** The last start with this process id before `offset`, in the same boot. */
  startOf(pid: number, offset: number, bootId: string | undefined): Statement | undefined {
    const starts = this.starts().get(pid) ?? [];
    const start = starts[indexAfter(starts, offset, startOf) - 1];
    if (!start || !this.sameBoot(start.start, offset)) return undefined;
    const otherBoot = bootId === undefined ? undefined : readEntry(this.text, startOfLine(this.text, start.start), endOfLine(this.text, start.start))?.bootId;
    return otherBoot === undefined || otherBoot === bootId ? start : undefined;
  }

  /** A process that failed lives on until it is ended: a kill after `offset`, with no other start of its id between. */
  endOf(pid: number, offset: number): Statement | undefined {
    const end = firstAfter(this.ends().get(pid), offset);
    if (!end || !this.sameBoot(offset, end.start)) return undefined;
    const restart = firstAfter(this.starts().get(pid), offset);
    return restart && restart.start < end.start ? undefined : end;
  }

  cleanupOf(pid: number, offset: number): Statement | undefined {
    const cleanup = firstAfter(this.cleanups().get(pid), offset);
    return cleanup && this.sameBoot(offset, cleanup.start) ? cleanup : undefined;
  }

  /** Ids are given out in order: QEMU's comes soon after that of the task that started it. */
  taskBefore(pid: number, offset: number): Statement | undefined {
    const before = indexAfter(this.tasks(), offset, startOf);
    const task = this.tasks()
      .slice(Math.max(0, before - mostTasks), before)
      .findLast(({ pid: worker }) => worker < pid && pid - worker <= mostTaskDistance);
    return task && this.sameBoot(task.start, offset) ? task : undefined;
  }

  stopAfter(offset: number): Statement | undefined {
    const stop = firstAfter(this.stops(), offset);
    return stop && this.sameBoot(offset, stop.start) ? stop : undefined;
  }

  private sameBoot(earlier: number, later: number): boolean {
    const next = this.boots()[indexAfter(this.boots(), earlier, (boot) => boot)];
    return next === undefined || next > later;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const startOf = ({ start }: Statement) => start;

function firstAfter(sorted: readonly Statement[] | undefined, offset: number): Statement | undefined {
  return sorted?.[indexAfter(sorted, offset, startOf)];
}

/** Every place of `words` with what stands before and after it; the patterns name `vmid`, and `pid` or a task's `worker`, which is hexadecimal. */
function statements(text: string, words: string, before: RegExp, after: RegExp): Statement[] {
  const found: Statement[] = [];
  for (const offset of occurrences(text, words)) {
    const head = text.slice(Math.max(0, offset - 600), offset);
    const ahead = before.exec(head.slice(head.lastIndexOf('\n') + 1));
    const behind = ahead && after.exec(text.slice(offset + words.length, offset + words.length + 120));
    if (!behind) continue;
    const groups: Readonly<Record<string, string | undefined>> = { ...ahead.groups, ...behind.groups };
    const { vmid, pid, worker } = groups;
    found.push({ vmid: Number(vmid), pid: worker === undefined ? Number(pid) : Number.parseInt(worker, 16), start: offset - ahead[0].length, end: offset + words.length + behind[0].length });
  }
  return found;
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
