/** A deadline that does not run while the user is thinking. */
export class Clock {
  private timer: NodeJS.Timeout | undefined;
  private startedAt = 0;
  private paused = 0;

  /** `expired` is called once, when `remaining` milliseconds have passed outside of pauses. Infinity: never. */
  constructor(private remaining: number, private readonly expired: () => void) {
    this.start();
  }

  /** Stops the clock until the promise is settled. */
  async pauseWhile<T>(work: () => Promise<T>): Promise<T> {
    this.pause();
    try {
      return await work();
    } finally {
      this.resume();
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    this.remaining = Infinity;
  }

  private pause(): void {
    this.paused += 1;
    if (this.paused > 1) return;
    clearTimeout(this.timer);
    this.remaining -= Date.now() - this.startedAt;
  }

  private resume(): void {
    this.paused -= 1;
    if (this.paused === 0) this.start();
  }

  private start(): void {
    this.startedAt = Date.now();
    if (this.remaining === Infinity) return;
    this.timer = setTimeout(this.expired, Math.min(Math.max(0, this.remaining), 0x7fffffff));
  }
}
