/**
 * The product's side of a comparison, in a process of its own: its memory is measured without that of the rest, and it runs
 * without native modules, as the product does.
 */
import { fork } from 'node:child_process';
// VS Code's extension host has these long before an extension is loaded.
import 'node:https';
import 'node:tls';
import 'node:zlib';

/** Set where this process is the product's side. */
export const isOwnSide = process.env.PVE_DOCTOR_BENCH_OWN === '1';

export interface OwnProcess<Order, Outcome> {
  perform(order: Order): Promise<Outcome>;
  close(): void;
}

/** `start` runs this program once more, which is to `serve` there: it answers orders until its parent leaves. */
export function ownSide<Order extends object, Outcome>(perform: (order: Order) => Promise<Outcome>) {
  return {
    serve(): void {
      process.on('message', (order: Order) => {
        void perform(order).then(
          (outcome) => process.send?.({ outcome }),
          (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
        );
      });
      process.on('disconnect', () => process.exit());
    },
    start(): OwnProcess<Order, Outcome> {
      const child = fork(process.argv[1] ?? '', [], {
        execArgv: ['--expose-gc', '--no-addons'],
        env: { ...process.env, PVE_DOCTOR_BENCH_OWN: '1' },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      return {
        perform: (order) =>
          new Promise((resolve, reject) => {
            const gone = () => reject(new Error('The process of the product’s side ended.'));
            child.once('exit', gone);
            child.once('message', (answer: { readonly outcome: Outcome } | { readonly error: string }) => {
              child.off('exit', gone);
              if ('error' in answer) reject(new Error(answer.error));
              else resolve(answer.outcome);
            });
            child.send(order);
          }),
        close: () => child.disconnect(),
      };
    },
  };
}

/** Megabytes above what was held before: of the whole process, and of that the heap and what is held outside of it. */
export interface Growth {
  readonly resident: number;
  readonly heap: number;
  readonly external: number;
}

/** The most that this process held while it did something: the heap as it is forty times a second, the whole as the kernel has it. */
export async function withGrowth<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly growth: Growth }> {
  globalThis.gc?.();
  const idle = process.memoryUsage();
  const highest = process.resourceUsage().maxRSS;
  const peak = { ...idle };
  const sample = () => {
    const { rss, heapUsed, external } = process.memoryUsage();
    Object.assign(peak, { rss: Math.max(peak.rss, rss), heapUsed: Math.max(peak.heapUsed, heapUsed), external: Math.max(peak.external, external) });
  };
  const sampling = setInterval(sample, 25);
  try {
    const result = await work();
    sample();
    // The kernel's mark counts from the start of the process.
    const { maxRSS } = process.resourceUsage();
    const rss = maxRSS > highest ? maxRSS * 1024 : peak.rss;
    return { result, growth: { resident: (rss - idle.rss) / 1e6, heap: (peak.heapUsed - idle.heapUsed) / 1e6, external: (peak.external - idle.external) / 1e6 } };
  } finally {
    clearInterval(sampling);
  }
}
