/** One run of one script over one channel: what is written, what is read, and how it ended. */
import type { Channel } from './channel';
import { append } from './chunks';
import { Framing } from './framing';
import type { Invocation } from './runner';

export interface Ending {
  /** Undefined: the connection went away before the exit status arrived. */
  readonly code: number | undefined;
  /** False: the script was not even started; `noise` tells what was printed instead. */
  readonly begun: boolean;
  readonly stderr: Uint8Array;
  readonly noise: string;
  /** How often sudo asked for the password: more than once means that it was wrong. */
  readonly passwordPrompts: number;
}

export interface ExchangeOptions {
  readonly content?: Uint8Array | undefined;
  readonly password?: string | undefined;
  readonly onOutput: (chunk: Buffer) => void;
  /** Called once, when the script itself runs. */
  readonly onBegun?: () => void;
}

/** More of stderr is read and dropped. */
const mostStderr = 256 * 1024;

export class Exchange {
  readonly ended: Promise<Ending>;
  private readonly output: Framing;
  private readonly errors: Framing;
  private readonly stderr: Buffer[] = [];
  private stderrBytes = 0;
  private passwordPrompts = 0;
  private promptsSeen = '';
  private contentSent = false;

  constructor(
    private readonly channel: Channel,
    private readonly invocation: Invocation,
    private readonly options: ExchangeOptions,
  ) {
    this.output = new Framing(invocation.nonce);
    this.errors = new Framing(invocation.nonce);
    // What goes wrong on a pipe shows as its end; without a listener it would end this program.
    for (const stream of [channel.input, channel.output, channel.errors]) stream.on('error', () => undefined);
    channel.output.on('data', (chunk: Buffer) => this.read(chunk));
    channel.errors.on('data', (chunk: Buffer) => this.readErrors(chunk));
    this.write(invocation.preamble);
    // sudo reads its password from the same pipe: the content waits until the script runs.
    if (options.password === undefined) this.sendContent();
    this.ended = channel.ended.then((code) => ({
      code,
      begun: this.output.begun,
      stderr: Buffer.concat(this.stderr),
      noise: this.noise(),
      passwordPrompts: this.passwordPrompts,
    }));
  }

  pause(): void {
    this.channel.output.pause();
  }

  resume(): void {
    this.channel.output.resume();
  }

  private read(chunk: Buffer): void {
    const before = this.output.begun;
    const own = this.output.push(chunk);
    if (this.output.begun && !before) {
      this.options.onBegun?.();
      this.sendContent();
    }
    if (own.length > 0) this.options.onOutput(own);
  }

  private readErrors(chunk: Buffer): void {
    const own = this.errors.push(chunk);
    if (!this.errors.begun) this.answerPrompts(chunk);
    if (own.length === 0 || this.stderrBytes >= mostStderr) return;
    const kept = own.subarray(0, mostStderr - this.stderrBytes);
    append(this.stderr, kept);
    this.stderrBytes += kept.length;
  }

  private answerPrompts(chunk: Buffer): void {
    const prompt = this.invocation.passwordPrompt;
    this.promptsSeen += chunk.toString('latin1');
    for (let at = this.promptsSeen.indexOf(prompt); at >= 0; at = this.promptsSeen.indexOf(prompt)) {
      this.promptsSeen = this.promptsSeen.slice(at + prompt.length);
      this.passwordPrompts += 1;
      // Asked again means refused: a second try with the same password would only count against the user.
      if (this.options.password === undefined || this.passwordPrompts > 1) this.channel.input.end();
      else this.write(Buffer.from(`${this.options.password}\n`));
    }
    this.promptsSeen = this.promptsSeen.slice(-prompt.length);
  }

  private sendContent(): void {
    if (this.contentSent) return;
    this.contentSent = true;
    if (this.options.content) this.write(this.options.content);
  }

  private write(bytes: Uint8Array): void {
    if (bytes.length > 0 && this.channel.input.writable) this.channel.input.write(bytes);
  }

  private noise(): string {
    const parts = this.output.begun ? [] : [this.errors.before, this.output.before];
    return Buffer.concat(parts).toString('utf8').replaceAll(this.invocation.passwordPrompt, '').trim();
  }
}
