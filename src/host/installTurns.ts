/** Installs side by side, up to a limit: all of them fetch over the same line, and each is followed in a terminal of its own. */
import { Slots } from '../machine';

/** So many at once; the others wait. */
export const installsAtOnce = 3;

export class InstallTurns {
  private readonly slots = new Slots(installsAtOnce);

  /**
   * Does the work once fewer than `installsAtOnce` others are at it. `waiting` is asked to show the wait, where there is one, and may
   * end it by its signal: then this rejects with its reason, and the work is not begun.
   */
  async take<T>(work: () => Promise<T>, waiting: (turn: (signal: AbortSignal) => Promise<() => void>) => Promise<() => void>): Promise<T> {
    const turn = (signal?: AbortSignal) => this.slots.acquire('user', signal);
    const release = await (this.slots.busy < installsAtOnce ? turn() : waiting(turn));
    try {
      return await work();
    } finally {
      release();
    }
  }
}
