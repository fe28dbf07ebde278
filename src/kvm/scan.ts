/** Every KVM failure in a log, in one pass: candidates are found by plain search, and only their lines are read. */
import { Dumps } from './dump';
import { attribute } from './guests';
import { type Head, Heads } from './heads';
import { Statements } from './statements';
import type { Draft, Failure } from './types';
import { type Window, wholeText } from './window';

/** In the order of the text, in time linear in its length; never throws. One line is at most one failure. */
export function scanLog(text: string): Failure[] {
  const pass = new Pass();
  const window = wholeText(text);
  pass.look(window);
  // What names guests is looked for only where a failure has a process to look for.
  if (pass.drafts.some(({ pid }) => pid !== undefined)) pass.statements.collect(window);
  return pass.failures();
}

/** A log that is read window by window. There can be many failures: what few of them have stands beside. */
export class Pass {
  readonly statements = new Statements();
  private readonly found: Draft[] = [];
  private readonly bootIds = new Map<Draft, string>();
  private readonly doubtful = new Set<Draft>();
  private readonly dumps = new Dumps(new Heads(), (head) => this.add(head));

  look(window: Window): void {
    this.dumps.run(window);
  }

  /** So far; the last ones may still get a dump. */
  get drafts(): readonly Draft[] {
    return this.found;
  }

  /** After the last window. */
  failures(): Failure[] {
    const sure = this.doubtful.size === 0 ? this.found : this.found.filter((failure) => failure.dump !== undefined || !this.doubtful.has(failure));
    attribute(sure, this.bootIds, this.statements);
    return sure;
  }

  private add({ failure, bare, numbered, bootId }: Head): void {
    this.found.push(failure);
    if (bootId !== undefined) this.bootIds.set(failure, bootId);
    // "KVM internal error." alone is a sentence of prose too, unless a log's prefix or a dump vouches for it.
    if (bare && !numbered) this.doubtful.add(failure);
  }
}
