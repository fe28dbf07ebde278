/**
 * Follows a host's journal for failures over the connection that is open: it never connects by a prompt, waits while the host
 * is away, and goes on where it was, so that nothing is missed and nothing met twice.
 */
import type { Disposable, Machine } from '../../machine';
import { type Access, decode } from '../access';
import { type JournalFailure, cursorOf, journalFailure } from '../journalFailure';
import { scripts } from '../scripts';
import type { WatchState } from './types';

export interface FollowOptions {
  /** Where to begin; undefined: now. */
  readonly cursor: string | undefined;
  /** Up to `cursor` all is met; with a failure where that entry is one. Waited for before the next entry is read. */
  readonly onReached: (cursor: string, failure?: JournalFailure) => Promise<void>;
  readonly onState: (state: WatchState) => void;
  /** Milliseconds before the first new try where the host itself refused; 5,000 unless given, and longer each time. */
  readonly pause?: number;
}

const longestPause = 300_000;
const reasons: Readonly<Record<number, string>> = {
  3: 'there is no systemd journal on this host',
  4: 'the journal can be read by root and by members of adm or systemd-journal alone',
};

/** Follows until it is disposed of. Never rejects: what goes wrong is a state. */
export function followFailures(access: Access, options: FollowOptions): Disposable {
  const stopped = new AbortController();
  void follow(access, options, stopped.signal);
  return { dispose: () => stopped.abort() };
}

async function follow(access: Access, { cursor: from, onReached, onState, pause = 5_000 }: FollowOptions, signal: AbortSignal): Promise<void> {
  let cursor = from;
  for (let refusals = 0; !isOver(signal); ) {
    if (!isConnected(access.machine)) {
      onState({ kind: 'waiting' });
      await connected(access.machine, signal);
      continue;
    }
    let ending: { readonly code: number; readonly stderr: Uint8Array } | undefined;
    let problem = 'the connection was lost';
    try {
      for await (const line of access.lines(scripts.watchFailures, [cursor ?? ''], { signal, onEnd: (end) => (ending = end) })) {
        const text = decode(line);
        const begins = text.startsWith('from ');
        if (begins) onState({ kind: 'watching' });
        const reached = begins ? text.slice(5) : cursorOf(text) ?? '';
        // Where it begins is known already, and the first entry may be the one at which the last time ended.
        if (reached === '' || reached === cursor || (begins && cursor !== undefined)) continue;
        cursor = reached;
        refusals = 0;
        await onReached(reached, journalFailure(text));
      }
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    if (isOver(signal)) return;
    if (!isConnected(access.machine)) continue;
    if (ending) problem = reasons[ending.code] ?? (decode(ending.stderr).trim().split('\n')[0] || `following the journal ended with exit code ${ending.code}`);
    onState({ kind: 'failed', reason: problem });
    await changedOrLater(access.machine, Math.min(longestPause, pause * 2 ** refusals), signal);
    refusals += 1;
  }
}

function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}

function isConnected({ state }: Machine): boolean {
  return state.kind === 'connected';
}

/** Resolves when the machine is connected, or at the end. */
function connected(machine: Machine, signal: AbortSignal): Promise<void> {
  return changed(machine, signal, (resolve) => (isConnected(machine) ? resolve() : undefined));
}

/** Resolves when the connection changes, after the time, or at the end. */
async function changedOrLater(machine: Machine, milliseconds: number, signal: AbortSignal): Promise<void> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), milliseconds);
  await changed(machine, AbortSignal.any([signal, late.signal]), (resolve) => resolve());
  clearTimeout(timer);
}

function changed(machine: Machine, signal: AbortSignal, look: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      subscription.dispose();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const subscription = machine.onDidChangeState(() => look(done));
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}
