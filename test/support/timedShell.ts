/**
 * A shell that stays, and says how long each command took: starting a program from there costs what it costs a person at a
 * prompt, not what it costs a large process like this one.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface TimedShell {
  /** Milliseconds from before the command to after it; rejects where it failed. */
  time(command: string): Promise<number>;
  close(): void;
}

export function timedShell(environment: NodeJS.ProcessEnv = process.env): TimedShell {
  const bash = spawn('bash', ['--noprofile', '--norc'], { stdio: ['pipe', 'pipe', 'inherit'], env: environment });
  const answers = createInterface(bash.stdout)[Symbol.asyncIterator]();
  return {
    time: async (command) => {
      bash.stdin.write(`begin=$EPOCHREALTIME\n{ ${command}\n} >/dev/null </dev/null\nprintf '%s %s %s\\n' "$?" "$begin" "$EPOCHREALTIME"\n`);
      const answer: IteratorResult<string, unknown> = await answers.next();
      const said = String(answer.value);
      const [code, begin = NaN, end = NaN] = said.split(' ').map(Number);
      if (code !== 0) throw new Error(`${command.slice(0, 300)} ended with ${said}`);
      return 1000 * (end - begin);
    },
    close: () => void bash.stdin.end('exit\n'),
  };
}
