/** Every KVM failure in a log, in one pass: candidates are found by plain search, and only their lines are read. */
import { Dumps } from './dump';
import { attribute } from './guests';
import { type Head, Heads, isVouchedFor } from './heads';
import { Statements } from './statements';
import type { Draft, Failure } from './types';
import { wholeText } from './window';

/** In the order of the text, in time linear in its length; never throws. One line is at most one failure. */
export function scanLog(text: string): Failure[] {
  const window = wholeText(text);
  const heads: Head[] = [];
  new Dumps(new Heads(), (head) => heads.push(head)).run(window);
  const sure = heads.filter(isVouchedFor);
  const bootIds = new Map<Draft, string>();
  for (const { failure, bootId } of sure) if (bootId !== undefined) bootIds.set(failure, bootId);
  const statements = new Statements();
  // What names guests is looked for only where a failure has a process to look for.
  if (sure.some(({ failure }) => failure.pid !== undefined)) statements.collect(window);
  const failures = sure.map(({ failure }) => failure);
  attribute(failures, bootIds, statements);
  return failures;
}
