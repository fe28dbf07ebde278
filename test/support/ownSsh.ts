/**
 * The product's side of the comparison with ssh, in a process of its own: its memory is measured without that of the
 * rest, and it runs without native modules, as the product does.
 */
import { fork } from 'node:child_process';
// VS Code's extension host has these long before an extension is loaded.
import 'node:https';
import 'node:tls';
import 'node:zlib';
import type { Script } from '../../src/machine';
import { type Log, Machines, type Target } from '../../src/ssh';
import { scriptedPrompts } from './machines';

/** What is to be run, as root where that is possible, as the product does it. */
export interface Work {
  readonly script: Script;
  readonly args: readonly string[];
  /** One line at a time, instead of all at once. */
  readonly lines?: boolean;
}

interface Order {
  /** `warm`: over one connection that stays. `cold`: over new ones, all at once. */
  readonly kind: 'warm' | 'cold';
  readonly targets: readonly Target[];
  readonly work: Work;
}

export interface Outcome {
  readonly ms: number;
  readonly bytes: number;
  /** Above what the process held before, in MB. */
  readonly peakMegabytes: number;
}

/** Set where this process is the product's side. */
export const isOwnSide = process.env.PVE_DOCTOR_BENCH_OWN === '1';

/** Answers orders until the parent leaves. */
export function serveOwnSide(): void {
  const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const machines = new Machines(scriptedPrompts(), undefined, quiet);
  const warm = new Map<string, ReturnType<Machines['create']>>();
  process.on('message', (order: Order) => {
    void perform(order).then(
      (outcome) => process.send?.(outcome),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());

  const perform = async ({ kind, targets, work }: Order): Promise<Outcome> => {
    globalThis.gc?.();
    const idle = process.memoryUsage.rss();
    let peak = idle;
    let bytes = 0;
    const begin = performance.now();
    const cold = kind === 'cold' ? targets.map((target) => machines.create(target)) : [];
    const all = kind === 'cold' ? cold : targets.map((target) => {
      const key = `${target.name} ${target.port}`;
      const machine = warm.get(key) ?? machines.create(target);
      warm.set(key, machine);
      return machine;
    });
    await Promise.all(
      all.map(async (machine) => {
        if (work.lines) {
          for await (const line of machine.lines(work.script, work.args)) bytes += line.length + 1;
        } else {
          const { stdout, stderr, code } = await machine.run(work.script, work.args, { asRoot: true, priority: 'user', deadline: 120_000 });
          if (code !== 0) throw new Error(`${work.script.name} ended with ${code}: ${Buffer.from(stderr).toString()}`);
          bytes += stdout.length;
        }
        peak = Math.max(peak, process.memoryUsage.rss());
      }),
    );
    const ms = performance.now() - begin;
    for (const machine of cold) machine.dispose();
    return { ms, bytes, peakMegabytes: (peak - idle) / 1e6 };
  };
}

export interface OwnSide {
  perform(order: Order): Promise<Outcome>;
  close(): void;
}

/** The program that runs now, once more, as the product's side. */
export function startOwnSide(): OwnSide {
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
        child.once('message', (answer: Outcome | { readonly error: string }) => {
          child.off('exit', gone);
          if ('error' in answer) reject(new Error(answer.error));
          else resolve(answer);
        });
        child.send(order);
      }),
    close: () => child.disconnect(),
  };
}
