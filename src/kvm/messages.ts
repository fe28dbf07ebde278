/**
 * The messages after which a guest is gone, as QEMU prints them: accel/kvm/kvm-all.c and target/i386/kvm/kvm.c. Older
 * QEMU printed the first in two parts, and RHEL 6 without a space between them.
 */
import type { Failure } from './types';

export interface Message {
  readonly kind: Failure['kind'];
  readonly suberror: number | undefined;
  readonly code: string | undefined;
  /** The code is the CPU's own reason, not one of KVM's. */
  readonly ofCpu: boolean;
  /** Where it begins: behind a first part that another virtual CPU's message cut off. */
  readonly start: number;
  readonly end: number;
}

const cutOff = /^(?:KVM internal error\. ?)+(?=KVM internal error\.)/;
const suberrors = /^KVM internal error\.(?:[ \t]{0,2}Suberror:[ \t]?([1-4])(?!\w)|(?=[\s\]>"\\]*$))/;
const sisters: readonly { readonly kind: Failure['kind']; readonly ofCpu?: true; readonly pattern: RegExp }[] = [
  { kind: 'entry-failed', pattern: /^KVM: entry failed, hardware error 0x([0-9a-f]{1,16})\b/i },
  { kind: 'unknown-exit', ofCpu: true, pattern: /^KVM: unknown exit, hardware reason ([0-9a-f]{1,16})\b/i },
  { kind: 'unknown-exit', pattern: /^KVM: unknown exit reason ([0-9a-f]{1,16})\b/i },
  { kind: 'exception-exit', pattern: /^KVM: exception (\d{1,4}) exit \(error code 0x[0-9a-f]{1,16}\)/i },
  { kind: 'run-failed', pattern: /^error: kvm run failed\b/ },
];
/** What may follow a message on its line: the end of a frame, of colours, of a pager's line, a line's end as JSON has it. */
const ending = /^(?:\s|\]|>|"|\\[rn])*$/;

/** The message that `line` begins with; a `bare` line has to be nothing else, since prose begins with these words too. */
export function messageOf(line: string, bare: boolean): Message | undefined {
  const start = cutOff.exec(line)?.[0].length ?? 0;
  const rest = line.slice(start, start + 300);
  const failure = suberrors.exec(rest);
  const sister = failure ? undefined : sisters.map(({ kind, ofCpu, pattern }) => ({ kind, ofCpu, matched: pattern.exec(rest) })).find(({ matched }) => matched);
  const matched = failure ?? sister?.matched;
  if (!matched) return undefined;
  const end = start + matched[0].length;
  // The reason of a failed run is the system's words, in any language.
  if (bare && sister?.kind !== 'run-failed' && !ending.test(line.slice(end, end + 300))) return undefined;
  return { kind: sister?.kind ?? 'internal-error', suberror: failure?.[1] === undefined ? undefined : Number(failure[1]), code: sister?.matched?.[1]?.toLowerCase(), ofCpu: sister?.ofCpu === true, start, end };
}
