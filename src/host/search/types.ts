/** What a search of a host's logs gives: plain, JSON-able data, kept as one record a search. */
import type { Failure } from '../../kvm';

/** When something was logged, as far as the log tells. */
export interface Stamp {
  /** Milliseconds since 1970. */
  readonly time?: number;
  /** As the log has it, where that is no whole date. */
  readonly timeText?: string;
  /** 32 hexadecimal digits; the journal alone tells it. */
  readonly bootId?: string;
}

export interface FoundFailure extends Stamp {
  readonly kind: Failure['kind'];
  /** 0 where there is none. */
  readonly suberror: number;
  readonly pid?: number;
  readonly vmid?: number;
  /** How the guest is known, in words. */
  readonly vmidReason?: string;
  readonly vmidGuessed?: boolean;
  /** The message, without what the log puts before it. */
  readonly text: string;
  /** The message and what QEMU printed with it, line by line; of the newest alone. */
  readonly lines?: readonly string[];
  /** Ids of the sources in which it stands: `journal`, or a file's inode and the sum of its first line. */
  readonly sources: readonly string[];
}

/** The kernel killed a process for want of memory. */
export interface OutOfMemory extends Stamp {
  readonly vmid?: number;
  readonly pid?: number;
}

/** What one source, or all of them, gave. */
export interface Gathered {
  readonly failures: readonly FoundFailure[];
  /** First lines of kernels. */
  readonly boots: readonly Stamp[];
  readonly machineChecks: readonly Stamp[];
  readonly outOfMemory: readonly OutOfMemory[];
  /** More failures than are kept. */
  readonly truncated: boolean;
}

export interface SearchedSource {
  /** `journal`, or a file's path. */
  readonly source: string;
  /** As in FoundFailure.sources; undefined where it was not even looked at. */
  readonly id?: string;
  /** Bytes and milliseconds since 1970, of a file. */
  readonly size?: number;
  readonly modifiedAt?: number;
  /** Milliseconds since 1970 of the journal's first entry. */
  readonly since?: number;
  /** Why it could not be read, or not to its end; undefined: it was. */
  readonly unknown?: string;
}

/** One search. The next one begins at `next`. */
export interface SearchRecord extends Gathered {
  /** Milliseconds since 1970, by this computer's clock. */
  readonly at: number;
  readonly sources: readonly SearchedSource[];
  readonly next: { readonly cursor: string; readonly files: readonly string[] };
}
