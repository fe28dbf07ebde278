/** The failures of a log as an outline: what each was, when, and how far its register dump reaches. */
import type { TextRange } from '../../finding';
import type { Failure } from '../../kvm';

export interface OutlineItem {
  readonly name: string;
  readonly detail: string;
  /** From the message to the end of its dump. */
  readonly range: TextRange;
  /** The message itself. */
  readonly message: TextRange;
}

/** As many as VS Code shows as problems; who has more does not look for one of them in an outline. */
const most = 999;

/** At most `most`, and a last item that says how many more there are. */
export function outlineOf(failures: readonly Failure[]): OutlineItem[] {
  const items = failures.slice(0, most).map((failure) => ({ name: nameOf(failure), detail: failure.timeText ?? '', range: wholeRange(failure), message: messageRange(failure) }));
  const next = failures[most];
  if (next) items.push({ name: `${failures.length - most} more failures`, detail: 'not listed', range: messageRange(next), message: messageRange(next) });
  return items;
}

/** From the message to the end of its dump. */
export function wholeRange({ offset, end, dump }: Failure): TextRange {
  return { start: offset, end: Math.max(end, dump?.end ?? end) };
}

function messageRange({ offset, end }: Failure): TextRange {
  return { start: offset, end };
}

/** `Suberror 3, guest 100`; what is guessed has a question mark. */
export function nameOf({ kind, suberror, vmid, vmidGuessed }: Failure): string {
  const what = kind === 'internal-error' ? `Suberror ${suberror ?? '?'}` : kind;
  return vmid === undefined ? what : `${what}, guest ${vmid}${vmidGuessed ? '?' : ''}`;
}
