/** One connection to a host, by either transport. SshMachine decides when there is one. */
import type { Channel } from '../machine/channel';
import type { MachineTerminal, TerminalSize } from '../machine/machine';

export interface ConnectOptions {
  readonly mayAsk: boolean;
  readonly signal: AbortSignal;
}

/** How long a host that says nothing is waited for once it let the user in; in milliseconds. */
export interface Patience {
  /** Pause between two questions whether it is still there. */
  readonly keepalive: number;
  /** So many of them may stay without an answer. */
  readonly keepalives: number;
  /** A host that does not even open a channel within this time is taken for gone. */
  readonly open: number;
  /** A script that may run for ever, such as one that follows a log, has to begin within this time. */
  readonly start: number;
}

/** A connection that died silently is noticed after 3 × 15 s at the latest. */
export const usualPatience: Patience = { keepalive: 15_000, keepalives: 2, open: 15_000, start: 30_000 };

export interface Link {
  readonly transport: 'ssh2' | 'ssh';
  /** The longest command line that it carries. */
  readonly commandLineLimit: number;
  open(commandLine: string): Promise<Channel>;
  terminal(commandLine: string, size: TerminalSize): Promise<MachineTerminal>;
  close(): void;
  /** Resolves with the reason when it is no more; never rejects. */
  readonly ended: Promise<Error>;
}

/** Makes a connection, or rejects with a UserError. */
export type Linker = (options: ConnectOptions) => Promise<Link>;
