/**
 * What QEMU prints after the message, and to which failure it belongs. Several virtual CPUs write at once, and other
 * programs between them, so nothing is taken to follow directly: lines are told apart by their process, values by their
 * index. Source: QEMU's target/i386/cpu-dump.c.
 */
import type { TextRange } from '../finding';
import { type Entry, readEntry } from './entry';
import { endOfLine } from './lines';

export interface Head {
  /** Where the lines of the message begin and end. */
  readonly lineStart: number;
  readonly lineEnd: number;
  readonly source: string;
  /** False where the line with the message has no number after "Suberror:". */
  readonly numbered: boolean;
}

export interface Dump {
  readonly data: readonly string[] | undefined;
  readonly range: TextRange | undefined;
  /** From a line of its own, where another message came between the two parts. */
  readonly suberror: number | undefined;
}

interface Open {
  readonly head: Head;
  readonly data: string[];
  range: TextRange | undefined;
  suberror: number | undefined;
  registers: 'none' | 'coming' | 'complete';
  /** The count of entries when the last of its own was seen. */
  seen: number;
}

/** So many entries of others may stand between two of one failure. */
const mostBetween = 24;
/** A line that only follows by its place, with no process id, has to be near. */
const mostBetweenBare = 6;
/** A message without a line of its own after so many entries will have none. */
const mostBeforeAnother = 4;
/** A record has some forty lines, and one of them holds the message. */
const mostLinesBetween = 3000;

const extraData = /^extra data\[(\d{1,2})\]: ?(?:0x)?([0-9a-f]{1,16})\b/i;
const registers = /^(?:[RE](?:[ABCD]X|[SD]I|[BS]P|IP|FL) ?=|R\d{1,2} {0,2}=|EFER ?=|[CDEFGS]S {0,2}=|(?:LDT|TR|GDT|IDT) {0,2}=|[CD]R\d ?=|Code ?=|(?:rax|rbx|rsi|r8|r9|r1\d|rip|eip|rflags|[cdefgs]s|tr|ldt|gdt|idt|cr\d|efer) +[0-9a-f]|Code: |code: )/;
const firstRegisters = /^(?:[RE]AX ?=|rax )/;
const lastRegisters = /^[Cc]ode ?[=:]/;
const remarks = /^(?:emulation failure|If you're run+ing a guest on an Intel machine|support, the failure can be most likely|state for Intel VT|which is not supported on less recent Intel)/;
const secondPart = /^ ?Suberror: ?([1-4])(?!\w)/;

/** For every head, in the order of the text, its dump; each line of the text is read at most once. */
export function dumpsAfter(text: string, heads: readonly Head[]): Dump[] {
  const all: Open[] = heads.map((head) => ({ head, data: [], range: undefined, suberror: undefined, registers: 'none', seen: 0 }));
  let open: Open[] = [];
  let entries = 0;
  let linesBetween = 0;
  let next = 0;
  for (let at = 0; at < text.length && (open.length > 0 || next < all.length); ) {
    const head = all[next];
    if (head && (open.length === 0 || head.head.lineStart <= at)) {
      entries += 1;
      head.seen = entries;
      open = open.filter((other) => other.head.source !== head.head.source || (other.registers !== 'complete' && entries - other.seen <= mostBeforeAnother));
      open.push(head);
      at = Math.max(at, head.head.lineEnd + 1);
      next += 1;
      linesBetween = 0;
      continue;
    }
    const end = endOfLine(text, at);
    const entry = readEntry(text, at, end);
    if (entry) {
      entries += 1;
      linesBetween = 0;
      take(entry, open, { start: at, end: entry.end }, entries);
    } else linesBetween += 1;
    const over = linesBetween > mostLinesBetween;
    open = open.filter(({ registers: state, seen, head: { source } }) => !over && state !== 'complete' && entries - seen <= (source === '' ? mostBetweenBare : mostBetween));
    at = Math.max(end, entry?.end ?? 0) + 1;
  }
  return all.map(({ data, range, suberror }) => ({ data: data.length === 0 ? undefined : data, range, suberror }));
}

function take({ message, source }: Entry, open: readonly Open[], range: TextRange, entries: number): void {
  const own = open.filter(({ head }) => head.source === source);
  if (own.length === 0) return;
  const part = secondPart.exec(message);
  const value = extraData.exec(message);
  const taker = part
    ? own.find(({ head, suberror }) => !head.numbered && suberror === undefined)
    : value ? own.find(({ data }) => data.length === Number(value[1])) : takerOf(message, own);
  if (!taker) return;
  if (part) taker.suberror = Number(part[1]);
  if (value?.[2] !== undefined) taker.data.push(value[2].toLowerCase());
  if (registers.test(message)) taker.registers = lastRegisters.test(message) ? 'complete' : 'coming';
  taker.range = { start: taker.range?.start ?? range.start, end: range.end };
  taker.seen = entries;
}

/** A dump begins at the first failure without one, and goes on where it began. */
function takerOf(message: string, own: readonly Open[]): Open | undefined {
  if (remarks.test(message)) return own[0];
  if (!registers.test(message)) return undefined;
  const begins = own.find(({ registers: state }) => state === 'none');
  const goesOn = own.find(({ registers: state }) => state === 'coming');
  return firstRegisters.test(message) ? begins : goesOn ?? begins;
}
