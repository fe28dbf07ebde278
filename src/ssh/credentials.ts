/**
 * Secrets, where they come from, and for how long: what was typed in this session, what the user asked to remember, and
 * a prompt where one may be shown. Asked once for connections that are opened together.
 */
import { NeedsAnswer, SecretNotGiven } from '../machine/errors';
import type { Answer, SecretStore } from './prompts';

/** A secret that is wanted: its key in the store, and how to ask for it. */
export interface Wanted {
  readonly key: string;
  /** For messages: "the password of root@pve8". */
  readonly what: string;
  readonly ask: (again: boolean) => Promise<Answer | undefined>;
}

export class Credentials {
  private readonly session = new Map<string, string>();
  private readonly asking = new Map<string, Promise<Answer | undefined>>();
  private readonly refused = new Set<string>();

  constructor(private readonly store?: SecretStore) {}

  /** What is known without a question. */
  async known(key: string): Promise<string | undefined> {
    const typed = this.session.get(key);
    if (typed !== undefined || this.refused.has(key)) return typed;
    return await this.store?.get(key);
  }

  /** What is known, else what the user answers; rejects with NeedsAnswer where `mayAsk` is false, with SecretNotGiven where the prompt was closed. */
  async get({ key, what, ask }: Wanted, mayAsk: boolean): Promise<string> {
    const known = await this.known(key);
    if (known !== undefined) return known;
    if (!mayAsk) throw new NeedsAnswer(`This needs ${what}`, { detail: 'It is asked for when you connect.', actions: ['retry'] });
    const pending = this.asking.get(key) ?? ask(this.refused.has(key)).finally(() => this.asking.delete(key));
    this.asking.set(key, pending);
    const answer = await pending;
    if (!answer) throw new SecretNotGiven(`${what.charAt(0).toUpperCase()}${what.slice(1)} was not given`, { actions: ['retry'] });
    if (!this.session.has(key)) {
      this.session.set(key, answer.secret);
      if (answer.remember) await this.store?.store(key, answer.secret);
    }
    return answer.secret;
  }

  /** The secret was wrong: nobody gets it again. Where it only may have been (`surely` is false), the user's own remembered one stays. */
  async refuse(key: string, secret: string, surely = true): Promise<void> {
    if (this.session.get(key) === secret) this.session.delete(key);
    this.refused.add(key);
    if (surely && (await this.store?.get(key)) === secret) await this.store?.delete(key);
  }
}
