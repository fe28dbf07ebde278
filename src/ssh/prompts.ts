/** What this room asks of a user and remembers for them. The VS Code layer implements both; tests do too. */

/** A secret that was typed, and whether it shall be remembered beyond this session. */
export interface Answer {
  readonly secret: string;
  readonly remember: boolean;
}

export interface HostKeyQuestion {
  /** As the user knows the machine that is being connected to. */
  readonly name: string;
  /** The host that offers the key: a jump host, or the machine itself. */
  readonly host: string;
  readonly port: number;
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, … */
  readonly keyType: string;
  /** As ssh shows it: `SHA256:…` without padding. */
  readonly fingerprint: string;
  /** Types of keys that are known for this host, where the offered one is of another type. */
  readonly knownTypes: readonly string[];
  /** Where the key will be written if it is accepted; undefined: it is trusted in this session alone. */
  readonly file: string | undefined;
}

/** One question of a server, as keyboard-interactive authentication asks them. */
export interface InteractivePrompt {
  readonly prompt: string;
  readonly echo: boolean;
}

/** Every method resolves with undefined (or false) when the user closes the prompt; `signal` closes it from here. */
export interface Prompts {
  confirmHostKey(question: HostKeyQuestion, signal: AbortSignal): Promise<boolean>;
  /** `again`: the one before was refused; `withOthers`: together with other answers, of which the host does not say which was wrong. */
  password(question: { readonly host: string; readonly user: string; readonly again: boolean; readonly withOthers: boolean }, signal: AbortSignal): Promise<Answer | undefined>;
  passphrase(question: { readonly file: string; readonly host: string; readonly again: boolean }, signal: AbortSignal): Promise<Answer | undefined>;
  /** As many answers as prompts, in order. */
  keyboardInteractive(
    question: { readonly host: string; readonly user: string; readonly name: string; readonly instructions: string; readonly prompts: readonly InteractivePrompt[] },
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined>;
  sudoPassword(question: { readonly host: string; readonly user: string; readonly again: boolean }): Promise<Answer | undefined>;
}

/** Secrets that the user asked to remember. The keys are ours, and hold no secret. */
export interface SecretStore {
  get(key: string): Promise<string | undefined>;
  store(key: string, secret: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Never given a secret. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}
