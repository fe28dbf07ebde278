/** A KVM failure: QEMU printed "KVM internal error" or a sister message, and its guest stopped. */
import type { TextRange } from '../finding';

export interface Failure {
  /** Offset of the message itself ("KVM internal error…"), not of the log's prefix; of its first byte where a journal has it as numbers. */
  readonly offset: number;
  /** Offset after the message. */
  readonly end: number;
  /** 0-based. */
  readonly line: number;
  /** 'internal-error' has a suberror; the others are the sister messages that lead to the same state. */
  readonly kind: 'internal-error' | 'entry-failed' | 'unknown-exit' | 'exception-exit' | 'run-failed';
  /** 1 to 4; undefined for sister messages, and where an old QEMU printed none. */
  readonly suberror: number | undefined;
  /** The number in a sister message as it stands there: the hardware error, the exit reason, the exception's vector. */
  readonly code: string | undefined;
  /** That number is the CPU's own exit reason, hexadecimal; KVM's reasons are others. */
  readonly ofCpu?: true;
  /** How often syslog says that the message was repeated; 1 where it says nothing. */
  readonly times: number;
  /** QEMU's process id. */
  readonly pid: number | undefined;
  readonly vmid: number | undefined;
  /** How the guest is known, in words: `“VM 100 started with PID 2043179” stands above`. */
  readonly vmidReason: string | undefined;
  /** True where the attribution is a guess. */
  readonly vmidGuessed: boolean;
  /** The words in the text that name the guest, if they stand elsewhere than in the failure's own entry. */
  readonly vmidEvidence: TextRange | undefined;
  /** Milliseconds since 1970 where the log tells the whole date, else undefined; `timeText` is the log's own. */
  readonly time: number | undefined;
  readonly timeText: string | undefined;
  /** `extra data[i]`, in order; lower-case hex digits without 0x, since they may exceed 53 bits. */
  readonly data: readonly string[] | undefined;
  /** The extra data and the register dump that belong to it, as one range of the text, if there are any. */
  readonly dump: TextRange | undefined;
  /** The boot in which it was, where the text has the first line of that boot's kernel. */
  readonly boot?: BootPart;
  /** What is known of the machine from elsewhere. */
  readonly host?: {
    readonly kernel?: string | undefined;
    readonly vendor?: 'intel' | 'amd' | undefined;
    /** Whole sentences: what was reported of suberror 3 on its CPU. */
    readonly report?: string | undefined;
  };
}

/** A part of the text; it ends where another boot begins, or nowhere. */
export interface BootPart extends TextRange {
  /** The kernel's release: `6.2.16-3-pve`. */
  readonly kernel: string;
}

/** A failure while the lines after its message are still read. */
export type Draft = { -readonly [Key in keyof Omit<Failure, 'dump'>]: Failure[Key] } & { dump: { start: number; end: number } | undefined };
