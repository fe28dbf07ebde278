/** One ssh2 client from the socket to the login: its deadline, the host's key, the user's, and what can go wrong. */
import type { Duplex } from 'node:stream';
import type { AuthHandlerMiddleware, Client, ServerHostKeyAlgorithm } from 'ssh2';
import { orAborted } from '../machine/aborting';
import { Clock } from '../machine/clock';
import { AuthenticationFailed } from '../machine/errors';
import { Authentication, type AuthenticationContext } from './authentication';
import { HostKeyCheck, type KeyContext } from './hostKeyCheck';
import type { Patience } from './link';
import { type Stage, explainNetwork, tooLate } from './networkErrors';
import { type Hop, hostAndPort } from './target';
import type { Ssh2 } from './ssh2Mended';

export type HandshakeContext = Omit<AuthenticationContext, 'asking'> & KeyContext & { readonly patience: Patience };

/** A client that is logged in, and what it speaks through: ssh2 itself does not let go of a host that keeps its end open. */
export interface LoggedIn {
  readonly client: Client;
  readonly socket: Duplex;
  /** By which the host enciphers what it sends, as RFC 4253 §6.3 and OpenSSH's PROTOCOL name it. */
  readonly cipher: string;
}

const supportedHostKeys: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa',
];

/**
 * Logs in over the socket that `open` gives. The deadline counts from there, also for a way through another host. On any
 * failure the socket is destroyed, prompts that are open are closed, and nothing is waited for: a host can keep silent then, too.
 */
export async function handshake(ssh2: Ssh2, hop: Hop, open: () => Promise<Duplex>, context: HandshakeContext): Promise<LoggedIn> {
  const check = await HostKeyCheck.read(context, hop);
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  let stage: Stage = 'reaching';
  // What is refused counts on the host: then the end of the connection is the end of the login, and is not tried again by itself.
  const fail = (error: Error) => over.abort(authentication.refusals > 0 ? authentication.failed(error) : error);
  const clock = new Clock(hop.connectTimeout, () => fail(tooLate(hop, stage)));
  const asking = <T>(ask: () => Promise<T>) => clock.pauseWhile(ask);
  const authentication = new Authentication(ssh2, hop, { ...context, signal, asking });
  authentication.onGiveUp = () => over.abort(authentication.failed());
  let socket: Duplex | undefined;
  try {
    signal.throwIfAborted();
    const opening = open();
    socket = await orAborted(opening, signal, () => void opening.then((late) => late.destroy(), () => undefined));
    // It may have failed before anybody listened.
    if (socket.destroyed) throw explainNetwork(socket.errored ?? new Error('closed'), hop);
    const client = new ssh2.Client();
    client.on('connect', () => (stage = 'agreeing'));
    let cipher = '';
    client.on('handshake', (agreed) => {
      stage = 'login';
      cipher = agreed.sc.cipher;
    });
    await orAborted(logIn(client, socket), signal);
    return { client, socket, cipher };
  } catch (error) {
    socket?.destroy();
    throw error;
  } finally {
    clock.stop();
  }

  /** Resolves when the host let the user in; everything else ends through `fail`. */
  function logIn(client: Client, sock: Duplex): Promise<void> {
    let trusted = false;
    const closed = () => fail(explainNetwork(new Error('closed'), hop));
    const confirm = context.mayAsk
      ? (question: Parameters<typeof context.prompts.confirmHostKey>[0]) => asking(() => context.prompts.confirmHostKey(question, signal))
      : undefined;
    const authHandler: AuthHandlerMiddleware = (left, partialSuccess, next) => {
      if (!trusted) {
        fail(new Error('The host key was not verified.'));
        return;
      }
      // Before the host has said what it takes, ssh2 passes null, whatever its types say.
      const offered: readonly string[] | null = left;
      void authentication.next(offered, partialSuccess).then((method) => {
        if (signal.aborted) return;
        if (method) next(method);
        else over.abort(authentication.failed());
      });
    };
    return new Promise((resolve) => {
      client.on('error', (error: Error & { level?: string }) => {
        // An agent that cannot sign is not the end: the next key is tried.
        if (error.level !== 'agent') fail(explainNetwork(error, hop));
      });
      client.on('close', closed);
      sock.once('close', closed);
      client.on('change password', () =>
        over.abort(
          new AuthenticationFailed(`${hostAndPort(hop)} wants a new password for ${hop.user}`, {
            brief: 'password expired',
            detail: 'Log in with ssh in a terminal once and change it there.',
            actions: ['openTerminal', 'retry'],
          }),
        ),
      );
      client.on('ready', () => {
        if (trusted) resolve();
        else fail(new Error('The host key was not verified.'));
      });
      client.connect({
        sock,
        username: hop.user,
        readyTimeout: 0,
        keepaliveInterval: context.patience.keepalive,
        keepaliveCountMax: context.patience.keepalives,
        algorithms: { serverHostKey: check.orderAlgorithms(supportedHostKeys) },
        // ssh2 takes everything but a literal false for a yes, promises too: so nothing is returned, and only an explicit
        // yes calls back with true.
        hostVerifier: (key: Buffer, verify: (permitted: boolean) => void) => {
          check.trust(key, confirm, signal).then(
            () => {
              trusted = true;
              verify(true);
            },
            (error: unknown) => {
              fail(error instanceof Error ? error : new Error(String(error)));
              verify(false);
            },
          );
        },
        authHandler,
      });
    });
  }
}
