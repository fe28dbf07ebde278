/** A Machine for tests: scripted answers, and a record of what was asked. */
import { Cancelled, UserError } from './errors';
import { LineQueue } from './lineQueue';
import type {
  ConnectionState,
  Disposable,
  LinesOptions,
  Machine,
  MachineTerminal,
  RunOptions,
  RunResult,
  Script,
  TerminalSize,
} from './machine';
import { orAborted } from './aborting';

/** What one script answers: text or bytes for stdout, all of it, or an error to reject with. */
export type FakeAnswer = string | Uint8Array | Error | { readonly stdout?: string | Uint8Array; readonly stderr?: string; readonly code?: number; /** After the output, in place of an end. */ readonly error?: Error };

/** One call, as the machine saw it. */
export interface FakeCall {
  readonly kind: 'run' | 'lines' | 'terminal';
  readonly script: string;
  readonly args: readonly string[];
  readonly options: RunOptions | LinesOptions;
}

type Answerer = (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>;

export class FakeMachine implements Machine {
  readonly transport = 'ssh2';
  readonly calls: FakeCall[] = [];
  readonly terminals: FakeTerminal[] = [];
  /** Asked by connect(): an error is a refusal, and is thrown. */
  connecting: (options: { readonly mayAsk: boolean }) => Promise<void> = () => Promise.resolve();
  private readonly answers = new Map<string, Answerer>();
  private readonly listeners = new Set<(state: ConnectionState) => void>();
  private current: ConnectionState = { kind: 'disconnected' };

  constructor(readonly name = 'root@fake') {}

  /** What the script of that name answers from now on. */
  answer(scriptName: string, answer: FakeAnswer | Answerer): this {
    this.answers.set(scriptName, typeof answer === 'function' ? answer : () => answer);
    return this;
  }

  get state(): ConnectionState {
    return this.current;
  }

  /** Lets a test play the network. */
  become(state: ConnectionState): void {
    this.current = state;
    for (const listener of [...this.listeners]) listener(state);
  }

  onDidChangeState(listener: (state: ConnectionState) => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  async connect(options: { readonly mayAsk: boolean; readonly signal?: AbortSignal }): Promise<void> {
    if (this.current.kind === 'connected') return;
    this.become({ kind: 'connecting' });
    try {
      await this.connecting(options);
      this.become({ kind: 'connected' });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.become({ kind: 'refused', error });
      throw error;
    }
  }

  disconnect(): void {
    this.become({ kind: 'disconnected' });
  }

  dispose(): void {
    this.listeners.clear();
  }

  async run(script: Script, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    await this.connect({ mayAsk: false });
    return await this.ask({ kind: 'run', script: script.name, args, options });
  }

  async *lines(script: Script, args: readonly string[], options: LinesOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    await this.connect({ mayAsk: false });
    const { stdout, stderr, code, error } = await this.ask({ kind: 'lines', script: script.name, args, options });
    const queue = new LineQueue(options.maxLineBytes);
    queue.push(Buffer.from(stdout));
    if (error) queue.fail(error);
    else queue.end();
    yield* queue.read();
    options.onEnd?.({ code, stderr });
  }

  async terminal(script: Script, args: readonly string[], _size: TerminalSize, options: { readonly asRoot?: boolean } = {}): Promise<MachineTerminal> {
    await this.connect({ mayAsk: false });
    this.calls.push({ kind: 'terminal', script: script.name, args, options });
    const terminal = new FakeTerminal();
    this.terminals.push(terminal);
    return terminal;
  }

  private async ask(call: FakeCall): Promise<RunResult & { readonly error?: Error }> {
    this.calls.push(call);
    const answerer = this.answers.get(call.script);
    if (!answerer) throw new UserError(`The fake machine has no answer for “${call.script}”`);
    const { signal } = call.options;
    signal?.throwIfAborted();
    const answering = Promise.resolve(answerer(call));
    const answer = await (signal ? orAborted(answering, signal) : answering);
    if (answer instanceof Error) throw answer;
    const parts = typeof answer === 'string' || answer instanceof Uint8Array ? { stdout: answer } : answer;
    return { stdout: Buffer.from(parts.stdout ?? ''), stderr: Buffer.from(parts.stderr ?? ''), code: parts.code ?? 0, ...(parts.error ? { error: parts.error } : {}) };
  }
}

/** The other side of a terminal, in the test's hands. */
export class FakeTerminal implements MachineTerminal {
  readonly written: string[] = [];
  readonly sizes: TerminalSize[] = [];
  closed = false;
  private readonly dataListeners: ((data: string) => void)[] = [];
  private readonly exitListeners: ((code: number | undefined) => void)[] = [];

  onData(listener: (data: string) => void): void {
    this.dataListeners.push(listener);
  }

  onExit(listener: (code: number | undefined) => void): void {
    this.exitListeners.push(listener);
  }

  write(data: string): void {
    if (this.closed) throw new Cancelled('The terminal is closed');
    this.written.push(data);
  }

  resize(size: TerminalSize): void {
    this.sizes.push(size);
  }

  close(): void {
    this.closed = true;
  }

  /** The program there prints. */
  print(data: string): void {
    for (const listener of this.dataListeners) listener(data);
  }

  /** The program there ends. */
  exit(code: number | undefined): void {
    this.closed = true;
    for (const listener of this.exitListeners) listener(code);
  }
}
