/** Running our scripts on one host: as root where that is wanted and possible. */
import { Cancelled, type LinesOptions, type Machine, NeedsAnswer, NeedsRoot, type RunOptions, type RunResult, type Script, UserError } from '../machine';

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
    if (root === 'prefer' && this.keepsToUser(options)) return await this.machine.run(script, args, options);
    try {
      const result = await this.machine.run(script, args, { ...options, asRoot: true });
      this.without = undefined;
      return result;
    } catch (error) {
      if (root === 'must' || !this.mayGoOnWithout(error, options)) throw error;
      return await this.machine.run(script, args, options);
    }
  }

  /** As run(), line by line; nothing is begun anew once a line has come. */
  async *lines(script: Script, args: readonly string[], options: Omit<LinesOptions, 'asRoot'> = {}): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.keepsToUser(options)) {
      yield* this.machine.lines(script, args, options);
      return;
    }
    let begun = false;
    try {
      for await (const line of this.machine.lines(script, args, { ...options, asRoot: true })) {
        begun = true;
        yield line;
      }
      return;
    } catch (error) {
      if (begun || !this.mayGoOnWithout(error, options)) throw error;
    }
    yield* this.machine.lines(script, args, options);
  }

  /** As run(), for text; an exit status that is not among `codes` (0 unless given) rejects with what the script said. */
  async text(script: Script, args: readonly string[], root: RootWish, options: Omit<RunOptions, 'asRoot'> & { readonly codes?: Readonly<Record<number, string>> } = {}): Promise<string> {
    const { codes = {}, ...rest } = options;
    const { stdout, stderr, code } = await this.run(script, args, root, rest);
    if (code === 0) return decode(stdout);
    throw this.failed(script, code, stderr, codes[code]);
  }

  /** Whether it is known already that there is no root for this. */
  private keepsToUser({ priority }: Pick<RunOptions, 'priority'>): boolean {
    return this.without === 'never' || (this.without === 'asking' && priority !== 'user');
  }

  /** Whether that was a refusal of root alone, after which the user's own rights may do; it is remembered. */
  private mayGoOnWithout(error: unknown, { signal }: Pick<RunOptions, 'signal'>): boolean {
    if (!isRefusal(error) || signal?.aborted === true || this.machine.state.kind !== 'connected') return false;
    // Only a wrong password is worth another try.
    this.without = error instanceof NeedsRoot && !error.actions.includes('retry') ? 'never' : 'asking';
    return true;
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

