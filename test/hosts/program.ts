/** Runs a program to its end. */
import { spawn } from 'node:child_process';

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Between two looks at a program that is not to stay stopped, in milliseconds. */
const wakeEvery = 200;

/**
 * Its output as UTF-8; a program that cannot be started rejects. A signal's end is code 128. nsenter stops itself where its child is
 * stopped, which a host that shuts down does to all; `staysAwake` lets it go on, so that the host can end.
 */
export function runProgram(program: string, args: readonly string[], stdin = '', { staysAwake = false } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const waking = staysAwake ? setInterval(() => child.kill('SIGCONT'), wakeEvery) : undefined;
    child.on('close', () => clearInterval(waking));
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => out.push(data));
    child.stderr.on('data', (data: Buffer) => err.push(data));
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      clearInterval(waking);
      reject(error);
    });
    child.on('close', (code) => resolve({ stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), code: code ?? 128 }));
    child.stdin.end(stdin);
  });
}

/** As runProgram, but an exit status other than 0 rejects with the end of what was said. */
export async function mustRun(program: string, args: readonly string[], stdin = ''): Promise<string> {
  const ended = await runProgram(program, args, stdin);
  if (ended.code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${ended.code}: ${`${ended.stdout}\n${ended.stderr}`.trim().slice(-2000)}`);
  return ended.stdout;
}
