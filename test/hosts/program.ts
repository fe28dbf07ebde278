/** Runs a program to its end. */
import { spawn } from 'node:child_process';

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Its output as UTF-8; a program that cannot be started rejects. A signal's end is code 128. */
export function runProgram(program: string, args: readonly string[], stdin = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => out.push(data));
    child.stderr.on('data', (data: Buffer) => err.push(data));
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
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
