/** Whether processes still run on this computer (Linux), from /proc. */
import { readFileSync } from 'node:fs';

/** True where none of them runs; one that ended but was not yet waited for does not run. */
export function allGone(pids: readonly number[]): boolean {
  return pids.every((pid) => {
    try {
      return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch (error) {
      // ESRCH: it went between the opening of the file and the reading.
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return true;
      throw error;
    }
  });
}
