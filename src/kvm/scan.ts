/** Every KVM failure in a log, in one pass: candidates are found by plain search, and only their lines are read. */
import type { TextRange } from '../finding';
import { Dumps } from './dump';
import { attribute } from './guests';
import { type Head, Heads, isSure, isVouchedFor } from './heads';
import { tellLines } from './lineNumbers';
import { Statements } from './statements';
import type { Draft, Failure } from './types';
import { wholeText, type Window } from './window';

/** In the order of the text, in time linear in its length; never throws. One line is at most one failure. */
export function scanLog(text: string): Failure[] {
  const window = wholeText(text);
  const all: Draft[] = [];
  const doubtful: Head[] = [];
  const bootIds = new Map<Draft, string>();
  const began = (head: Head): void => {
    all.push(head.failure);
    if (!isSure(head)) doubtful.push(head);
    if (head.bootId !== undefined) bootIds.set(head.failure, head.bootId);
  };
  const skipped: TextRange[] = [];
  const skip = (_window: Window, start: number, end: number): number => {
    skipped.push({ start, end });
    return 0;
  };
  const statements = new Statements();
  new Dumps(new Heads((part, to) => statements.collect(part, to)), began, skip).run(window);
  const refused = new Set(doubtful.filter((head) => !isVouchedFor(head)).map(({ failure }) => failure));
  const failures = refused.size === 0 ? all : all.filter((failure) => !refused.has(failure));
  tellLines(text, failures, skipped);
  attribute(failures, bootIds, statements);
  return failures;
}
