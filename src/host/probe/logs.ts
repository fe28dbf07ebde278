/** The log files of the host, and the failures that its journal holds. */
import { scanLog } from '../../kvm';
import type { FailureSummary, LogFile } from '../facts';

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
  const found = lines.flatMap(failureOf).sort((a, b) => a.time - b.time);
  return { failures: found, ...(Number.isFinite(since) && since > 0 ? { since: Math.floor(since * 1000) } : {}), truncated: lines.filter((line) => line.startsWith('{')).length >= mostFailures };
}

function failureOf(line: string): FailureSummary['failures'][number][] {
  if (!line.startsWith('{')) return [];
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return [];
  }
  if (typeof entry !== 'object' || entry === null) return [];
  const field = (name: string): unknown => Reflect.get(entry, name);
  const text = textOf(field('MESSAGE'));
  const [failure] = scanLog(text);
  const time = Math.floor(Number(field('__REALTIME_TIMESTAMP')) / 1000);
  if (!failure || !Number.isFinite(time)) return [];
  const pid = Number(field('_PID'));
  const vmid = /^(\d+)\.scope$/.exec(textOf(field('_SYSTEMD_UNIT')))?.[1];
  const bootId = textOf(field('_BOOT_ID'));
  return [
    {
      time,
      suberror: failure.suberror ?? 0,
      ...(Number.isInteger(pid) && pid > 0 ? { pid } : {}),
      ...(vmid === undefined ? {} : { vmid: Number(vmid) }),
      ...(bootId === '' ? {} : { bootId }),
      text,
    },
  ];
}

/** A message that is not UTF-8, or holds colours, arrives as an array of bytes. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? Buffer.from(value.filter((one) => typeof one === 'number')).toString('utf8') : '';
}
