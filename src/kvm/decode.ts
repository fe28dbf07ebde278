/**
 * What the numbers of a failure say, as far as they say it. Sources: the kernel's uapi/linux/kvm.h, and where it fills
 * `internal.data`: arch/x86/kvm/vmx/vmx.c, svm/svm.c and x86.c.
 */
import { describeExit, describeVmxExit, isAmdAlone } from './exitReasons';
import type { Failure } from './types';
import { describeEvent, eventOf } from './vectoring';

const suberrors: Readonly<Record<number, string>> = {
  1: 'emulation failure: KVM met an instruction that it cannot emulate',
  2: 'simultaneous exceptions',
  3: 'unexpected VM exit during event delivery',
  4: 'unexpected exit reason',
};

export function suberrorName(suberror: number): string {
  return suberrors[suberror] ?? 'a suberror that is not known here';
}

/** What decides between readings: whose CPU it is, and whether the kernel renews the qualification, as far as that is known. */
interface Known {
  readonly vendor: 'intel' | 'amd' | undefined;
  readonly kernel: string | undefined;
}

/** Line by line; what may be stale, or another vendor's, is not told as a fact. */
export function describeData({ kind, suberror, code, ofCpu, data, boot, host }: Failure): readonly string[] {
  if (kind !== 'internal-error') return code !== undefined && ofCpu ? [describeHardware(code, host?.vendor)] : describeCode(kind, code);
  const values = (data ?? []).map((digits) => (/^[0-9a-f]{1,16}$/i.test(digits) ? BigInt(`0x${digits}`) : 0n));
  if (values.length === 0) return [];
  const known: Known = { vendor: host?.vendor, kernel: boot?.kernel ?? host?.kernel };
  switch (suberror) {
    case 1: return emulation(values, known);
    case 2: return simultaneous(values);
    case 3: return delivery(values, known);
    case 4: return unexpected(values, known);
    case undefined:
    default: return [];
  }
}

const misconfig = 49n;
const violation = 48n;
const noAddress = 0xffffffffffffffffn;

/**
 * Suberror 3 grew from 2 values to 5: what was delivered, exit reason, qualification, guest physical address (only after an
 * EPT misconfiguration, and since 2025 always), host CPU.
 */
function delivery(values: readonly bigint[], { vendor, kernel }: Known): string[] {
  const [info = 0n, reason, qualification, fourth, fifth] = values;
  if (reason === undefined) return [];
  if (vendor === 'amd' || isAmdAlone(Number(reason))) return [describeExit(Number(reason), 'amd'), reason === nestedFault ? `faulting guest physical address ${hex(info)}` : `exit information 2 ${hex(info)}`];
  const event = eventOf(info);
  if (!event || reason > 0xffffffffn) return ['the values are not laid out as on Intel, and are not decoded'];
  const lines = [`while delivering ${describeEvent(event)}`, describeVmxExit(Number(reason))];
  const basic = reason & 0xffffn;
  const recent = values.length === 5 && fourth === noAddress;
  if (qualification !== undefined) lines.push(recent || isRenewedBy(kernel) ? describeQualification(basic, qualification) : leftOver(qualification, kernel));
  const address = basic === misconfig || (values.length === 5 && !recent) ? fourth : undefined;
  if (address !== undefined) lines.push(`guest physical address ${hex(address)}`);
  const cpu = values.length === 5 ? fifth : basic === misconfig ? undefined : fourth;
  if (cpu !== undefined) lines.push(`host CPU ${cpu}`);
  return lines;
}

/** The kernel renews the qualification since d7f0a00e438d, of February 2024. */
function isRenewedBy(kernel: string | undefined): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(kernel ?? '') ?? [];
  return Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 9);
}

function leftOver(qualification: bigint, kernel: string | undefined): string {
  return `the third value (${hex(qualification)}) may be left over from an earlier exit: before about kernel 6.9 it was not renewed${kernel === undefined ? '' : `, and this was ${kernel}`}`;
}

function describeQualification(basic: bigint, qualification: bigint): string {
  if (basic !== violation) return `exit qualification ${hex(qualification)}`;
  const access = ['read', 'write', 'instruction fetch'].filter((_, bit) => ((qualification >> BigInt(bit)) & 1n) === 1n);
  return `exit qualification ${hex(qualification)}${access.length === 0 ? '' : ` (${access.join(', ')})`}`;
}

/** Suberror 2: what was delivered, and the exception that came on top. */
function simultaneous([delivered, raised]: readonly bigint[]): string[] {
  const first = delivered === undefined ? undefined : eventOf(delivered);
  const second = raised === undefined ? undefined : eventOf(raised);
  return [...(first ? [`while delivering ${describeEvent(first)}`] : []), ...(second ? [`then came ${describeEvent(second)}`] : [])];
}

/** Suberror 4: exit reason of the host's vendor, and since about kernel 5.9 the host CPU. */
function unexpected([reason, cpu]: readonly bigint[], { vendor }: Known): string[] {
  if (reason === undefined) return [];
  return [reason > 0xffffffffn ? `exit status ${hex(reason)}` : describeExit(Number(reason), vendor), ...(cpu === undefined ? [] : [`host CPU ${cpu}`])];
}

const hasBytes = 1n;

/**
 * Suberror 1 on newer kernels: flags; if bit 0 is set two words with a size and up to 15 bytes of instruction, in their
 * place whatever the other flags say; then what each vendor's get_exit_info gives. Other flags may put more between.
 */
function emulation([flags = 0n, ...rest]: readonly bigint[], known: Known): string[] {
  const lines: string[] = [];
  const isWithBytes = (flags & hasBytes) !== 0n;
  if (isWithBytes) {
    const [low, high] = rest;
    if (low === undefined || high === undefined) return [];
    const bytes = [...littleEndian(low), ...littleEndian(high)];
    const size = bytes[0] ?? 0;
    if (size > 15) return [`an instruction of ${size} bytes cannot be, and the values are not decoded`];
    if (size > 0) lines.push(`instruction bytes ${bytes.slice(1, 1 + size).map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`);
  }
  if (flags > hasBytes) return [...lines, `flags ${hex(flags)} are not all known here, and the values after ${isWithBytes ? 'the instruction' : 'them'} are not decoded`];
  return [...lines, ...exitInformation(rest.slice(isWithBytes ? 2 : 0), known)];
}

/**
 * Exit reason, two words of information, interruption information, error code. On Intel the words are the qualification and
 * the event in delivery, and the third is what ended the run; on AMD EXITINFO1, EXITINFO2 and the event in delivery.
 */
function exitInformation([reason, first, second, interruption, errorCode]: readonly bigint[], { vendor: told }: Known): string[] {
  if (reason === undefined || reason > 0xffffffffn) return [];
  const vendor = told ?? (isAmdAlone(Number(reason)) ? 'amd' : undefined);
  const words = wordsOf[vendor ?? 'either'];
  const event = interruption === undefined ? undefined : eventOf(interruption);
  return [
    describeExit(Number(reason), vendor),
    ...(first === undefined ? [] : [words.first(first)]),
    ...(second === undefined ? [] : [words.second(second, reason)]),
    ...(event ? [words.event(describeEvent(event))] : interruption === undefined || interruption === 0n ? [] : [`interruption information ${hex(interruption)}, not marked as valid`]),
    // The kernel writes 0 where there is none.
    ...(errorCode !== undefined && (event?.hasErrorCode === true || errorCode !== 0n) ? [`error code ${hex(errorCode)}`] : []),
  ];
}

const nestedFault = 0x400n;

interface ExitWords {
  readonly first: (value: bigint) => string;
  readonly second: (value: bigint, reason: bigint) => string;
  readonly event: (words: string) => string;
}

const wordsOf: Readonly<Record<'intel' | 'amd' | 'either', ExitWords>> = {
  intel: {
    first: (value) => `exit qualification ${hex(value)}`,
    second: (value) => delivered(value),
    event: (words) => `interruption information: ${words}`,
  },
  amd: {
    first: (value) => `exit information 1 ${hex(value)}`,
    second: (value, reason) => (reason === nestedFault ? `faulting guest physical address ${hex(value)}` : `exit information 2 ${hex(value)}`),
    event: (words) => `while delivering ${words}`,
  },
  either: {
    first: (value) => `first word of information ${hex(value)} (exit qualification on Intel, EXITINFO1 on AMD)`,
    second: (value) => `second word of information ${hex(value)} (${delivered(value)} on Intel, EXITINFO2 on AMD)`,
    event: (words) => `interruption information: ${words} (what ended the run on Intel, what was being delivered on AMD)`,
  },
};

function delivered(value: bigint): string {
  const event = eventOf(value);
  return event ? `while delivering ${describeEvent(event)}` : 'no event in delivery';
}

function littleEndian(word: bigint): number[] {
  return Array.from({ length: 8 }, (_, index) => Number((word >> BigInt(8 * index)) & 0xffn));
}

/** The reason that the CPU gave, where KVM knew nothing to do with it. */
function describeHardware(code: string, vendor: Known['vendor']): string {
  const reason = BigInt(`0x${code}`);
  return reason > 0xffffffffn ? `hardware reason ${hex(reason)}` : describeExit(Number(reason), vendor);
}

/** The number of a sister message. */
function describeCode(kind: Failure['kind'], code: string | undefined): string[] {
  if (code === undefined) return [];
  if (kind === 'exception-exit') return [`exception ${code}`];
  const value = Number.parseInt(code, 16);
  if (kind === 'entry-failed' && value > 0x80000000 && value < 0xf0000000) return [describeVmxExit(value)];
  return [kind === 'entry-failed' ? `hardware error 0x${code}` : `reason ${code}`];
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
