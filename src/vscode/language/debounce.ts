/** Work per key that waits until its reason has stopped changing. */
export class Debounce {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  /** In `delay` milliseconds from now, unless asked again before: then from that moment on. */
  later(key: string, delay: number, work: () => void): void {
    this.cancel(key);
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        work();
      }, delay),
    );
  }

  cancel(key: string): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
  }

  dispose(): void {
    for (const key of [...this.timers.keys()]) this.cancel(key);
  }
}
