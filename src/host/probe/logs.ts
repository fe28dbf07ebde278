/** The log files of the host, and the failures that its journal holds. */
import type { FailureSummary, LogFile } from '../facts';
import { journalFailure } from '../journalFailure';

/** Lines `size mtime path`. */
export function logFilesOf(body: string): LogFile[] {
  return [...body.matchAll(/^(\d+) (\d+) (\/.+)$/gm)].map(([, bytes, modified, path = '']) => ({ path, bytes: Number(bytes), modifiedAt: Number(modified) * 1000 }));
}

/** As many as failures.sh asks for. */
const mostFailures = 200;

/** The time of the first entry in seconds, then one JSON object a line (journalctl -o json), in any order. */
export function failuresOf(body: string): FailureSummary {
  const [first = '', ...lines] = body.split('\n');
  const since = Number.parseFloat(first);
  const found = lines.flatMap((line) => journalFailure(line) ?? []).sort((a, b) => a.time - b.time);
  return { failures: found, ...(Number.isFinite(since) && since > 0 ? { since: Math.floor(since * 1000) } : {}), truncated: lines.filter((line) => line.startsWith('{')).length >= mostFailures };
}
