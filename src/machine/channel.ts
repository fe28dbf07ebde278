/** One command that runs somewhere: what the runner needs of a transport. */
import type { Readable, Writable } from 'node:stream';
import { constants } from 'node:os';

export interface Channel {
  readonly input: Writable;
  readonly output: Readable;
  readonly errors: Readable;
  /**
   * The command's exit status, after its outputs have ended; undefined when the connection went away before it arrived.
   * Never rejects.
   */
  readonly ended: Promise<number | undefined>;
  /** Ends the command and both outputs; the watchdog in run.sh then ends what runs there. */
  close(): void;
}

/** As a shell reports a command that a signal ended. */
export function codeOfSignal(signal: string): number {
  const numbers: Readonly<Record<string, number | undefined>> = constants.signals;
  return 128 + (numbers[signal] ?? 0);
}
