/**
 * What else a log knows that bears on a failure: memory that ran out, and machine checks. Sources: the kernel's
 * mm/oom_kill.c, arch/x86/kernel/cpu/mce, drivers/edac, drivers/acpi/apei.
 */
import type { TextRange } from '../finding';
import type { Failure } from './types';
import { occurrences } from './candidates';
import { endOfLine, startOfLine } from './lines';

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
  const checks = machineChecks(text);
  const hasKernelLines = kernelPrefixes.some((prefix) => hasWord(text, prefix)) || kernelMarks.some((mark) => text.includes(mark)) || /^\[ *\d+\.\d{6}\] /m.test(text.slice(0, 65_536));
  return {
    tellsNone: hasKernelLines && checks.length < most,
    machineChecks: checks,
    outOfMemory: outOfMemory(text),
  };
}

function hasWord(text: string, word: string): boolean {
  for (const offset of occurrences(text, word)) if (text.charCodeAt(offset - 1) === 0x20) return true;
  return false;
}

/** `mce: [Hardware Error]: …`, `{1}[Hardware Error]: …`, `EDAC MC0: 1 CE …`; not the lines with which these drivers greet. */
function machineChecks(text: string): TextRange[] {
  const found = [...ranges(text, 'Hardware Error]', (at) => text.charCodeAt(at - 1) === 0x5b), ...ranges(text, 'Machine check events logged', () => true), ...ranges(text, 'EDAC MC', (at) => /^EDAC MC\d+: \d+ [CU]E /.test(text.slice(at, at + 64)))];
  const lines = new Map(found.map((range) => [range.start, range]));
  return [...lines.values()].sort((a, b) => a.start - b.start).slice(0, most);
}

function outOfMemory(text: string): OutOfMemory[] {
  const before = 'oom-kill:constraint=';
  const killed = ranges(text, 'CONSTRAINT_', (at) => at >= before.length && text.startsWith(before, at - before.length));
  return killed.slice(0, most).map((range) => {
    const line = text.slice(range.start, Math.min(range.end, range.start + 2048));
    const vmid = /task_memcg=\/qemu\.slice\/(\d{1,9})\.scope/.exec(line)?.[1];
    const pid = /,task=[^,\n]{1,64},pid=(\d{1,10})/.exec(line)?.[1];
    return { vmid: vmid === undefined ? undefined : Number(vmid), pid: pid === undefined ? undefined : Number(pid), range };
  });
}

/** The lines that hold the words, at most `most`. Words that begin with a rare letter are found fast. */
function ranges(text: string, words: string, is: (at: number) => boolean): TextRange[] {
  const found: TextRange[] = [];
  let readUpTo = -1;
  for (const offset of occurrences(text, words)) {
    if (offset < readUpTo || !is(offset)) continue;
    readUpTo = endOfLine(text, offset);
    found.push({ start: startOfLine(text, offset), end: readUpTo });
    if (found.length === most) break;
  }
  return found;
}
