/** What the network and ssh2 report, said to a person. */
import { Unreachable, UserError } from '../machine/errors';
import { excerpt } from '../machine/excerpt';
import { type Hop, hostAndPort } from './target';

/** What ssh2 cannot do and the user's own ssh may. */
export class Ssh2Cannot extends UserError {}

/** The two have no algorithm in common. */
export class NoCommonAlgorithm extends Ssh2Cannot {}

/** known_hosts has authorities for the host, and no key of its own: a certificate has to be checked. */
export class CertificateWanted extends Ssh2Cannot {}

const known: Readonly<Record<string, readonly [what: string, next: string]>> = {
  ENOTFOUND: ['has no address', 'Check the name, and whether this computer can look names up.'],
  EAI_AGAIN: ['has no address at the moment', 'The name server did not answer. Check the network, then try again.'],
  ECONNREFUSED: ['refused the connection', 'Nothing listens on that port: is ssh running there, and is the port right?'],
  EHOSTUNREACH: ['cannot be reached', 'No way leads there: is the host on, and is this computer in the right network or VPN?'],
  ENETUNREACH: ['cannot be reached', 'This computer has no network that leads there.'],
  ETIMEDOUT: ['did not answer', 'Is the host on, and does a firewall drop the packets?'],
  ECONNRESET: ['closed the connection', 'A firewall, fail2ban or sshd itself ended it. The log of that host (journalctl -u ssh) says why.'],
  EPIPE: ['closed the connection', 'A firewall, fail2ban or sshd itself ended it. The log of that host (journalctl -u ssh) says why.'],
};

/** How far a handshake has come. */
export type Stage = 'reaching' | 'agreeing' | 'login';

const late: Readonly<Record<Stage, readonly [what: string, next: string]>> = {
  reaching: ['did not answer', 'Is the host on, and does a firewall drop the packets?'],
  agreeing: [
    'did not complete the handshake',
    'Something answers there, but not as an ssh server in good health does. Is the host starting, or very busy, and is the port right?',
  ],
  login: [
    'did not answer the login',
    'Its ssh server works, but what it asks may hang: a full disk, a name server, or the directory of its users. Look at the host’s own console.',
  ],
};

/** The deadline has passed. */
export function tooLate(hop: Hop, stage: Stage): Unreachable {
  const [what, next] = late[stage];
  return new Unreachable(`${hostAndPort(hop)} ${what} within ${Math.round(hop.connectTimeout / 100) / 10} s`, { detail: next, actions: ['retry', 'showLog'] });
}

/** What an error of a socket or of ssh2 before the login means. */
export function explainNetwork(error: Error & { readonly code?: unknown; readonly level?: unknown }, hop: Hop): Error {
  if (error instanceof UserError) return error;
  const host = hostAndPort(hop);
  const [what, next] = (typeof error.code === 'string' ? known[error.code] : undefined) ?? [];
  if (what !== undefined && next !== undefined) {
    return new Unreachable(`${host} ${what}`, { detail: next, actions: ['retry', 'editHost'], cause: error });
  }
  if (/no matching .*(algorithm|cipher|mac|format)/i.test(error.message)) {
    return new NoCommonAlgorithm(`${host} offers no algorithm that is supported here`, {
      detail: `${excerpt(error.message)}. The user's own ssh is tried instead.`,
      actions: ['openTerminal', 'showLog'],
      cause: error,
    });
  }
  // RFC 4253, 11.1: a message of its own that ends the connection, with a number and a sentence.
  if (typeof error.code === 'number') {
    return new Unreachable(`${host} ended the connection before the login`, { detail: `It said: ${excerpt(error.message)}`, actions: ['retry', 'showLog'], cause: error });
  }
  if (/^closed$|before handshake|Keepalive|ended|No response/i.test(error.message)) {
    return new Unreachable(`${host} closed the connection before the login`, {
      detail: 'The host may be starting or shutting down, or fail2ban or a firewall stands between.',
      actions: ['retry', 'showLog'],
      cause: error,
    });
  }
  return new Unreachable(`${host} does not speak ssh as expected`, { detail: `${excerpt(error.message)}. Is another service on that port?`, actions: ['retry', 'showLog'], cause: error });
}
