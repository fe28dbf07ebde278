/** Running our scripts on one host: as root where that is wanted and possible. */
import { Cancelled, type Machine, NeedsAnswer, NeedsRoot, type RunOptions, type RunResult, type Script, UserError } from '../machine';

/** `must`: rejects where there is no way to become root. `prefer`: what cannot be read without root is then unknown. */
export type RootWish = 'must' | 'prefer';

export class Access {
  /**
   * Found out on this connection: there is no way to become root ("never"), or none without a question ("asking"), which a
   * click may ask and a look in the background may not.
   */
  private without: 'never' | 'asking' | undefined;

  constructor(readonly machine: Machine) {
    machine.onDidChangeState(({ kind }) => {
      if (kind !== 'connected') this.without = undefined;
    });
  }

  async run(script: Script, args: readonly string[], root: RootWish, options: Omit<RunOptions, 'asRoot'> = {}): Promise<RunResult> {
    if (root === 'prefer' && (this.without === 'never' || (this.without === 'asking' && options.priority !== 'user'))) return await this.machine.run(script, args, options);
    try {
      const result = await this.machine.run(script, args, { ...options, asRoot: true });
      this.without = undefined;
      return result;
    } catch (error) {
      if (root === 'must' || !isRefusal(error) || options.signal?.aborted === true || this.machine.state.kind !== 'connected') throw error;
      // Only a wrong password is worth another try.
      this.without = error instanceof NeedsRoot && !error.actions.includes('retry') ? 'never' : 'asking';
      return await this.machine.run(script, args, options);
    }
  }

  /** As run(), for text; an exit status that is not among `codes` (0 unless given) rejects with what the script said. */
  async text(script: Script, args: readonly string[], root: RootWish, options: Omit<RunOptions, 'asRoot'> & { readonly codes?: Readonly<Record<number, string>> } = {}): Promise<string> {
    const { codes = {}, ...rest } = options;
    const { stdout, stderr, code } = await this.run(script, args, root, rest);
    if (code === 0) return decode(stdout);
    throw this.failed(script, code, stderr, codes[code]);
  }

  /** The failure of a script in words; `why` is known for exit statuses that the script documents. */
  failed(script: Script, code: number, stderr: Uint8Array, why?: string): UserError {
    const said = decode(stderr).trim();
    return new UserError(`${this.machine.name}: ${why ?? `“${script.name}” ended with exit code ${code}`}`, { detail: said, actions: ['retry', 'showLog'] });
  }
}

/** No root for want of an answer, of the right one, or of sudo. */
function isRefusal(error: unknown): error is UserError {
  return error instanceof NeedsRoot || error instanceof NeedsAnswer || error instanceof Cancelled;
}

/** What hosts print is UTF-8, or shown with replacement characters. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

