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

export function outlineOf(failures: readonly Failure[]): OutlineItem[] {
  return failures.map((failure) => {
    const { offset, end, timeText, dump } = failure;
    return { name: nameOf(failure), detail: timeText ?? '', range: { start: offset, end: Math.max(end, dump?.end ?? end) }, message: { start: offset, end } };
  });
}

/** `Suberror 3, guest 100`; what is guessed has a question mark. */
export function nameOf({ kind, suberror, vmid, vmidGuessed }: Failure): string {
  const what = kind === 'internal-error' ? `Suberror ${suberror ?? '?'}` : kind;
  return vmid === undefined ? what : `${what}, guest ${vmid}${vmidGuessed ? '?' : ''}`;
}
