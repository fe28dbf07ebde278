/** How many channels a host gets at once, and who goes first. */
import { reasonOf } from './aborting';
import type { RunOptions } from './machine';

type Priority = NonNullable<RunOptions['priority']>;
interface Waiting {
  readonly priority: Priority;
  readonly start: () => void;
}

/**
 * sshd's MaxSessions is 10 by default, and the user's own sessions may share it: 6 are ours.
 * One of them is kept free for a click, which also goes before everything that waits in the background.
 */
export class Slots {
  private taken = 0;
  private readonly waiting: Waiting[] = [];

  constructor(private readonly total = 6) {}

  get busy(): number {
    return this.taken;
  }

  /** Resolves with the function that gives the slot back, to be called once or more often. */
  acquire(priority: Priority, signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(reasonOf(signal));
        return;
      }
      const entry: Waiting = {
        priority,
        start: () => {
          signal?.removeEventListener('abort', giveUp);
          this.taken += 1;
          resolve(this.releaseOnce());
        },
      };
      const giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        if (signal) reject(reasonOf(signal));
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(entry);
      this.next();
    });
  }

  private next(): void {
    for (;;) {
      const free = this.total - this.taken;
      const clicked = this.waiting.findIndex((entry) => entry.priority === 'user');
      const index = clicked >= 0 ? clicked : 0;
      const entry = this.waiting[index];
      if (!entry || free < (entry.priority === 'user' ? 1 : 2)) return;
      this.waiting.splice(index, 1);
      entry.start();
    }
  }

  private releaseOnce(): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.taken -= 1;
      this.next();
    };
  }
}
