/**
 * What a log states of guests and process ids, and where another boot begins. Each kind is found by a plain search for
 * words that begin with a rare letter. Sources: qemu-server's log messages ("started with PID" since 8.2.6), the kernel's
 * mm/oom_kill.c, journalctl's `-- Boot … --` and, up to systemd 247, `-- Reboot --`.
 */
import { copied } from './copied';
import { readEntry } from './entry';
import { nearEndOfLine } from './lines';
import { Prefix } from './prefix';
import { longestLine, placesOf, type Window, wholeText } from './window';

export interface Statement {
  readonly vmid: number;
  /** Of the guest; of a task, the process that carries it out. */
  readonly pid: number;
  /** Offsets in the log of the words. */
  readonly start: number;
  readonly end: number;
  readonly timeText: string | undefined;
  readonly bootId: string | undefined;
}

type Kind = 'starts' | 'ends' | 'cleanups' | 'tasks' | 'stops';

/** What is said about one guest by the words at `VM `, or a little before. */
const spoken: readonly (readonly [kind: Kind, pattern: RegExp, before: string])[] = [
  ['starts', /(?<!\w)VM (?<vmid>\d{1,9}) started with PID (?<pid>\d{1,10})(?:\.| using )/y, ''],
  ['cleanups', /VM cleanup: QEMU process (?<pid>\d{1,10}) for VM (?<vmid>\d{1,9})(?!\d)/y, ''],
  ['tasks', /(?<!\w)start VM (?<vmid>\d{1,9}): UPID:[^:\s]{1,64}:(?<worker>[0-9A-F]{8}):/y, 'start '],
  ['stops', /(?<!\w)stop VM (?<vmid>\d{1,9}): UPID:[^:\s]{1,64}:(?<worker>[0-9A-F]{8}):/y, 'stop '],
];
const killed = /(\/qemu\.slice\/(\d{1,9})\.scope[^\n]{0,200},)task=kvm,pid=(\d{1,10})/;
/** The kernel writes so much after the constraint, at most. */
const longestKill = 900;
/** A log has some thousands; more are not remembered, so that no log fills the memory. */
const most = 100_000;

/** Offsets grow within each kind. */
export class Statements implements Readonly<Record<Kind, readonly Statement[]>> {
  readonly starts: Statement[] = [];
  readonly ends: Statement[] = [];
  readonly cleanups: Statement[] = [];
  readonly tasks: Statement[] = [];
  readonly stops: Statement[] = [];
  /** Where another boot begins, with the kernel's release where it is the kernel's first line. */
  readonly boots: { readonly start: number; readonly kernel: string | undefined }[] = [];
  private readonly prefix = new Prefix();
  private from = 0;
  /** The statement before, and where its line begins, if that is near. */
  private readonly last: { at: number; start: number | undefined } = { at: -1, start: undefined };

  /** Whether something is known of any guest or boot. */
  get any(): boolean {
    return [this.starts, this.ends, this.cleanups, this.tasks, this.stops, this.boots].some(({ length }) => length > 0);
  }

  /** What begins before `to`, and was not asked before. */
  collect(window: Window, to: number): void {
    const { text, base } = window;
    const places = (words: string, is?: (text: string, at: number) => boolean) => placesOf(words, window, this.from, to, is);
    for (const at of places('VM ')) this.say(text, base, at - base);
    for (const at of places('CONSTRAINT_')) this.end(text, base, at - base);
    const boots = [...places('Boot ', isBootsLine), ...places('Reboot --', isBootsLine), ...places('Linux version ', isKernelsFirst)];
    for (const start of boots.sort((a, b) => a - b)) if (this.boots.length < most) this.boots.push({ start, kernel: kernelAt(text, start - base) });
    this.from = to;
  }

  private say(text: string, base: number, at: number): void {
    for (const [kind, pattern, before] of spoken) {
      const start = at - before.length;
      if (start < 0 || !text.startsWith(before, start)) continue;
      pattern.lastIndex = start;
      const groups = pattern.exec(text)?.groups;
      if (!groups) continue;
      const { vmid, pid, worker } = groups;
      this.add(kind, text, base, start, pattern.lastIndex, Number(vmid), worker === undefined ? Number(pid) : Number.parseInt(worker, 16));
      return;
    }
  }

  private end(text: string, base: number, at: number): void {
    const matched = killed.exec(text.slice(at, nearEndOfLine(text, at, longestKill)));
    if (!matched) return;
    const start = at + matched.index;
    this.add('ends', text, base, start, start + matched[0].length, Number(matched[2]), Number(matched[3]));
  }

  private add(kind: Kind, text: string, base: number, start: number, end: number, vmid: number, pid: number): void {
    if (this[kind].length >= most) return;
    this[kind].push({ vmid, pid, start: base + start, end: base + end, ...this.known(text, base, start) });
  }

  /** What the statement's line tells of it, copied, since the window goes. */
  private known(text: string, base: number, at: number): { readonly timeText: string | undefined; readonly bootId: string | undefined } {
    const start = this.lineOf(text, base, at);
    if (start === undefined) return { timeText: undefined, bootId: undefined };
    if (this.prefix.read(text, start) !== 'unsure') return { timeText: copied(text.slice(start, this.prefix.timeEnd)), bootId: undefined };
    const entry = readEntry(text, start, nearEndOfLine(text, start, longestLine));
    const copy = (part: string | undefined) => (part === undefined ? undefined : copied(part));
    return { timeText: copy(entry?.timeText), bootId: copy(entry?.bootId) };
  }

  /** Where its line begins, unless that is far away. Many on one line cost no more than one. */
  private lineOf(text: string, base: number, at: number): number | undefined {
    const { last } = this;
    const known = base + at > last.at ? last.at - base : -1;
    const lowest = Math.max(0, known, at - longestLine);
    let start = at;
    while (start > lowest && text.charCodeAt(start - 1) !== 0x0a) start -= 1;
    if (start > lowest || base + start === 0) last.start = base + start;
    else if (start !== known) last.start = undefined;
    last.at = base + at;
    return last.start !== undefined && last.start >= base && base + at - last.start <= longestLine ? last.start - base : undefined;
  }
}

/** Where in a log another boot begins: offsets, growing. */
export function bootsIn(text: string): readonly number[] {
  const statements = new Statements();
  statements.collect(wholeText(text), text.length);
  return statements.boots.map(({ start }) => start);
}

/** Whether a part of a log may tell something of guests, boots or the host that a failure elsewhere in it is told with. */
export function namesGuestsOrBoots(part: string): boolean {
  return /VM |CONSTRAINT_|Boot |Reboot --|Linux version |Hardware Error\]|Machine check|EDAC MC|_BOOT_ID/.test(part);
}

/** `-- Boot … --`, `-- Reboot --`: nothing stands before. */
function isBootsLine(text: string, at: number): boolean {
  return text.startsWith('-- ', at - 3) && (at === 3 || text.charCodeAt(at - 4) === 0x0a);
}

function kernelAt(text: string, at: number): string | undefined {
  const release = /^Linux version (\d+\.\d[\w.+~-]{0,60})/.exec(text.slice(at, at + 80))?.[1];
  return release === undefined ? undefined : copied(release);
}

/** The kernel's first line, with which syslog and dmesg begin a boot. */
function isKernelsFirst(text: string, at: number): boolean {
  return /(?:\bkernel(?:\[\d+\])?: |\bkernel - - -  ?|\] |MESSAGE=|"MESSAGE"\s?:\s?")$/.test(text.slice(Math.max(0, at - 40), at).replace(/.*\n/s, ''));
}
