/** A child process as a Channel. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { type Channel, codeOfSignal } from './channel';

/** Resolves when the process has started, rejects where it cannot be. */
export function channelOfProcess(child: ChildProcessWithoutNullStreams): Promise<Channel> {
  const ended = new Promise<number | undefined>((resolve) => {
    // The command is over when its own process is: what it left in the background would keep the pipes open, and is told
    // by the end of its standard input that nobody listens any more.
    child.once('exit', () => child.stdin.destroy());
    child.once('close', (code, signal) => resolve(code ?? (signal ? codeOfSignal(signal) : undefined)));
  });
  const channel: Channel = {
    input: child.stdin,
    output: child.stdout,
    errors: child.stderr,
    ended,
    close: () => {
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    },
  };
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(channel));
    child.once('error', reject);
  });
}
