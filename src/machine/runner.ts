/**
 * From a script and its arguments to a command line, in one place. It works in any login shell that knows `exec` and
 * single quotes (dash, bash, zsh, fish); all that is done then is done by `sh`.
 */
import become from './scripts/become.sh';
import load from './scripts/load.sh';
import run from './scripts/run.sh';
import terminal from './scripts/terminal.sh';
import terminalRoot from './scripts/terminal-root.sh';
import { randomBytes } from 'node:crypto';
import type { Script } from './machine';
import { quote } from './quote';

/** How a command becomes root: not at all, through sudo without a password, through sudo with one. */
export type RootMode = 'none' | 'quiet' | 'ask';

export interface Invocation {
  /** For the login shell. */
  readonly commandLine: string;
  /** What has to be written to its stdin before the content. */
  readonly preamble: Uint8Array;
  /** Stands on a line of its own before the output of the script. */
  readonly nonce: string;
  /** What sudo prints when it wants the password. */
  readonly passwordPrompt: string;
}

/**
 * Linux passes at most 128 KiB as one argument (MAX_ARG_STRLEN in include/uapi/linux/binfmts.h), and sshd passes the whole
 * command line as one. Some room is left for what a login shell puts around it.
 */
export const longestCommandLine = 120_000;
const longestArgument = 131_071;

/** The command line that runs `script` and gives it `length` bytes of what follows the preamble on stdin. */
export function invocation(
  script: Script,
  args: readonly string[],
  { length = 0, root = 'none', limit = longestCommandLine }: { length?: number; root?: RootMode; limit?: number } = {},
): Invocation {
  const nonce = `pve-doctor-${randomBytes(16).toString('hex')}`;
  refuseOverlong(script, args);
  const inner = ['sh', '-c', run, 'pve-doctor', nonce, String(length), script.name, script.text, ...args];
  const whole = commandLine(root === 'none' ? inner : ['sh', '-c', become, 'pve-doctor', nonce, root, ...inner]);
  const passwordPrompt = `${nonce} password`;
  if (Buffer.byteLength(whole) <= limit) return { commandLine: whole, preamble: new Uint8Array(), nonce, passwordPrompt };
  const commands = Buffer.from(`${whole}\n`);
  return {
    commandLine: commandLine(['sh', '-c', load, 'pve-doctor', nonce, String(commands.length)]),
    preamble: Buffer.concat([Buffer.from(`${nonce}\n`), commands]),
    nonce,
    passwordPrompt,
  };
}

/** The command line that runs `script` on a pseudo-terminal, which is its stdin and its end. */
export function terminalCommandLine(script: Script, args: readonly string[], asRoot: boolean): string {
  refuseOverlong(script, args);
  const inner = ['sh', '-c', terminal, 'pve-doctor', script.name, script.text, ...args];
  const whole = commandLine(asRoot ? ['sh', '-c', terminalRoot, 'pve-doctor', ...inner] : inner);
  if (Buffer.byteLength(whole) > longestCommandLine) {
    throw new RangeError(`${script.name}: script and arguments are too long for a terminal.`);
  }
  return whole;
}

function commandLine(words: readonly string[]): string {
  return `exec ${words.map(quote).join(' ')}`;
}

function refuseOverlong(script: Script, args: readonly string[]): void {
  if ([script.text, ...args].some((word) => Buffer.byteLength(word) > longestArgument)) {
    throw new RangeError(`${script.name}: an argument is longer than Linux passes (128 KiB); give it on stdin.`);
  }
}
