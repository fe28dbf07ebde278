/** One connection to a host, by either transport. SshMachine decides when there is one. */
import type { Channel } from '../machine/channel';
import type { MachineTerminal, TerminalSize } from '../machine/machine';

export interface ConnectOptions {
  readonly mayAsk: boolean;
  readonly signal: AbortSignal;
}

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
