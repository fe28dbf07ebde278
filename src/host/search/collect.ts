/** What lines of one source say: failures, and what bears on them. */
import { bootsIn, copied, type Entry, type Failure, lookBeside, readEntry, scanLog, timeOf } from '../../kvm';
import type { FoundFailure, Gathered, OutOfMemory, Stamp } from './types';

/** Of boots, the newest are kept. */
export const mostStamps = 1000;
/** A line is looked at so far to both sides. */
const mostAround = 65_536;
/** More of one failure's lines are not kept, and none is longer. */
const mostLines = 64;
const longestLine = 300;

/** Of what begins at `from` (an offset) or after it, and before `to`; what stands outside counts as evidence alone. */
export function collect(text: string, source: string, from = 0, to = text.length): Gathered {
  const inside = ({ start }: { readonly start: number }) => start >= from && start < to;
  const beside = lookBeside(text);
  return {
    failures: scanLog(text).filter(({ offset }) => inside({ start: offset })).map((failure) => found(text, failure, source)),
    boots: bootsIn(text).filter((start) => inside({ start })).slice(-mostStamps).map((start) => stampAt(text, start)),
    machineChecks: beside.machineChecks.filter(inside).map(({ start }) => stampAt(text, start)),
    outOfMemory: beside.outOfMemory
      .filter(({ range }) => inside(range))
      .map(({ vmid, pid, range }): OutOfMemory => ({ ...stampAt(text, range.start), ...(vmid === undefined ? {} : { vmid }), ...(pid === undefined ? {} : { pid }) })),
    truncated: false,
  };
}

function found(text: string, failure: Failure, source: string): FoundFailure {
  const { kind, suberror, pid, vmid, vmidReason, vmidGuessed, offset, end, dump } = failure;
  const head = entryAt(text, offset);
  const message = copied(head?.message.slice(0, longestLine) ?? text.slice(offset, end));
  const own = linesOf(text, dump?.start ?? end, dump?.end ?? end).filter((entry) => entry.source === head?.source).slice(0, mostLines).map((entry) => copied(entry.message.slice(0, longestLine)));
  return {
    ...(head ? stampOf(head) : {}),
    kind,
    suberror: suberror ?? 0,
    ...(pid === undefined ? {} : { pid }),
    ...(vmid === undefined ? {} : { vmid }),
    // “Stands above” is said of a text that the reader has before him.
    ...(vmidReason === undefined ? {} : { vmidReason: vmidReason.replace('stands above', 'stands in the log before it') }),
    ...(vmidGuessed ? { vmidGuessed } : {}),
    text: message,
    lines: [message, ...own],
    sources: [source],
  };
}

function linesOf(text: string, from: number, to: number): Entry[] {
  const entries: Entry[] = [];
  for (let start = from; start < to; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const entry = readEntry(text, start, end);
    if (entry) entries.push(entry);
    start = end + 1;
  }
  return entries;
}

function entryAt(text: string, offset: number): Entry | undefined {
  const above = text.slice(Math.max(0, offset - mostAround), offset);
  const below = text.slice(offset, offset + mostAround);
  const newline = below.indexOf('\n');
  return readEntry(text, offset - above.length + above.lastIndexOf('\n') + 1, offset + (newline < 0 ? below.length : newline));
}

function stampAt(text: string, offset: number): Stamp {
  const entry = entryAt(text, offset);
  return entry ? stampOf(entry) : {};
}

/** Copied, as all that is kept: the text goes. */
function stampOf({ timeText, bootId }: Entry): Stamp {
  const time = timeText === undefined ? undefined : timeOf(timeText);
  return { ...(time === undefined ? (timeText === undefined ? {} : { timeText: copied(timeText) }) : { time }), ...(bootId === undefined ? {} : { bootId: copied(bootId) }) };
}
