/** Running our scripts on one host: as root where that is wanted and possible. */
import { type Machine, NeedsAnswer, NeedsRoot, type RunOptions, type RunResult, type Script, UserError } from '../machine';

/** `must`: rejects with NeedsRoot where there is no way. `prefer`: what cannot be read without root is then unknown. */
export type RootWish = 'must' | 'prefer';

export class Access {
  /** Found out on this connection: there is no way to become root without a question. */
  private plainOnly = false;

  constructor(readonly machine: Machine) {
    machine.onDidChangeState(({ kind }) => {
      if (kind !== 'connected') this.plainOnly = false;
    });
  }

  async run(script: Script, args: readonly string[], root: RootWish, options: Omit<RunOptions, 'asRoot'> = {}): Promise<RunResult> {
    if (root === 'must') return await this.machine.run(script, args, { ...options, asRoot: true });
    if (this.plainOnly) return await this.machine.run(script, args, options);
    try {
      return await this.machine.run(script, args, { ...options, asRoot: true });
    } catch (error) {
      if (!(error instanceof NeedsRoot || error instanceof NeedsAnswer) || this.machine.state.kind !== 'connected') throw error;
      this.plainOnly = true;
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

/** What hosts print is UTF-8, or shown with replacement characters. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

