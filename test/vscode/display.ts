/** A display for desktop VS Code where there is none: Xvfb. */
import { spawn } from 'node:child_process';

export interface Display {
  /** What goes into the environment: `{}` where a display was there already. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

export async function openDisplay(): Promise<Display> {
  const there = process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
  if (there) return { env: {}, stop: () => Promise.resolve() };
  // It chooses a free number, and writes it to descriptor 1 when it is ready.
  const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const number = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.once('error', reject);
    void ended.then(() => reject(new Error('Xvfb ended at once')));
  });
  return {
    env: { DISPLAY: `:${number}` },
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
