/**
 * What QEMU prints after the message, and to which failure it belongs. Several virtual CPUs write at once, and other
 * programs between them, so nothing is taken to follow directly: lines are told apart by their process, values by their
 * index. Source: QEMU's target/i386/cpu-dump.c.
 */
import { type Entry, readEntry } from './entry';
import { type Head, type Heads, isAfterFieldName } from './heads';
import { MetLines } from './metLines';
import { Prefix } from './prefix';
import { Value } from './value';
import { longestLine, type Window } from './window';

/** So many entries of others may stand between two of one failure. */
const mostBetween = 24;
/** A line that only follows by its place, with no process id, has to be near. */
const mostBetweenBare = 6;
/** Or so many lines of prose; the longest remark of QEMU's has seven. */
const mostProseBetween = 24;
/** A message without a line of its own after so many entries will have none. */
const mostBeforeAnother = 4;
/** A record has some forty lines, and one of them holds the message. */
const mostLinesBetween = 3000;
/** A message that is an array of bytes begins so far before the place that gives it away. */
const beforeHead = 8192;

const registers = /^(?:[RE](?:[ABCD]X|[SD]I|[BS]P|IP|FL) ?=|R\d{1,2} {0,2}=|EFER ?=|[CDEFGS]S {0,2}=|(?:LDT|TR|GDT|IDT) {0,2}=|[CD]R\d ?=|Code ?=|(?:rax|rbx|rsi|r8|r9|r1\d|rip|eip|rflags|[cdefgs]s|tr|ldt|gdt|idt|cr\d|efer) +[0-9a-f]|Code: |code: )/;
const firstRegisters = /^(?:[RE]AX ?=|rax )/;
const lastRegisters = /^[Cc]ode ?[=:]/;
const remarks = /^(?:emulation failure|If you're run+ing a guest on an Intel machine|support, the failure can be most likely|state for Intel VT|invalid$|which is not supported on less recent Intel)/;
const secondPart = /^ ?Suberror: ?([1-4])(?!\w)/;

/** Goes from message to message, and line by line only while there is one whose dump may come. */
export class Dumps {
  private readonly prefix = new Prefix();
  private readonly value = new Value();
  private readonly open: Head[] = [];
  private entries = 0;
  /** No open one expires before so many entries, unless it is complete. */
  private firstExpiry = Number.POSITIVE_INFINITY;
  private someComplete = false;
  private linesBetween = 0;
  /** Offset in the log of the line that comes next. */
  private at = 0;
  private readonly lines: MetLines;
  /** It is the rest of a line that is longer than a window. */
  private inLine = false;

  /** `began` is called for each message, in the order of the log; what belongs to it is added to its failure later. `skipped`: see MetLines. */
  constructor(
    private readonly heads: Heads,
    private readonly began: (head: Head) => void,
    skipped: (window: Window, from: number, to: number) => number,
  ) {
    this.lines = new MetLines(skipped);
  }

  run(window: Window): void {
    for (;;) {
      const head = this.heads.peek(window);
      if (head && (this.open.length === 0 || head.lineStart <= this.at)) this.begin(window, head);
      else if (this.open.length === 0) return;
      else if (!this.passOthers(window, head) && !this.readLine(window)) return;
    }
  }

  /** Counts the lines up to an offset in the log, before the window goes. */
  skipTo(window: Window, offset: number): void {
    this.lines.skipTo(window, offset);
  }

  private begin(window: Window, head: Head): void {
    this.heads.take();
    const { failure, lineStart, lineEnd } = head;
    failure.line = this.lines.lineOf(window, { lineStart, offset: failure.offset, lineEnd });
    this.entries += 1;
    this.close(this.awaits(head.source) ? head.source : undefined);
    head.seen = this.entries;
    this.open.push(head);
    this.firstExpiry = Math.min(this.firstExpiry, this.entries + longestWait(head.source));
    this.at = Math.max(this.at, head.lineEnd + 1);
    this.linesBetween = 0;
    this.began(head);
  }

  /** False where the window cannot decide more. */
  private readLine(window: Window): boolean {
    const { text, base, limit } = window;
    const start = this.at - base;
    if (start >= text.length || this.at >= limit - beforeHead) return false;
    const newline = text.indexOf('\n', start);
    const lineEnd = newline < 0 ? text.length : newline;
    if (newline >= 0) this.lines.pass(1, this.at, base + newline + 1);
    if (!this.inLine) this.entry(window, start, Math.min(lineEnd, start + longestLine));
    this.inLine = newline < 0 && limit !== Number.POSITIVE_INFINITY;
    this.at = Math.max(this.at, base + lineEnd + (this.inLine ? 0 : 1));
    return true;
  }

  /** Most lines are of other programs: up to the next message, they are counted until an open one expires. False where there are none. */
  private passOthers({ text, base, limit }: Window, head: Head | undefined): boolean {
    if (this.inLine || this.someComplete) return false;
    const { prefix } = this;
    const stop = Math.min(head?.lineStart ?? Number.POSITIVE_INFINITY, limit - beforeHead) - base;
    const most = this.firstExpiry - this.entries + 1;
    let start = this.at - base;
    let passed = 0;
    while (passed < most && start < stop) {
      const source = prefix.glance(text, start);
      if (source === undefined || this.awaits(source)) break;
      const newline = text.indexOf('\n', start);
      if (newline < 0) break;
      start = newline + 1;
      passed += 1;
    }
    if (passed === 0) return false;
    this.entries += passed;
    this.linesBetween = 0;
    this.lines.pass(passed, this.at, base + start);
    this.at = base + start;
    this.close();
    return true;
  }

  private entry({ text, base }: Window, start: number, end: number): void {
    const { prefix, value } = this;
    const kind = isAfterFieldName(text, start) ? 'unsure' : prefix.read(text, start);
    const isSure = kind !== 'unsure';
    if (isSure && !this.awaits(kind === 'process' ? prefix.pid : 'stamped')) this.count();
    else if (kind === 'process' && value.read(text, prefix.message, end)) {
      this.count();
      this.takeValue(prefix.pid, value.index, value.digits(text), base + start, base + end);
    } else {
      const entry = readEntry(text, start, end);
      if (entry) {
        this.count();
        this.takeEntry(entry, base + start, base + entry.end);
        this.at = base + entry.end + 1;
      } else this.passLine();
    }
    this.close();
  }

  /** The line is no entry. */
  private passLine(): void {
    this.linesBetween += 1;
    if (this.linesBetween !== mostProseBetween) return;
    const { open } = this;
    open.splice(0, open.length, ...open.filter(({ source }) => source !== ''));
  }

  private count(): void {
    this.entries += 1;
    this.linesBetween = 0;
  }

  private awaits(source: number | string): boolean {
    for (const head of this.open) if (head.source === source) return true;
    return false;
  }

  /** Lets go of those whose dump is complete, or will not come; before another message of the same source, sooner. */
  private close(another?: number | string): void {
    const { open } = this;
    // It is asked for every line, and seldom is there anything to do.
    if (another === undefined && !this.someComplete && this.entries <= this.firstExpiry && this.linesBetween <= mostLinesBetween) return;
    let kept = 0;
    this.firstExpiry = Number.POSITIVE_INFINITY;
    for (const one of open) {
      if (this.linesBetween > mostLinesBetween || !this.isOpen(one, another)) continue;
      open[kept] = one;
      kept += 1;
      this.firstExpiry = Math.min(this.firstExpiry, one.seen + longestWait(one.source));
    }
    while (open.length > kept) open.pop();
    this.someComplete = false;
  }

  private isOpen({ registers: state, seen, source }: Head, another: number | string | undefined): boolean {
    const between = this.entries - seen;
    return state !== 'complete' && between <= (source === another ? mostBeforeAnother : longestWait(source));
  }

  private takeValue(source: number | string, index: number, digits: string, start: number, end: number): void {
    const taker = this.open.find((head) => head.source === source && (head.failure.data?.length ?? 0) === index);
    if (!taker) return;
    const { failure } = taker;
    // A pushed array keeps room for many more.
    failure.data = failure.data === undefined ? [digits] : [...failure.data, digits];
    this.extend(taker, start, end);
  }

  private takeEntry({ message, source }: Entry, start: number, end: number): void {
    const own = this.open.filter((head) => head.source === source);
    if (own.length === 0) return;
    if (this.value.readMessage(message)) {
      this.takeValue(source, this.value.index, this.value.digits(message), start, end);
      return;
    }
    const part = secondPart.exec(message);
    const taker = part ? own.find(({ numbered, failure }) => !numbered && failure.suberror === undefined) : takerOf(message, own);
    if (!taker) return;
    if (part) taker.failure.suberror = Number(part[1]);
    if (registers.test(message)) taker.registers = lastRegisters.test(message) ? 'complete' : 'coming';
    this.someComplete ||= taker.registers === 'complete';
    this.extend(taker, start, end);
  }

  private extend(taker: Head, start: number, end: number): void {
    const { failure } = taker;
    if (failure.dump) failure.dump.end = end;
    else failure.dump = { start, end };
    taker.seen = this.entries;
  }
}

function longestWait(source: number | string): number {
  return source === '' ? mostBetweenBare : mostBetween;
}

/** A dump begins at the first failure without one, and goes on where it began. */
function takerOf(message: string, own: readonly Head[]): Head | undefined {
  if (remarks.test(message)) return own[0];
  if (!registers.test(message)) return undefined;
  const begins = own.find(({ registers: state }) => state === 'none');
  const goesOn = own.find(({ registers: state }) => state === 'coming');
  return firstRegisters.test(message) ? begins : goesOn ?? begins;
}
