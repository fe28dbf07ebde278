/** Every KVM failure in a log, in one pass: candidates are found by plain search, and only their lines are read. */
import { candidates } from './candidates';
import { type Dump, type Head, dumpsAfter } from './dump';
import { type Entry, readEntry } from './entry';
import { attribute } from './guests';
import { LineCounter, startOfLine } from './lines';
import { type Message, messageOf } from './messages';
import { timeOf } from './time';
import type { Failure } from './types';

interface Found extends Head {
  readonly entry: Entry;
  readonly message: Message;
  readonly line: number;
}

/** In the order of the text, in time linear in its length; never throws. One line is at most one failure. */
export function scanLog(text: string): Failure[] {
  const found = heads(text);
  const dumps = dumpsAfter(text, found);
  const sure = found.flatMap((head, index) => {
    const dump = dumps[index];
    return dump && !isProse(head, dump) ? [{ bootId: head.entry.bootId, failure: failureOf(head, dump) }] : [];
  });
  return attribute(text, sure);
}

function heads(text: string): Found[] {
  const found: Found[] = [];
  const lines = new LineCounter(text);
  let readUpTo = -1;
  for (const at of candidates(text)) {
    if (at < readUpTo) continue;
    const line = lines.at(at);
    // An array with one byte a line is read from the line of its field.
    const arrayStart = text.charCodeAt(lines.start) === 0x09 && text.startsWith('75,\n', at) ? startOfArray(text, at) : undefined;
    const lineStart = arrayStart ?? lines.start;
    const lineEnd = arrayStart === undefined ? lines.end : text.indexOf('\n', arrayStart);
    readUpTo = lines.end;
    const entry = readEntry(text, lineStart, lineEnd);
    const message = entry && messageOf(entry.message, entry.bare);
    if (!entry || !message) continue;
    readUpTo = Math.max(readUpTo, entry.end);
    found.push({ entry, message, line, lineStart, lineEnd: entry.end, source: entry.source, numbered: message.suberror !== undefined || message.kind !== 'internal-error' });
  }
  return found;
}

/** The line `"MESSAGE" : [` above, past at most a few colours' bytes. */
function startOfArray(text: string, at: number): number | undefined {
  let start = startOfLine(text, at);
  for (let line = 0; line < 80 && start > 0; line += 1) {
    start = startOfLine(text, start - 1);
    if (text.startsWith('\t"MESSAGE"', start)) return start;
    if (!text.startsWith('\t\t', start)) return undefined;
  }
  return undefined;
}

/** "KVM internal error." alone is a sentence of prose too, unless a log's prefix or a dump vouches for it. */
function isProse({ entry: { bare }, numbered }: Found, { range }: Dump): boolean {
  return bare && !numbered && range === undefined;
}

function failureOf({ entry, message, line }: Found, { data, range, suberror }: Dump): Failure {
  return {
    offset: entry.inText(message.start),
    end: entry.endInText(message.end),
    line,
    kind: message.kind,
    suberror: message.suberror ?? suberror,
    code: message.code,
    times: entry.times,
    pid: entry.pid,
    vmid: entry.vmid,
    vmidReason: entry.vmidReason,
    vmidGuessed: false,
    vmidEvidence: undefined,
    time: entry.timeText === undefined ? undefined : timeOf(entry.timeText),
    timeText: entry.timeText,
    data,
    dump: range,
  };
}
