/** One question at a time: VS Code closes an input when the next one opens, and would take that for the user's answer. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Asks when all that came before is answered; undefined where the signal was aborted meanwhile. Rejects as `ask` does. */
  take<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
    const turn = this.last.then(() => (signal?.aborted === true ? undefined : ask()));
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
