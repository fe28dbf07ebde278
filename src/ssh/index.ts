/** The face of this room: hosts as Machines, over ssh2 or over the user's own ssh. */
import { HostKeyUnknown } from '../machine/errors';
import type { Machine } from '../machine/machine';
import { Credentials } from './credentials';
import { type ConnectOptions, type Link, type Patience, usualPatience } from './link';
import { CertificateWanted, Ssh2Cannot } from './networkErrors';
import { NoSshProgram } from './programErrors';
import { connectProgram } from './programLink';
import type { Log, Prompts, SecretStore } from './prompts';
import { connectSsh2 } from './ssh2Link';
import { SshMachine } from './sshMachine';
import type { Target } from './target';

export { matchKnownHosts, type HostKeyQuery, type KnownHostsMatch, type KnownHostsVerdict } from './knownHosts';
export type { Answer, HostKeyQuestion, InteractivePrompt, Log, Prompts, SecretStore } from './prompts';
export { parseHost } from './jumps';
export { listHosts } from './listHosts';
export { resolveTarget, type HostEntry, type ResolveOptions } from './sshConfig';
export { reaches } from './reaches';
export { proxyArguments } from './throughHost';
export { usualPatience, type Patience } from './link';
export type { Hop, Target } from './target';

/** Makes machines that share their secrets: what was answered for one is not asked for another. */
export class Machines {
  private readonly credentials: Credentials;

  constructor(
    private readonly prompts: Prompts,
    secrets: SecretStore | undefined,
    private readonly log: Log,
    private readonly patience: Patience = usualPatience,
  ) {
    this.credentials = new Credentials(secrets);
  }

  /** A machine that is not connected yet. */
  create(target: Target): Machine {
    const { prompts, credentials, log, patience } = this;
    return new SshMachine({ target, prompts, credentials, log, patience, link: (options) => this.link(target, options) });
  }

  private async link(target: Target, options: ConnectOptions): Promise<Link> {
    if (target.transport === 'ssh') return await connectProgram(target, options, this.patience);
    const { patience, prompts, credentials, log } = this;
    const builtIn = (certificates: boolean) => connectSsh2(target, { ...options, patience, name: target.name, prompts, credentials, log, certificates });
    try {
      return await builtIn(true);
    } catch (error) {
      if (!(error instanceof Ssh2Cannot)) throw error;
      log.info(`${error.message}. Trying the user's own ssh.`);
      try {
        return await connectProgram(target, options, patience);
      } catch (thrown) {
        // Known to it neither, or it is not there: then the key itself is asked about.
        if (error instanceof CertificateWanted && (thrown instanceof HostKeyUnknown || thrown instanceof NoSshProgram)) return await builtIn(false);
        throw thrown;
      }
    }
  }
}

/** One machine by itself, which shares its secrets with no other. */
export function createMachine(target: Target, prompts: Prompts, secrets: SecretStore | undefined, log: Log, patience?: Patience): Machine {
  return new Machines(prompts, secrets, log, patience).create(target);
}
