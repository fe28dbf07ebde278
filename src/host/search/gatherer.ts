/** Takes the lines of one source as they come, and keeps of them what counts: memory stays bounded however long it is. */
import type { Zone } from '../facts';
import { collect, mostStamps } from './collect';
import { dated } from './localTime';
import type { FoundFailure, Gathered, Stamp } from './types';

/** Characters that are held before they are looked at. */
const mostHeld = 1024 * 1024;
/** Lines of the end that wait for what follows: a dump is not longer. */
const tail = 100;
/** Lines that name guests and boots are evidence for what comes later, too. */
const evidence = /started with PID |start VM |Linux version /;
const mostEvidence = 500;
/** The newest are kept. */
export const mostFailures = 5000;
const mostWithLines = 100;

export class Gatherer {
  private lines: string[] = [];
  private held = 0;
  private earlier: string[] = [];
  private failures: FoundFailure[] = [];
  private boots: Stamp[] = [];
  private machineChecks: Stamp[] = [];
  private outOfMemory: Stamp[] = [];
  private truncated = false;

  constructor(private readonly source: string) {}

  add(line: string): void {
    this.lines.push(line);
    this.held += line.length + 1;
    if (this.held > mostHeld && this.lines.length > tail) this.settle(this.lines.length - tail);
  }

  /** All that came; `modifiedAt` and `zone` tell what a time without a year means. */
  finish(modifiedAt: number, zone: Zone): Gathered {
    this.settle(this.lines.length);
    const ordered = <T extends Stamp>(entries: readonly T[]) => dated(entries, modifiedAt, zone);
    const { failures, boots, machineChecks, outOfMemory, truncated } = this;
    return { failures: ordered(failures), boots: ordered(boots), machineChecks: ordered(machineChecks), outOfMemory: ordered(outOfMemory), truncated };
  }

  /** Takes the first `count` lines for good. */
  private settle(count: number): void {
    const before = this.earlier.map((line) => `${line}\n`).join('');
    const now = this.lines.slice(0, count).map((line) => `${line}\n`).join('');
    const after = this.lines.slice(count).map((line) => `${line}\n`).join('');
    const gathered = collect(before + now + after, this.source, before.length, before.length + now.length);
    this.keepFailures(gathered.failures);
    this.boots = [...this.boots, ...gathered.boots].slice(-mostStamps);
    this.machineChecks = [...this.machineChecks, ...gathered.machineChecks].slice(-mostStamps);
    this.outOfMemory = [...this.outOfMemory, ...gathered.outOfMemory].slice(-mostStamps);
    this.earlier = [...this.earlier, ...this.lines.slice(0, count).filter((line) => evidence.test(line))].slice(-mostEvidence);
    this.lines = this.lines.slice(count);
    this.held = after.length;
  }

  private keepFailures(more: readonly FoundFailure[]): void {
    const all = [...this.failures, ...more];
    this.truncated ||= all.length > mostFailures;
    const kept = all.slice(-mostFailures);
    this.failures = kept.map((failure, index) => (index < kept.length - mostWithLines ? withoutLines(failure) : failure));
  }
}

function withoutLines(failure: FoundFailure): FoundFailure {
  const { lines, ...rest } = failure;
  return lines === undefined ? failure : rest;
}
