/** Chunks go in, lines come out; the source is paused while nobody takes them. */
import { append } from './chunks';

/** What can be told to wait. */
interface Source {
  pause(): void;
  resume(): void;
}

/** The source is paused above this many bytes that nobody has taken. */
const highWater = 1024 * 1024;

export class LineQueue {
  private source: Source | undefined;
  private chunks: Buffer[] = [];
  private bytes = 0;
  private done = false;
  private failure: { readonly error: unknown } | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly maxLineBytes = 1024 * 1024) {}

  attach(source: Source): void {
    this.source = source;
  }

  push(chunk: Buffer): void {
    append(this.chunks, chunk);
    this.bytes += chunk.length;
    if (this.bytes > highWater) this.source?.pause();
    this.wake?.();
  }

  end(): void {
    this.done = true;
    this.wake?.();
  }

  fail(error: unknown): void {
    this.failure = { error };
    this.end();
  }

  /** Lines without their ends; a line that is too long comes in pieces. The rest after the last line end is a line too. */
  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    // The pieces of a line that is not complete yet.
    let pending: Buffer[] = [];
    let length = 0;
    const take = () => {
      const line = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending);
      pending = [];
      length = 0;
      return line;
    };
    for (;;) {
      const chunk = await this.next();
      if (!chunk) break;
      let from = 0;
      while (from < chunk.length) {
        const room = from + this.maxLineBytes - length;
        const end = chunk.indexOf(10, from);
        const to = Math.min(end < 0 ? chunk.length : end, room);
        if (to > from) {
          append(pending, chunk.subarray(from, to));
          length += to - from;
        }
        from = to;
        if (to === end) {
          yield take();
          from += 1;
        } else if (length === this.maxLineBytes) {
          yield take();
        }
      }
    }
    if (length > 0) yield take();
    if (this.failure) throw this.failure.error;
  }

  private async next(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = this.chunks.shift();
      if (chunk) {
        this.bytes -= chunk.length;
        if (this.bytes <= highWater / 2) this.source?.resume();
        return chunk;
      }
      if (this.done) return undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
  }
}
