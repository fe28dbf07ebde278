/** What is kept of a host on this computer: records that are only ever appended. */
export interface RecordStore<T> {
  /** Oldest first; empty where there is none. */
  read(hostId: string): Promise<readonly T[]>;
  append(hostId: string, record: T): Promise<void>;
}
