/** Where a name leads: what ssh_config says of it, or the user's own entry. */

/** A host to log in to: the target itself, or one on the way to it. */
export interface Hop {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeyAlias?: string;
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly hashKnownHosts: boolean;
  /** "yes": an unknown key is refused without a question. Everything else asks; nothing is accepted silently. */
  readonly strictHostKeyChecking: boolean;
  /** In the order in which they are offered; files that do not exist are left out. */
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** The socket or pipe of the agent; undefined: there is none. */
  readonly agent?: string;
  /** publickey, keyboard-interactive, password: those that ssh_config leaves on. */
  readonly methods: readonly AuthenticationMethod[];
  /** Those that ssh_config names, in its order; undefined: all. */
  readonly hostKeyAlgorithms?: readonly string[];
  readonly addressFamily: 0 | 4 | 6;
  /** Milliseconds for reaching it and agreeing on keys, prompts not counted. */
  readonly connectTimeout: number;
}

export type AuthenticationMethod = 'publickey' | 'keyboard-interactive' | 'password';

export interface Target extends Hop {
  /** As the user knows it, for messages: `root@pve8`. */
  readonly name: string;
  /** Hosts on the way, the first one first. */
  readonly jumps: readonly Hop[];
  /** What the user's own ssh is called with, before the command. */
  readonly sshArguments: readonly string[];
  readonly transport: 'ssh2' | 'ssh';
  /** Why the user's own ssh is taken. */
  readonly transportReason?: string;
}

/** `host`, or `[host]:port` where the port is not 22: as known_hosts and messages write it. */
export function hostAndPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return port === 22 ? host : `[${host}]:${port}`;
}
