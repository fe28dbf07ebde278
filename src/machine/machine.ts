/**
 * A Machine is somewhere a POSIX shell runs: a host over ssh2, a host over the user's own ssh program, or this computer.
 * Everything that is done to a host is one of our scripts, with its arguments, run through this interface.
 */

/** A shell script of ours; `name` appears in logs and in `ps`, `text` is the content of a file under a scripts/ folder. */
export interface Script {
  readonly name: string;
  readonly text: string;
}

export interface RunOptions {
  /** Given to the script on its standard input, whole. Without it the script's stdin is empty. */
  readonly stdin?: Uint8Array;
  /** Run as root: as it is for root, through sudo for others. Rejects with NeedsRoot where that is not possible. */
  readonly asRoot?: boolean;
  readonly signal?: AbortSignal;
  /** Milliseconds from the call to the end of the script; the default is 30,000. Rejects with DeadlineExceeded. */
  readonly deadline?: number;
  /**
   * A click goes before a refresh. The default is 'background'. Only a run with 'user' may ask for sudo's password; the
   * time until the answer does not count against the deadline.
   */
  readonly priority?: 'user' | 'background';
  /** Rejects with TooMuchOutput when stdout grows past it; the default is 64 MiB. */
  readonly maxBytes?: number;
}

export interface RunResult {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** The script's exit status. A connection that was lost before it arrived rejects with ConnectionLost instead. */
  readonly code: number;
}

export interface LinesOptions extends Omit<RunOptions, 'maxBytes' | 'deadline'> {
  /** No deadline unless given: following a log has no end. */
  readonly deadline?: number;
  /** Longer lines arrive in pieces of this many bytes, the default is 1 MiB. */
  readonly maxLineBytes?: number;
  /** Called when the script has ended by itself, before the iteration ends: a failure shows here, not as a rejection. */
  readonly onEnd?: (ending: { readonly code: number; readonly stderr: Uint8Array }) => void;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** An interactive program on the machine, with a pseudo-terminal there. */
export interface MachineTerminal {
  onData(listener: (data: string) => void): void;
  /** Once: the exit status, or undefined when the connection was lost before it arrived. */
  onExit(listener: (code: number | undefined) => void): void;
  write(data: string): void;
  resize(size: TerminalSize): void;
  /** Ends the program there too. */
  close(): void;
}

export type ConnectionState =
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** The network failed; the next attempt comes by itself at `retryAt` (ms since 1970), or at once on a click. */
  | { readonly kind: 'lost'; readonly error: Error; readonly retryAt?: number }
  /** Not tried again by itself: authentication, an untrusted host key, a wrong configuration. */
  | { readonly kind: 'refused'; readonly error: Error };

export interface Disposable {
  dispose(): void;
}

export interface Machine extends Disposable {
  /** As the user knows it: `root@pve8`, or "This computer". For messages; not unique. */
  readonly name: string;
  readonly transport: 'ssh2' | 'ssh' | 'local';
  readonly state: ConnectionState;
  onDidChangeState(listener: (state: ConnectionState) => void): Disposable;

  /**
   * Connects if it is not connected. Only with `mayAsk` may it show a prompt (host key, passphrase, password);
   * without, it rejects with NeedsAnswer where it would have to ask. Concurrent calls share one attempt.
   */
  connect(options: { readonly mayAsk: boolean; readonly signal?: AbortSignal }): Promise<void>;
  disconnect(): void;

  /** Runs to its end and collects the output. Connects first, without asking, if it is not connected. */
  run(script: Script, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** The script's stdout line by line, without line ends, as bytes; with back-pressure. Ends when the script does. */
  lines(script: Script, args: readonly string[], options?: LinesOptions): AsyncIterable<Uint8Array>;
  /** An interactive program. `asRoot` as in run(). */
  terminal(script: Script, args: readonly string[], size: TerminalSize, options?: { readonly asRoot?: boolean }): Promise<MachineTerminal>;
}
