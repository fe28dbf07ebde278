/**
 * Which way to log in comes next: keys, then questions, then a password, as the host allows and ssh_config says. Every
 * secret is tried once; only what the user types anew is tried again.
 */
import type { AnyAuthMethod } from 'ssh2';
import { AuthenticationFailed, Cancelled, NeedsAnswer } from '../machine/errors';
import type { Credentials, Wanted } from './credentials';
import { agentOf, collectIdentities } from './identities';
import type { InteractivePrompt, Log, Prompts } from './prompts';
import { type AuthenticationMethod, type Hop, hostAndPort } from './target';
import type { Ssh2 } from './ssh2Module';

export interface AuthenticationContext {
  readonly prompts: Prompts;
  readonly credentials: Credentials;
  readonly mayAsk: boolean;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Runs what waits for the user, with the clock stopped. */
  readonly asking: <T>(ask: () => Promise<T>) => Promise<T>;
}

/** As ssh's NumberOfPasswordPrompts. */
const passwordTries = 3;

export class Authentication {
  /** Why it ended before the host said no: a closed prompt, or one that may not be shown. */
  failure: Error | undefined;
  private readonly tried = new Set<AuthenticationMethod | 'none'>();
  private readonly refused: string[] = [];
  private passwords = 0;
  private sentPassword: string | undefined;
  private current: AuthenticationMethod | 'none' | undefined;

  constructor(
    private readonly ssh2: Ssh2,
    private readonly hop: Hop,
    private readonly context: AuthenticationContext,
  ) {}

  /** The next attempt, or false when none is left. `left` is what the host says can continue; null before it has said anything. */
  async next(left: readonly string[] | null, partialSuccess: boolean | null): Promise<AnyAuthMethod | false> {
    try {
      if (this.current && partialSuccess !== true) await this.wasRefused(this.current);
      this.current = undefined;
      const username = this.hop.user;
      const method = await this.choose(left);
      if (method) this.context.log.debug(`${hostAndPort(this.hop)}: trying ${method.type} as ${username}`);
      return method ?? false;
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
      return false;
    }
  }

  /** What to tell the user when nothing was accepted. */
  failed(): Error {
    if (this.failure) return this.failure;
    const tried = this.refused.length > 0 ? `Refused: ${this.refused.join(', ')}.` : 'No way to log in that the host offers is set up here.';
    return new AuthenticationFailed(`${hostAndPort(this.hop)} did not let ${this.hop.user} in`, {
      brief: 'login refused',
      detail: `${tried} Check the user name and the key or password; security keys and certificates need the user's own ssh (see the settings).`,
      actions: ['retry', 'editHost', 'openTerminal'],
    });
  }

  private async choose(left: readonly string[] | null): Promise<AnyAuthMethod | undefined> {
    const username = this.hop.user;
    if (this.mayTry('publickey', left)) {
      this.tried.add('publickey');
      const agent = await this.keys();
      if (agent) {
        this.current = 'publickey';
        return { type: 'agent', username, agent };
      }
    }
    // The host tells what it takes only when asked something.
    if (left === null) {
      this.current = 'none';
      return { type: 'none', username };
    }
    if (this.mayTry('keyboard-interactive', left)) {
      this.tried.add('keyboard-interactive');
      this.current = 'keyboard-interactive';
      return {
        type: 'keyboard-interactive',
        username,
        prompt: (name, instructions, _language, prompts, finish) => {
          this.answer(name, instructions, prompts.map(({ prompt, echo }) => ({ prompt, echo: echo === true }))).then(finish, (error: unknown) => {
            this.failure = error instanceof Error ? error : new Error(String(error));
            this.onGiveUp?.();
          });
        },
      };
    }
    if (this.mayTry('password', left)) {
      this.current = 'password';
      return { type: 'password', username, password: await this.password() };
    }
    return undefined;
  }

  /** Called when a question of the host stays without an answer: ssh2 has no way to say so. */
  onGiveUp: (() => void) | undefined;

  private mayTry(method: AuthenticationMethod, left: readonly string[] | null): boolean {
    return !this.tried.has(method) && this.hop.methods.includes(method) && (left === null || left.includes(method));
  }

  private async wasRefused(method: AuthenticationMethod | 'none'): Promise<void> {
    if (method === 'none') return;
    if (!this.refused.includes(method)) this.refused.push(method);
    if (this.sentPassword === undefined) return;
    await this.context.credentials.refuse(this.passwordWanted().key, this.sentPassword);
    this.sentPassword = undefined;
    this.passwords += 1;
    const again = this.context.mayAsk && this.passwords < passwordTries;
    if (method === 'keyboard-interactive' && again) this.tried.delete(method);
    if (method === 'password' && !again) this.tried.add(method);
  }

  private async keys() {
    const { log } = this.context;
    const identities = await collectIdentities(this.ssh2, {
      files: this.hop.identityFiles,
      agent: this.hop.agent,
      identitiesOnly: this.hop.identitiesOnly,
      log,
      passphrase: (file) => this.get(this.passphraseWanted(file)),
      refuse: (file, passphrase) => this.context.credentials.refuse(this.passphraseWanted(file).key, passphrase),
    });
    if (identities.length === 0) return undefined;
    return agentOf(this.ssh2, identities, (error) => {
      log.debug(`${hostAndPort(this.hop)}: a key did not sign: ${error.message}`);
      // Another key may still be accepted; if none is, this is why.
      if (error instanceof NeedsAnswer || error instanceof Cancelled) this.failure ??= error;
    });
  }

  private async answer(name: string, instructions: string, prompts: readonly InteractivePrompt[]): Promise<string[]> {
    const [only] = prompts;
    // PAM's plain question for the password: answered like one, so that it is asked once and can be remembered.
    if (prompts.length === 1 && only && !only.echo && this.sentPassword === undefined && /^(\(.*\) )?\S*\s*password( for \S+)?: *$/i.test(only.prompt)) {
      return [await this.password()];
    }
    const { host, user } = this.hop;
    if (!this.context.mayAsk) {
      throw new NeedsAnswer(`${hostAndPort(this.hop)} asks a question before it lets ${user} in`, { detail: 'It is shown when you connect.', actions: ['retry'] });
    }
    const question = { host, user, name, instructions, prompts };
    const answers = await this.context.asking(() => this.context.prompts.keyboardInteractive(question, this.context.signal));
    if (answers?.length !== prompts.length) throw new Cancelled(`The questions of ${hostAndPort(this.hop)} were not answered`, { actions: ['retry'] });
    return [...answers];
  }

  private async password(): Promise<string> {
    this.sentPassword = await this.get(this.passwordWanted());
    return this.sentPassword;
  }

  private get(wanted: Wanted): Promise<string> {
    // Also while another connection shows the prompt for the same secret, the clock stands still.
    return this.context.asking(() => this.context.credentials.get(wanted, this.context.mayAsk));
  }

  private passwordWanted(): Wanted {
    const { host, user } = this.hop;
    return {
      key: `password ${user}@${hostAndPort(this.hop)}`,
      what: `the password of ${user}@${hostAndPort(this.hop)}`,
      ask: (again) => this.context.prompts.password({ host, user, again }, this.context.signal),
    };
  }

  private passphraseWanted(file: string): Wanted {
    return {
      key: `passphrase ${file}`,
      what: `the passphrase of ${file}`,
      ask: (again) => this.context.prompts.passphrase({ file, host: this.hop.host, again }, this.context.signal),
    };
  }
}
