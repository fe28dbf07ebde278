/**
 * What else a log knows that bears on a failure: memory that ran out, and machine checks. Sources: the kernel's
 * mm/oom_kill.c, arch/x86/kernel/cpu/mce, drivers/edac, drivers/acpi/apei.
 */
import type { TextRange } from '../finding';
import type { Failure } from './types';
import { occurrences } from './candidates';
import { endOfLine, startOfLine } from './lines';
import { endOfBlock, placesOf, wholeText, type Window } from './window';

export interface OutOfMemory {
  readonly vmid: number | undefined;
  readonly pid: number | undefined;
  readonly range: TextRange;
}

export interface Beside {
  /** Whether the text has lines of the kernel at all, and all machine checks are listed: else it cannot tell that there was nothing. */
  readonly tellsNone: boolean;
  readonly machineChecks: readonly TextRange[];
  readonly outOfMemory: readonly OutOfMemory[];
}

/** How a line of the kernel looks in syslog, in RFC 5424, in a journal's JSON, and in its export. */
const kernelMarks = [ '"SYSLOG_IDENTIFIER":"kernel"', '"SYSLOG_IDENTIFIER" : "kernel"', 'SYSLOG_IDENTIFIER=kernel'];
/** The same in syslog and RFC 5424, after a space: a search for that space would stop at every word. */
const kernelPrefixes = ['kernel: ', 'kernel - - '];
/** More are not listed. */
const most = 1000;

/** What of it bears on one failure: machine checks of its boot, where the text tells boots apart, and kills of its guest. */
export function besideOf({ vmid, pid, boot }: Failure, { tellsNone, machineChecks, outOfMemory }: Beside): Beside {
  const inBoot = ({ start }: TextRange) => boot === undefined || (start >= boot.start && start < boot.end);
  return {
    tellsNone,
    machineChecks: machineChecks.filter(inBoot),
    outOfMemory: outOfMemory.filter((kill) => (vmid !== undefined && kill.vmid === vmid) || (pid !== undefined && kill.pid === pid && inBoot(kill.range))),
  };
}

export function lookBeside(text: string): Beside {
  const checks = new MarkedLines(machineCheckMarks);
  const kills = new MarkedLines(killMarks);
  const window = wholeText(text);
  for (let from = 0; from < text.length; from = endOfBlock(from)) {
    const to = Math.min(text.length, endOfBlock(from));
    for (const marked of [checks, kills]) marked.search(window, from, to);
  }
  const machineChecks = checks.lines;
  const hasKernelLines = kernelPrefixes.some((prefix) => hasWord(text, prefix)) || kernelMarks.some((mark) => text.includes(mark)) || /^\[ *\d+\.\d{6}\] /m.test(text.slice(0, 65_536));
  return {
    tellsNone: hasKernelLines && machineChecks.length < most,
    machineChecks,
    outOfMemory: kills.lines.map((range) => killed(text, range)),
  };
}

function hasWord(text: string, word: string): boolean {
  for (const offset of occurrences(text, word)) if (text.charCodeAt(offset - 1) === 0x20) return true;
  return false;
}

/** `mce: [Hardware Error]: …`, `{1}[Hardware Error]: …`, `EDAC MC0: 1 CE …`; not the lines with which these drivers greet. */
const machineCheckMarks: readonly Mark[] = [
  { words: 'Hardware Error]', is: (text, at) => text.charCodeAt(at - 1) === 0x5b },
  { words: 'Machine check events logged' },
  { words: 'EDAC MC', is: (text, at) => /^EDAC MC\d+: \d+ [CU]E /.test(text.slice(at, at + 64)) },
];
const kill = 'oom-kill:constraint=';
const killMarks: readonly Mark[] = [{ words: 'CONSTRAINT_', is: (text, at) => at >= kill.length && text.startsWith(kill, at - kill.length) }];

function killed(text: string, range: TextRange): OutOfMemory {
  const line = text.slice(range.start, Math.min(range.end, range.start + 2048));
  const vmid = /task_memcg=\/qemu\.slice\/(\d{1,9})\.scope/.exec(line)?.[1];
  const pid = /,task=[^,\n]{1,64},pid=(\d{1,10})/.exec(line)?.[1];
  return { vmid: vmid === undefined ? undefined : Number(vmid), pid: pid === undefined ? undefined : Number(pid), range };
}

/** Words that begin with a rare letter are found fast. */
interface Mark {
  readonly words: string;
  readonly is?: (text: string, at: number) => boolean;
}

/** The lines that hold one of some marks, at most `most`, in the order of the text. */
class MarkedLines {
  private readonly found = new Map<number, TextRange>();
  /** By mark: the end of the line that it was found on last. */
  private readonly readUpTo = new Map<Mark, number>();

  constructor(private readonly marks: readonly Mark[]) {}

  search(window: Window, from: number, to: number): void {
    for (const mark of this.marks) {
      if (this.found.size >= most) return;
      for (const at of placesOf(mark.words, window, from, to, mark.is)) if (at >= (this.readUpTo.get(mark) ?? 0)) this.add(window.text, mark, at);
    }
  }

  get lines(): TextRange[] {
    return [...this.found.values()].sort((a, b) => a.start - b.start).slice(0, most);
  }

  private add(text: string, mark: Mark, at: number): void {
    const range = { start: startOfLine(text, at), end: endOfLine(text, at) };
    this.found.set(range.start, range);
    this.readUpTo.set(mark, range.end);
  }
}
