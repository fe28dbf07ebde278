/** One notification for what comes at once, and for a guest that fails again within minutes. */
import { type WatchedFailure, isSameBurst } from '../../host';

/** Virtual CPUs report one another's failure; several guests may die of one cause. */
const atOnce = 700;

export class WatchNotices {
  private readonly waiting = new Map<string, WatchedFailure[]>();
  private readonly last = new Map<string, WatchedFailure>();
  private readonly timers = new Set<NodeJS.Timeout>();

  /** `tell` gets what came at once for a host. */
  constructor(private readonly tell: (hostId: string, failures: readonly WatchedFailure[]) => void) {}

  add(hostId: string, failure: WatchedFailure): void {
    const key = `${hostId} ${failure.vmid ?? ''} ${failure.vmid === undefined ? failure.pid ?? '' : ''}`;
    const before = this.last.get(key);
    this.last.set(key, failure);
    if (before && isSameBurst(before, failure)) return;
    const waiting = this.waiting.get(hostId);
    if (waiting) {
      waiting.push(failure);
      return;
    }
    const all = [failure];
    this.waiting.set(hostId, all);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.waiting.delete(hostId);
      this.tell(hostId, all);
    }, atOnce);
    this.timers.add(timer);
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }
}
