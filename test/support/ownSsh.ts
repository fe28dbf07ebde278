/** The product's side of the comparison with ssh: it runs a script on hosts, and says how long that took and what memory it held. */
import type { Machine, Script } from '../../src/machine';
import { type Log, Machines, type Target } from '../../src/ssh';
import { scriptedPrompts } from './machines';
import { ownSide, withGrowth } from './ownProcess';

/** What is to be run, as root where that is possible, as the product does it. */
export interface Work {
  readonly script: Script;
  readonly args: readonly string[];
  /** One line at a time, instead of all at once. */
  readonly lines?: boolean;
}

export interface Order {
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

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const machines = new Machines(scriptedPrompts(), undefined, quiet);
const warm = new Map<string, Machine>();

export const sshSide = ownSide(async ({ kind, targets, work }: Order): Promise<Outcome> => {
  const { result, growth } = await withGrowth(async () => {
    const begin = performance.now();
    const all = targets.map((target) => (kind === 'cold' ? machines.create(target) : warmMachine(target)));
    const bytes = await Promise.all(all.map((machine) => bytesOf(machine, work)));
    const ms = performance.now() - begin;
    if (kind === 'cold') for (const machine of all) machine.dispose();
    return { ms, bytes: bytes.reduce((sum, each) => sum + each, 0) };
  });
  return { ...result, peakMegabytes: growth.resident };
});

function warmMachine(target: Target): Machine {
  const key = `${target.name} ${target.port}`;
  const machine = warm.get(key) ?? machines.create(target);
  warm.set(key, machine);
  return machine;
}

async function bytesOf(machine: Machine, work: Work): Promise<number> {
  if (work.lines) {
    let bytes = 0;
    for await (const line of machine.lines(work.script, work.args)) bytes += line.length + 1;
    return bytes;
  }
  const { stdout, stderr, code } = await machine.run(work.script, work.args, { asRoot: true, priority: 'user', deadline: 120_000 });
  if (code !== 0) throw new Error(`${work.script.name} ended with ${code}: ${Buffer.from(stderr).toString()}`);
  return stdout.length;
}
