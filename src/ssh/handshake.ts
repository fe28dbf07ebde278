/** One ssh2 client from the socket to the login: its deadline, the host's key, the user's, and what can go wrong. */
import type { Duplex } from 'node:stream';
import type { AuthHandlerMiddleware, Client, ServerHostKeyAlgorithm } from 'ssh2';
import { Clock } from '../machine/clock';
import { Unreachable } from '../machine/errors';
import { reasonOf } from '../machine/slots';
import { Authentication, type AuthenticationContext } from './authentication';
import { HostKeyCheck } from './hostKeyCheck';
import { explainNetwork } from './networkErrors';
import { type Hop, hostAndPort } from './target';
import type { Ssh2 } from './ssh2Module';

export type HandshakeContext = Omit<AuthenticationContext, 'asking'> & { readonly name: string };

/** Noticed dead after 3 × 15 s at the latest. */
const keepalive = { keepaliveInterval: 15_000, keepaliveCountMax: 2 };

const supportedHostKeys: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa',
];

/** Resolves with a client that is logged in, over the socket that `open` gives; on any failure the socket is destroyed. */
export async function handshake(ssh2: Ssh2, hop: Hop, open: () => Duplex | Promise<Duplex>, context: HandshakeContext): Promise<Client> {
  const check = await HostKeyCheck.read(context.name, hop, context.log);
  const socket = await open();
  const client = new ssh2.Client();
  let failure: Error | undefined;
  let trusted = false;
  const fail = (error: Error) => {
    failure ??= error;
    socket.destroy();
  };
  const clock = new Clock(hop.connectTimeout, () =>
    fail(
      new Unreachable(`${hostAndPort(hop)} did not complete the handshake within ${Math.round(hop.connectTimeout / 1000)} s`, {
        detail: 'Something answers there, but not as an ssh server in good health does. Is the host starting, or very busy?',
        actions: ['retry', 'showLog'],
      }),
    ),
  );
  const aborted = () => fail(reasonOf(context.signal));
  context.signal.addEventListener('abort', aborted, { once: true });
  const asking = <T>(ask: () => Promise<T>) => clock.pauseWhile(ask);
  const authentication = new Authentication(ssh2, hop, { ...context, asking });
  authentication.onGiveUp = () => fail(authentication.failed());

  const confirm = context.mayAsk
    ? (question: Parameters<typeof context.prompts.confirmHostKey>[0]) => asking(() => context.prompts.confirmHostKey(question, context.signal))
    : undefined;
  const authHandler: AuthHandlerMiddleware = (left, partialSuccess, next) => {
    // Before the host has said what it takes, ssh2 passes null, whatever its types say.
    const offered: readonly string[] | null = left;
    void authentication.next(offered, partialSuccess).then((method) => {
      if (method) next(method);
      else fail(authentication.failed());
    });
  };
  try {
    context.signal.throwIfAborted();
    return await new Promise<Client>((resolve, reject) => {
      client.on('error', (error: Error & { level?: string }) => {
        // An agent that cannot sign is not the end: the next key is tried.
        if (error.level !== 'agent') failure ??= error.level === 'client-authentication' ? authentication.failed() : explainNetwork(error, hop);
      });
      client.on('close', () => reject(failure ?? explainNetwork(new Error('closed'), hop)));
      socket.once('close', () => reject(failure ?? explainNetwork(new Error('closed'), hop)));
      client.on('ready', () => {
        if (trusted && !failure) resolve(client);
        else fail(failure ?? new Error('The host key was not verified.'));
      });
      client.connect({
        sock: socket,
        username: hop.user,
        readyTimeout: 0,
        ...keepalive,
        algorithms: { serverHostKey: check.orderAlgorithms(supportedHostKeys) },
        // ssh2 takes everything but a literal false for a yes, promises too: so nothing is returned, and only an explicit
        // yes calls back with true.
        hostVerifier: (key: Buffer, verify: (permitted: boolean) => void) => {
          check.trust(key, confirm).then(
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
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clock.stop();
    context.signal.removeEventListener('abort', aborted);
  }
}
