/** What was found, as a log to read: the editor's marks, hovers and outline work in it as in any other. */
import { duration } from '../times';
import { type SearchResult, failuresIn, unreadSources } from './result';
import type { FoundFailure, SearchedSource } from './types';

export interface ReportOptions {
  /** The host's name, for the lines. */
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Comment lines (what was read, and what was not), then each failure with what QEMU printed, oldest first. */
export function reportText(result: SearchResult, { host, now }: ReportOptions): string {
  const { failures, truncated, at } = result;
  const count = failures.length === 1 ? '1 KVM failure' : `${failures.length}${truncated ? ' or more' : ''} KVM failures`;
  const head = [
    `# ${host}: ${failures.length === 0 ? 'no KVM failures' : count} in what was searched ${duration(now - at)} ago`,
    ...result.sources.map((source) => `# ${source.source}: ${sourceWords(result, source)}`),
    ...(unreadSources(result).length === 0 ? [] : ['# What is unknown may hold more.']),
  ];
  const names = new Map(result.sources.flatMap(({ id, source }) => (id === undefined ? [] : [[id, source] as const])));
  return [...head, ...failures.map((failure) => failureText(failure, host, names))].map((part) => `${part}\n`).join('');
}

/** `3 failures`, `none`, `unknown: zstd is not installed there, which unpacks it`. */
export function sourceWords(result: SearchResult, source: SearchedSource): string {
  const found = failuresIn(result, source).length;
  const words = found === 1 ? '1 failure' : `${found} failures`;
  if (source.unknown !== undefined) return found === 0 ? `unknown: ${source.unknown}` : `${words}, more unknown: ${source.unknown}`;
  return found === 0 ? 'no failures' : words;
}

function failureText({ time, timeText, pid, vmid, vmidReason, vmidGuessed, text, lines = [text], sources }: FoundFailure, host: string, names: ReadonlyMap<string, string>): string {
  const stamp = time === undefined ? timeText : new Date(time).toISOString().replace(/\.\d+Z$/, '+00:00');
  const prefix = [stamp, host, pid === undefined ? 'QEMU:' : `QEMU[${pid}]:`].filter((word) => word !== undefined).join(' ');
  const guest = vmid === undefined ? 'guest unknown' : `guest ${vmid}${vmidGuessed ? ' (a guess)' : ''}${vmidReason === undefined ? '' : `: ${vmidReason}`}`;
  const where = sources.map((source) => names.get(source)).filter((name) => name !== undefined);
  return [`\n# ${guest}${where.length === 0 ? '' : `; in ${where.join(', ')}`}`, ...lines.map((line) => `${prefix} ${line}`)].join('\n');
}
