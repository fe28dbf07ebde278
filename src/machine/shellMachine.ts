/**
 * What all machines share: slots, deadlines, cancelling, becoming root, collecting output. A transport adds how to
 * connect and how to open a channel.
 */
import { orAborted } from './aborting';
import type { Channel } from './channel';
import { append } from './chunks';
import { Clock } from './clock';
import { Cancelled, ConnectionLost, DeadlineExceeded, NeedsRoot, TooMuchOutput, UserError } from './errors';
import { type Ending, Exchange } from './exchange';
import { excerpt } from './excerpt';
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
import { type RootMode, invocation, longestCommandLine } from './runner';
import { Slots } from './slots';

const defaultDeadline = 30_000;
const usualStartingTime = 30_000;
const defaultMaxBytes = 64 * 1024 * 1024;
/** A slot whose channel does not close is given back after this time: run.sh has ended what ran there. */
const closingTime = 5_000;

/** What a run needs beside the script. */
interface Job {
  readonly script: Script;
  readonly args: readonly string[];
  readonly options: RunOptions | LinesOptions;
  readonly onOutput: (chunk: Buffer) => void;
  readonly onStart: (exchange: Exchange) => void;
}

export abstract class ShellMachine implements Machine {
  abstract readonly name: string;
  abstract readonly transport: Machine['transport'];

  protected readonly slots = new Slots();
  private readonly listeners = new Set<(state: ConnectionState) => void>();
  private current: ConnectionState = { kind: 'disconnected' };
  /** Found out on this connection: every attempt without the password would be a failure in that host's log. */
  private sudoNeedsPassword = false;
  private everything = new AbortController();

  get state(): ConnectionState {
    return this.current;
  }

  onDidChangeState(listener: (state: ConnectionState) => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  abstract connect(options: { readonly mayAsk: boolean; readonly signal?: AbortSignal }): Promise<void>;
  abstract disconnect(): void;
  abstract dispose(): void;
  abstract terminal(
    script: Script,
    args: readonly string[],
    size: TerminalSize,
    options?: { readonly asRoot?: boolean },
  ): Promise<MachineTerminal>;

  /** Starts a command where the connection is up; rejects with ConnectionLost where it is not any more. */
  protected abstract open(commandLine: string): Promise<Channel>;

  /** The password for sudo, known or asked for; rejects with NeedsAnswer where it may not be asked, or Cancelled. */
  protected abstract sudoPassword(mayAsk: boolean): Promise<string>;

  /** Whether commands run as root anyway: then nothing has to be asked for that, not even by a script. */
  protected readonly loginIsRoot: boolean = false;

  /** Called when sudo refused it: nobody gets it again. */
  protected abstract sudoPasswordRefused(password: string): Promise<void>;

  /** Connects, as far as that may be done for a run of this priority. */
  protected async ready(_priority: RunOptions['priority'], signal?: AbortSignal): Promise<void> {
    if (this.current.kind !== 'connected') await this.connect({ mayAsk: false, ...(signal ? { signal } : {}) });
  }

  /** The longest command line that this transport can carry. */
  protected get commandLineLimit(): number {
    return longestCommandLine;
  }

  /** Milliseconds for a script that may run for ever to begin. */
  protected get startingTime(): number {
    return usualStartingTime;
  }

  /** Why a command ended without having started; a transport may know more than the general sentence says. */
  protected explain(ending: Ending): Error {
    return new UserError(`${this.name} did not start the script`, {
      detail: excerpt(ending.noise) || 'Its login shell printed nothing. Open a terminal to see why.',
      actions: ['openTerminal', 'showLog'],
    });
  }

  protected setState(state: ConnectionState): void {
    this.current = state;
    for (const listener of [...this.listeners]) listener(state);
  }

  async run(script: Script, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const chunks: Buffer[] = [];
    let size = 0;
    const maxBytes = options.maxBytes ?? defaultMaxBytes;
    const tooMuch = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, tooMuch.signal]) : tooMuch.signal;
    const ending = await this.perform({
      script,
      args,
      options: { deadline: defaultDeadline, ...options, signal },
      onStart: () => undefined,
      onOutput: (chunk) => {
        if (tooMuch.signal.aborted) return;
        size += chunk.length;
        if (size <= maxBytes) append(chunks, chunk);
        else tooMuch.abort(this.tooMuchOutput(script, maxBytes));
      },
    });
    return { stdout: Buffer.concat(chunks), stderr: ending.stderr, code: ending.code };
  }

  async *lines(script: Script, args: readonly string[], options: LinesOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const stopped = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stopped.signal]) : stopped.signal;
    const queue = new LineQueue(options.maxLineBytes);
    const finished = this.perform({
      script,
      args,
      options: { ...options, signal },
      onStart: (exchange) => queue.attach(exchange),
      onOutput: (chunk) => queue.push(chunk),
    }).then(
      (ending) => {
        queue.end();
        options.onEnd?.(ending);
      },
      (error: unknown) => queue.fail(error),
    );
    try {
      yield* queue.read();
    } finally {
      stopped.abort(new Cancelled(`Reading from ${this.name} was stopped`));
      await finished;
    }
  }

  /** Connects, waits for its turn, runs, becomes root on the way, and answers with how it ended. */
  private async perform(job: Job): Promise<{ readonly code: number; readonly stderr: Uint8Array }> {
    const expired = new AbortController();
    const { signal: outer, deadline = Infinity } = job.options;
    const signal = AbortSignal.any([...(outer ? [outer] : []), expired.signal, this.everything.signal]);
    const clock = new Clock(deadline, () => expired.abort(this.deadlineExceeded(job.script, deadline)));
    try {
      signal.throwIfAborted();
      await orAborted(this.ready(job.options.priority, signal), signal);
      return await this.asRightUser(job, signal, clock);
    } finally {
      clock.stop();
    }
  }

  private async asRightUser(job: Job, signal: AbortSignal, clock: Clock) {
    if (!job.options.asRoot || this.loginIsRoot) return this.result(job, await this.once(job, signal, 'none'));
    if (!this.sudoNeedsPassword) {
      const ending = await this.once(job, signal, 'quiet');
      if (ending.begun || !ending.noise.includes('password is required')) return this.result(job, ending, true);
      this.sudoNeedsPassword = true;
    }
    const mayAsk = job.options.priority === 'user';
    const password = await orAborted(clock.pauseWhile(() => this.sudoPassword(mayAsk)), signal);
    const ending = await this.once(job, signal, 'ask', password);
    if (ending.passwordPrompts > 1) {
      await this.sudoPasswordRefused(password);
      throw new NeedsRoot(`sudo on ${this.name} refused the password`, {
        detail: 'Try again with the password of your own account there.',
        actions: ['retry'],
      });
    }
    return this.result(job, ending, true);
  }

  private result({ script }: Job, ending: Ending, asRoot = false): { readonly code: number; readonly stderr: Uint8Array } {
    if (ending.code === undefined) throw this.connectionLost(script);
    if (ending.begun) return { code: ending.code, stderr: ending.stderr };
    throw asRoot ? this.explainSudo(ending) : this.explain(ending);
  }

  private async once(job: Job, outer: AbortSignal, root: RootMode, password?: string): Promise<Ending> {
    const release = await this.slots.acquire(job.options.priority ?? 'background', outer);
    // What may run for ever has to begin all the same.
    const late = new AbortController();
    const signal = AbortSignal.any([outer, late.signal]);
    const endless = (job.options.deadline ?? Infinity) === Infinity;
    const starting = new Clock(endless ? this.startingTime : Infinity, () => late.abort(this.notStarted(job.script)));
    try {
      return await this.exchange(job, signal, root, password, release, () => starting.stop());
    } finally {
      starting.stop();
    }
  }

  private async exchange(job: Job, signal: AbortSignal, root: RootMode, password: string | undefined, release: () => void, onBegun: () => void): Promise<Ending> {
    const { stdin } = job.options;
    const call = invocation(job.script, job.args, { length: stdin?.length ?? 0, root, limit: this.commandLineLimit });
    let channel: Channel;
    try {
      const opening = this.open(call.commandLine);
      // A channel that opens after the caller has left is closed, and only then is its slot free again.
      channel = await orAborted(opening, signal, () => void opening.then((late) => this.abandon(late, release), release));
    } catch (error) {
      if (!signal.aborted) release();
      throw error;
    }
    const abandon = () => this.abandon(channel, release);
    const exchange = new Exchange(channel, call, {
      content: stdin,
      password,
      onOutput: job.onOutput,
      onBegun,
    });
    job.onStart(exchange);
    const ending = await orAborted(exchange.ended, signal, abandon);
    release();
    return ending;
  }

  private abandon(channel: Channel, release: () => void): void {
    channel.close();
    const patience = setTimeout(release, closingTime);
    void channel.ended.then(() => {
      clearTimeout(patience);
      release();
    });
  }

  private explainSudo(ending: Ending): NeedsRoot {
    if (/no-sudo$/m.test(ending.noise)) {
      return new NeedsRoot(`This needs root on ${this.name}, and there is no sudo`, {
        detail: 'Proxmox VE hosts are normally administered as root: edit the host and log in as root, or install sudo there.',
        actions: ['editHost'],
      });
    }
    return new NeedsRoot(`sudo on ${this.name} refused`, {
      detail: excerpt(ending.noise) || 'It did not say why.',
      actions: ['editHost', 'openTerminal'],
    });
  }

  private connectionLost(script: Script): ConnectionLost {
    return new ConnectionLost(`The connection to ${this.name} was lost while “${script.name}” was running`, {
      detail: 'What became of it is not known. It is connected again by itself; refresh to see the state.',
      actions: ['retry', 'showLog'],
    });
  }

  private deadlineExceeded(script: Script, deadline: number): DeadlineExceeded {
    return new DeadlineExceeded(`${this.name} did not finish “${script.name}” within ${Math.round(deadline / 1000)} s`, {
      detail: 'It was ended there. The host may be busy, or a file system there may hang.',
      actions: ['retry', 'showLog'],
    });
  }

  private notStarted(script: Script): DeadlineExceeded {
    return new DeadlineExceeded(`${this.name} did not start “${script.name}” within ${Math.round(this.startingTime / 1000)} s`, {
      detail: 'Its login shell, or sudo, may wait for something there. Open a terminal to see what.',
      actions: ['openTerminal', 'retry', 'showLog'],
    });
  }

  private tooMuchOutput(script: Script, maxBytes: number): TooMuchOutput {
    return new TooMuchOutput(`“${script.name}” on ${this.name} printed more than ${maxBytes} bytes`, {
      detail: 'It was ended there. Ask for less: a shorter time, or a smaller file.',
    });
  }

  /** Ends all that runs; what waits for it is told that it was cancelled. */
  protected endAll(): void {
    this.everything.abort(new Cancelled(`${this.name} was disconnected`, { actions: ['retry'] }));
    this.everything = new AbortController();
  }

  /** The next connection may find sudo set up differently. */
  protected forgetSudo(): void {
    this.sudoNeedsPassword = false;
  }
}
