/** What is kept of each host on this computer, one JSON line a record, only ever appended to. It never overrules a host. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvidenceStore, RecordStore } from '../host';

/** What was observed of each host over time. */
export function evidenceIn(folder: string): EvidenceStore {
  return recordsIn(folder);
}

/** `folder` is made when the first record comes; a line that is not whole (a power cut) is left out. */
export function recordsIn<T>(folder: string): RecordStore<T> {
  const fileOf = (hostId: string) => join(folder, `${encodeURIComponent(hostId)}.jsonl`);
  return {
    async read(hostId) {
      const text = await readFile(fileOf(hostId), 'utf8').catch(() => '');
      return text.split('\n').flatMap((line) => {
        try {
          return line === '' ? [] : [JSON.parse(line) as T];
        } catch {
          return [];
        }
      });
    },
    async append(hostId, record) {
      await mkdir(folder, { recursive: true });
      await appendFile(fileOf(hostId), `${JSON.stringify(record)}\n`);
    },
  };
}
