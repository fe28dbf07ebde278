/** What was observed of one host so far: read from the store once, and added to after each look. */
import { type EvidenceRecord, type EvidenceStore, newRecord } from './evidence';
import type { HostFacts } from './facts';

export class Observed {
  private known: readonly EvidenceRecord[] | undefined;

  constructor(private readonly store: EvidenceStore, private readonly hostId: string) {}

  /** The oldest first. */
  async records(): Promise<readonly EvidenceRecord[]> {
    this.known ??= await this.store.read(this.hostId);
    return this.known;
  }

  /** Keeps what the facts add; resolves with all. */
  async add(facts: HostFacts): Promise<readonly EvidenceRecord[]> {
    const before = await this.records();
    const record = newRecord(facts, before);
    if (!record) return before;
    this.known = [...before, record];
    await this.store.append(this.hostId, record);
    return this.known;
  }
}
