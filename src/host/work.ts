/** Installing and rebooting: each one script, each with its exit statuses in words. */
import { Cancelled, ConnectionLost, UserError, Unreachable } from '../machine';
import { type Access, decode } from './access';
import { rebootLimit } from './deeds';
import { tasksToWaitFor } from './reboot';
import { rescue } from './rebooting';
import { scripts } from './scripts';
import { type Simulation, parseSimulation } from './simulation';
import { duration, upTo } from './times';

export interface SimulationOptions {
  /** What is to be read in the package itself, absolute paths as they are once it is installed. */
  readonly files: readonly string[];
  /** The host's release. */
  readonly codename: string | undefined;
  /** Undefined: the one that apt takes by itself. */
  readonly version: string | undefined;
  readonly signal: AbortSignal | undefined;
}

export async function simulateInstall(access: Access, packageName: string, { files, codename, version, signal }: SimulationOptions): Promise<Simulation> {
  const { stdout, stderr, code } = await access.run(scripts.simulate, [version === undefined ? packageName : `${packageName}=${version}`, ...files], 'must', { priority: 'user', deadline: 300_000, ...(signal ? { signal } : {}) });
  if (code !== 0) throw access.failed(scripts.simulate, code, stderr, code === 7 ? 'there is no room in /var/tmp for a copy of apt’s lists' : undefined);
  return parseSimulation(decode(stdout), packageName, codename, version);
}

/** Starts the install detached, of `version` if one is given; one that is running already is as good. */
export async function startInstall(access: Access, packageName: string, version?: string): Promise<void> {
  const { stderr, code } = await access.run(scripts.installStart, [packageName, scripts.install.text, ...(version === undefined ? [] : [version])], 'must', { priority: 'user' });
  if (code !== 0 && code !== 3) throw access.failed(scripts.installStart, code, stderr, `the install of ${packageName} could not be started`);
}

/** Asks for the reboot of this very boot. A connection that ends over it is what was asked for. */
export async function reboot(access: Access, bootId: string): Promise<void> {
  try {
    const { stdout, stderr, code } = await access.run(scripts.reboot, [bootId, tasksToWaitFor], 'must', { priority: 'user' });
    if (code === 0 || code === 3) return;
    // systemd ends the shell that asked, sometimes before it could answer.
    if (code > 128) return;
    const said = decode(stdout).trim();
    const why: Readonly<Record<number, string>> = { 4: `not rebooted, since ${said} is running`, 5: 'not rebooted, since dpkg left packages half installed', 6: `not rebooted, since a task has begun meanwhile (${said})` };
    throw access.failed(scripts.reboot, code, stderr, why[code] ?? 'the reboot was refused');
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
  }
}

export interface Waiting {
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
  /** Milliseconds between two tries; 1,000 unless given. */
  readonly pause?: number;
  /** Milliseconds after which it is given up; 30 minutes unless given, and never before `expected`. */
  readonly limit?: number;
  /** Milliseconds within which it should be back. */
  readonly expected?: number;
  /** When it was asked, where the wait is taken up again; milliseconds since 1970. */
  readonly since?: number;
}

/**
 * Resolves when the host answers with another boot id: only that proves a new boot, since the old one may still let one in
 * for a moment. Rejects with Cancelled, with what refused the login, or after the limit.
 */
export async function waitForNewBoot(access: Access, bootId: string, { signal, onProgress, pause = 1_000, limit = rebootLimit, expected = limit, since = Date.now() }: Waiting = {}): Promise<void> {
  const { machine } = access;
  // Many guests with long shutdowns are no reason to give up early.
  const last = Math.max(limit, expected);
  for (let phase = 'shutting down'; Date.now() - since < last; ) {
    onProgress?.(waitingWords(phase, Date.now() - since, expected));
    try {
      await machine.connect({ mayAsk: false, ...(signal ? { signal } : {}) });
      const { stdout } = await machine.run(scripts.bootId, [], { deadline: 10_000, ...(signal ? { signal } : {}) });
      const now = decode(stdout).trim();
      if (now !== '' && now !== bootId) return;
    } catch (error) {
      if (error instanceof Cancelled || signal?.aborted || machine.state.kind === 'refused') throw error;
      if (error instanceof Unreachable) phase = 'waiting until it answers again';
    }
    await paused(pause, signal);
  }
  throw new UserError(`${machine.name} has not come back within ${duration(last)}`, {
    detail: `${rescue} Refresh once it is up.`,
    actions: ['retry', 'showLog'],
  });
}

function waitingWords(phase: string, waited: number, expected: number): string {
  if (waited >= expected) return `not back in the expected time (${duration(waited)} of ${upTo(expected / 1000)}), still waiting. ${rescue}`;
  return `${phase} (${duration(waited)}, up to ${upTo(expected / 1000)} expected)`;
}

function paused(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new Cancelled('Waiting for the host was stopped. It goes on by itself; refresh to see its state', { actions: ['retry'] }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
