/**
 * Which way to log in comes next: keys, then questions, then a password, as the host allows and ssh_config says. Every
 * secret is tried once; only what the user types anew is tried again.
 */
import type { AnyAuthMethod } from 'ssh2';
import { AuthenticationFailed, Cancelled, NeedsAnswer, UserError } from '../machine/errors';
import type { Credentials, Wanted } from './credentials';
import { type Identity, agentOf, collectIdentities } from './identities';
import type { InteractivePrompt, Log, Prompts } from './prompts';
import { type AuthenticationMethod, type Hop, hostAndPort } from './target';
import type { Ssh2 } from './ssh2Mended';

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
const mostTries = 3;

export class Authentication {
  /** Why it ended before the host said no: a closed prompt, or one that may not be shown. */
  failure: Error | undefined;
  /** How many keys, passwords and answers the host has refused: it counts them, too. */
  refusals = 0;
  /** Called when a question of the host stays without an answer: ssh2 has no way to say so. */
  onGiveUp: (() => void) | undefined;
  private readonly tried = new Set<AuthenticationMethod>();
  private readonly refused: AuthenticationMethod[] = [];
  private keys: Identity[] | undefined;
  /** The key of this attempt has signed, or its signature could not be had. */
  private signing: 'no' | 'signed' | 'failed' = 'no';
  private askedAfterSigning = false;
  private tries = 0;
  private sentPassword: string | undefined;
  /** The host asked something in this attempt, and was answered. */
  private answered = false;
  /** The password that was refused last went with other answers, of which PAM does not say which was wrong. */
  private withOthers = false;
  private current: AuthenticationMethod | 'none' | undefined;

  constructor(
    private readonly ssh2: Ssh2,
    private readonly hop: Hop,
    private readonly context: AuthenticationContext,
  ) {}

  /** The next attempt, or false when none is left. `left` is what the host says can continue; null before it has said anything. */
  async next(left: readonly string[] | null, partialSuccess: boolean | null): Promise<AnyAuthMethod | false> {
    const { current, signing } = this;
    const asked = this.askedAfterSigning;
    this.current = undefined;
    this.askedAfterSigning = signing === 'signed';
    this.signing = 'no';
    try {
      if (current === 'publickey') {
        if (signing === 'no') this.wasRefused(current);
        // ssh2 does not pass on what the host answered to a signature. Refused, it was most likely one of two that it wants:
        // then keys are over, and the host has to be asked what it takes now.
      } else if (current === 'none') {
        if (asked && left?.includes('publickey') === true) this.wasRefused('publickey');
      } else if (current) {
        await this.wasAnswered(current, partialSuccess === true);
      }
      const method = await this.choose(signing === 'signed' ? null : left, signing === 'signed');
      if (method) this.context.log.debug(`${hostAndPort(this.hop)}: trying ${method.type} as ${this.hop.user}`);
      return method ?? false;
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
      return false;
    }
  }

  /** What to tell the user when nothing was accepted; `cause`: how the connection ended, if it did. */
  failed(cause?: Error): Error {
    if (this.failure) return this.failure;
    const tried = this.refused.length > 0 ? `Refused: ${this.refused.join(', ')}.` : 'No way to log in that the host offers is set up here.';
    const ending = cause ? ` Then: ${cause.message}. ${cause instanceof UserError ? cause.detail : ''}` : '';
    return new AuthenticationFailed(`${hostAndPort(this.hop)} did not let ${this.hop.user} in`, {
      brief: 'login refused',
      detail: `${tried}${ending} Check the user name and the key or password; security keys and certificates need the user's own ssh (see the settings).`,
      actions: ['retry', 'editHost', 'openTerminal'],
      cause,
    });
  }

  private async choose(left: readonly string[] | null, ask: boolean): Promise<AnyAuthMethod | undefined> {
    const username = this.hop.user;
    if (!ask && this.mayTry('publickey', left)) {
      this.keys ??= await this.collect();
      const key = this.keys.shift();
      if (key) {
        this.current = 'publickey';
        // One at a time: ssh2 would offer all others also after the host has taken one and wants something else beside it.
        return { type: 'agent', username, agent: agentOf(this.ssh2, key, { signed: () => (this.signing = 'signed'), failed: (error) => this.couldNotSign(error) }) };
      }
      this.tried.add('publickey');
    }
    // The host tells what it takes only when asked something.
    if (left === null) {
      this.current = 'none';
      return { type: 'none', username };
    }
    if (this.mayTry('keyboard-interactive', left)) {
      this.tried.add('keyboard-interactive');
      this.current = 'keyboard-interactive';
      this.answered = false;
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
      const password = await this.password();
      this.current = 'password';
      return { type: 'password', username, password };
    }
    return undefined;
  }

  private mayTry(method: AuthenticationMethod, left: readonly string[] | null): boolean {
    return !this.tried.has(method) && this.hop.methods.includes(method) && (left === null || left.includes(method));
  }

  private wasRefused(method: AuthenticationMethod): void {
    this.refusals += 1;
    if (!this.refused.includes(method)) this.refused.push(method);
  }

  /** A password or answers were not enough: wrong, or (`partly`) right, and the host wants something else beside them. */
  private async wasAnswered(method: 'password' | 'keyboard-interactive', partly: boolean): Promise<void> {
    const sent = this.sentPassword;
    this.sentPassword = undefined;
    const given = sent !== undefined || this.answered;
    this.withOthers = method === 'keyboard-interactive' && sent !== undefined && this.answered;
    if (given) this.tries += 1;
    if (partly) {
      this.tried.add(method);
      return;
    }
    this.wasRefused(method);
    if (sent !== undefined) await this.context.credentials.refuse(this.passwordWanted().key, sent, !this.withOthers);
    const again = this.context.mayAsk && given && this.tries < mostTries;
    if (again) this.tried.delete(method);
    else this.tried.add(method);
  }

  private collect(): Promise<Identity[]> {
    return collectIdentities(this.ssh2, {
      files: this.hop.identityFiles,
      agent: this.hop.agent,
      identitiesOnly: this.hop.identitiesOnly,
      log: this.context.log,
      passphrase: (file) => this.get(this.passphraseWanted(file)),
      refuse: (file, passphrase) => this.context.credentials.refuse(this.passphraseWanted(file).key, passphrase),
    });
  }

  private couldNotSign(error: Error): void {
    this.signing = 'failed';
    this.context.log.debug(`${hostAndPort(this.hop)}: a key did not sign: ${error.message}`);
    // Another key may still be accepted; if none is, this is why.
    if (error instanceof NeedsAnswer || error instanceof Cancelled) this.failure ??= error;
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
    this.answered = true;
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
      ask: (again) => this.context.prompts.password({ host, user, again, withOthers: this.withOthers }, this.context.signal),
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
