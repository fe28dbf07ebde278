/**
 * A host as a Machine: when there is a connection, when another is tried, and when it is given back. The network is tried
 * again by itself, with growing pauses; logging in is not, since hosts count failures and ban.
 */
import type { Channel } from '../machine/channel';
import { Cancelled, ConnectionLost, NeedsAnswer, Unreachable } from '../machine/errors';
import type { ConnectionState, Machine, MachineTerminal, RunOptions, Script, TerminalSize } from '../machine/machine';
import { terminalCommandLine } from '../machine/runner';
import { ShellMachine } from '../machine/shellMachine';
import { reasonOf } from '../machine/aborting';
import type { Credentials, Wanted } from './credentials';
import type { Link, Linker, Patience } from './link';
import type { Log, Prompts } from './prompts';
import { type Target, hostAndPort } from './target';

export interface SshMachineOptions {
  readonly target: Target;
  readonly link: Linker;
  readonly prompts: Prompts;
  readonly credentials: Credentials;
  readonly log: Log;
  readonly patience: Patience;
  /** Milliseconds before the first, second, … attempt after a loss; the last one is repeated. */
  readonly pauses?: readonly number[];
  /** Milliseconds since 1970, and how often they are looked at while a pause lasts: a computer that sleeps stops the timers, and not the time. */
  readonly clock?: { readonly now: () => number; readonly glance: number };
  /** Milliseconds without a channel after which the connection is closed. */
  readonly idleTime?: number;
}

const usualPauses = [1_000, 3_000, 10_000, 30_000, 60_000, 120_000, 300_000];
const usualClock = { now: () => Date.now(), glance: 10_000 };
const usualIdleTime = 15 * 60_000;

interface Attempt {
  readonly mayAsk: boolean;
  readonly cancel: AbortController;
  readonly done: Promise<void>;
  waiting: number;
}

export class SshMachine extends ShellMachine {
  override readonly name: string;
  protected override readonly loginIsRoot: boolean;
  private link: Link | undefined;
  private attempt: Attempt | undefined;
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;
  private idle: NodeJS.Timeout | undefined;
  private channels = 0;
  private disposed = false;

  constructor(private readonly options: SshMachineOptions) {
    super();
    this.name = options.target.name;
    this.loginIsRoot = options.target.user === 'root';
  }

  override get transport(): Machine['transport'] {
    return this.link?.transport ?? this.options.target.transport;
  }

  protected override get commandLineLimit(): number {
    return this.link?.commandLineLimit ?? super.commandLineLimit;
  }

  protected override get startingTime(): number {
    return this.options.patience.start;
  }

  override async connect({ mayAsk, signal }: { readonly mayAsk: boolean; readonly signal?: AbortSignal }): Promise<void> {
    await this.reach({ mayAsk, now: mayAsk, ...(signal ? { signal } : {}) });
  }

  /** `now`: somebody asked for it at this moment, so that what began before it does not count where it fails. */
  private async reach({ mayAsk, now, signal }: { readonly mayAsk: boolean; readonly now: boolean; readonly signal?: AbortSignal }): Promise<void> {
    if (this.disposed) throw new Cancelled(`${this.name} was removed`);
    if (this.link) return;
    const joined = this.attempt !== undefined;
    const attempt = this.attempt ?? this.begin(mayAsk);
    try {
      await this.join(attempt, signal);
    } catch (error) {
      // What another caller was not allowed to ask, this one may.
      const mayMore = mayAsk && !attempt.mayAsk && error instanceof NeedsAnswer;
      // The network may have come back since that attempt began.
      const mayDoNow = now && joined && isWeather(error);
      if (!mayMore && !mayDoNow) throw error;
      await this.join(this.attempt ?? this.begin(mayAsk), signal);
    }
  }

  override disconnect(): void {
    clearTimeout(this.retry);
    this.attempt?.cancel.abort(new Cancelled(`${this.name} was disconnected`, { actions: ['retry'] }));
    this.failures = 0;
    this.endAll();
    this.drop({ kind: 'disconnected' });
  }

  override dispose(): void {
    this.disposed = true;
    this.disconnect();
  }

  override async terminal(
    script: Script,
    args: readonly string[],
    size: TerminalSize,
    { asRoot = false }: { readonly asRoot?: boolean } = {},
  ): Promise<MachineTerminal> {
    const commandLine = terminalCommandLine(script, args, asRoot);
    await this.ready('user');
    const release = await this.slots.acquire('user');
    try {
      const terminal = await this.usable().terminal(commandLine, size);
      this.opened();
      terminal.onExit(() => {
        release();
        this.closed();
      });
      return terminal;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** A click tries at once; what runs in the background takes the last answer for as long as it is fresh. */
  protected override async ready(priority: RunOptions['priority'], signal?: AbortSignal): Promise<void> {
    const { state } = this;
    if (priority !== 'user' && !this.attempt && (state.kind === 'lost' || state.kind === 'refused')) throw state.error;
    await this.reach({ mayAsk: false, now: priority === 'user', ...(signal ? { signal } : {}) });
  }

  protected override async open(commandLine: string): Promise<Channel> {
    const channel = await this.usable().open(commandLine);
    this.opened();
    void channel.ended.then(() => this.closed());
    return channel;
  }

  protected override sudoPassword(mayAsk: boolean): Promise<string> {
    return this.options.credentials.get(this.sudoWanted(), mayAsk);
  }

  protected override sudoPasswordRefused(password: string): Promise<void> {
    return this.options.credentials.refuse(this.sudoWanted().key, password);
  }

  private sudoWanted(): Wanted {
    const { target, prompts } = this.options;
    const { host, user } = target;
    return {
      key: `sudo ${user}@${hostAndPort(target)}`,
      what: `the password of ${user} for sudo on ${host}`,
      ask: (again) => prompts.sudoPassword({ host, user, again }),
    };
  }

  private usable(): Link {
    if (this.link) return this.link;
    throw new ConnectionLost(`The connection to ${this.name} was lost`, { detail: 'It is tried again by itself.', actions: ['retry', 'showLog'] });
  }

  private begin(mayAsk: boolean): Attempt {
    clearTimeout(this.retry);
    const cancel = new AbortController();
    this.setState({ kind: 'connecting' });
    const done = this.options.link({ mayAsk, signal: cancel.signal }).then(
      (link) => this.succeeded(link, cancel.signal),
      (thrown: unknown) => this.failed(thrown instanceof Error ? thrown : new Error(String(thrown)), cancel.signal),
    );
    // Those who wait are told; nobody else has to know.
    done.catch(() => undefined);
    const attempt: Attempt = { mayAsk, cancel, done, waiting: 0 };
    this.attempt = attempt;
    return attempt;
  }

  /** Waits for an attempt; it goes on while anybody does. */
  private join(attempt: Attempt, signal?: AbortSignal): Promise<void> {
    attempt.waiting += 1;
    return new Promise<void>((resolve, reject) => {
      const leave = () => {
        attempt.waiting -= 1;
        if (attempt.waiting === 0) attempt.cancel.abort(new Cancelled(`Nobody waits for ${this.name} any more`));
        reject(signal ? reasonOf(signal) : new Cancelled(`Connecting to ${this.name} was stopped`));
      };
      if (signal?.aborted) {
        leave();
        return;
      }
      signal?.addEventListener('abort', leave, { once: true });
      attempt.done.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave));
    });
  }

  private succeeded(link: Link, signal: AbortSignal): void {
    this.attempt = undefined;
    if (signal.aborted) {
      link.close();
      this.setState({ kind: 'disconnected' });
      throw reasonOf(signal);
    }
    this.link = link;
    this.failures = 0;
    this.options.log.info(`${this.name}: connected (${link.transport}).`);
    void link.ended.then((error) => this.lost(link, error));
    this.setState({ kind: 'connected' });
    this.watchIdle();
  }

  private failed(error: Error, signal: AbortSignal): never {
    this.attempt = undefined;
    this.options.log.warn(`${this.name}: ${error.message}`);
    if (signal.aborted) this.setState({ kind: 'disconnected' });
    else if (isWeather(error)) this.tryAgainLater(error);
    else this.setState({ kind: 'refused', error });
    throw error;
  }

  private lost(link: Link, error: Error): void {
    if (this.link !== link) return;
    this.options.log.warn(`${this.name}: ${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}.`);
    this.drop(undefined);
    this.tryAgainLater(error);
  }

  private tryAgainLater(error: Error): void {
    const pauses = this.options.pauses ?? usualPauses;
    const pause = pauses[Math.min(this.failures, pauses.length - 1)] ?? 0;
    this.failures += 1;
    const { now } = this.options.clock ?? usualClock;
    const retryAt = now() + pause;
    this.setState({ kind: 'lost', error, retryAt });
    this.tryAgainAt(retryAt);
  }

  private tryAgainAt(time: number): void {
    const { now, glance } = this.options.clock ?? usualClock;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      if (this.link || this.attempt || this.disposed) return;
      if (now() < time) {
        this.tryAgainAt(time);
        return;
      }
      const attempt = this.begin(false);
      attempt.waiting += 1; // itself
    }, Math.min(glance, Math.max(0, time - now())));
  }

  private drop(state: ConnectionState | undefined): void {
    const { link } = this;
    this.link = undefined;
    clearTimeout(this.idle);
    link?.close();
    this.forgetSudo();
    if (state) this.setState(state);
  }

  private opened(): void {
    this.channels += 1;
    clearTimeout(this.idle);
  }

  private closed(): void {
    this.channels -= 1;
    this.watchIdle();
  }

  private watchIdle(): void {
    clearTimeout(this.idle);
    if (this.channels > 0 || !this.link) return;
    this.idle = setTimeout(() => {
      this.options.log.info(`${this.name}: closed after it was idle.`);
      this.drop({ kind: 'disconnected' });
    }, this.options.idleTime ?? usualIdleTime);
    this.idle.unref();
  }
}

/** The network, which may be better a moment later. */
function isWeather(error: unknown): error is Error {
  return error instanceof Unreachable || error instanceof ConnectionLost;
}
