/** A connection through npm's ssh2, over any number of jump hosts, each one verified. ssh2 is loaded by the first of them. */
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { type Channel, codeOfSignal } from '../machine/channel';
import { ConnectionLost, UserError } from '../machine/errors';
import type { MachineTerminal, TerminalSize } from '../machine/machine';
import { longestCommandLine } from '../machine/runner';
import { type HandshakeContext, handshake } from './handshake';
import type { Link } from './link';
import { explainNetwork } from './networkErrors';
import { type Hop, type Target, hostAndPort } from './target';

/** A host that does not even open a channel within this time is taken for gone. */
const openTimeout = 15_000;

export async function connectSsh2(target: Target, context: HandshakeContext): Promise<Link> {
  const { default: ssh2 } = await import('ssh2');
  const clients: Client[] = [];
  try {
    for (const hop of [...target.jumps, target]) {
      const before = clients.at(-1);
      const open = () => (before ? forward(before, hop, context.signal) : dial(hop));
      clients.push(await handshake(ssh2, hop, open, context));
    }
  } catch (error) {
    for (const client of clients.reverse()) client.destroy();
    throw error;
  }
  return new Ssh2Link(target, clients);
}

function dial(hop: Hop): Socket {
  // Node goes through all addresses of a name by itself (RFC 8305).
  const socket = connect({ host: hop.host, port: hop.port, family: hop.addressFamily, autoSelectFamily: true });
  // ssh2 leaves Nagle's algorithm on, which makes small requests wait for the answer to the one before.
  socket.setNoDelay(true);
  return socket;
}

function forward(client: Client, hop: Hop, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(explainNetwork(new Error('closed'), hop));
    signal.addEventListener('abort', aborted, { once: true });
    client.forwardOut('127.0.0.1', 0, hop.host, hop.port, (error: Error | undefined, stream) => {
      signal.removeEventListener('abort', aborted);
      if (error) reject(explainNetwork(new Error(`closed`, { cause: error }), hop));
      else resolve(stream);
    });
  });
}

class Ssh2Link implements Link {
  readonly transport = 'ssh2';
  readonly commandLineLimit = longestCommandLine;
  readonly ended: Promise<Error>;
  private readonly client: Client;

  constructor(
    private readonly target: Target,
    private readonly clients: readonly Client[],
  ) {
    const client = clients.at(-1);
    if (!client) throw new Error('A connection has at least one client.');
    this.client = client;
    let reason: Error | undefined;
    // Every client may report more than once, and goes on reporting after its end.
    for (const each of clients) each.on('error', (error: Error) => (reason ??= error));
    this.ended = Promise.race(clients.map((each) => once(each, 'close').catch(() => undefined))).then(() => {
      for (const each of clients) each.destroy();
      return new ConnectionLost(`The connection to ${target.name} was lost`, {
        detail: 'It is tried again by itself.',
        actions: ['retry', 'showLog'],
        cause: reason,
      });
    });
  }

  async open(commandLine: string): Promise<Channel> {
    return channelOf(await this.exec(commandLine, {}));
  }

  async terminal(commandLine: string, size: TerminalSize): Promise<MachineTerminal> {
    const pty = { term: 'xterm-256color', cols: size.columns, rows: size.rows };
    return new Ssh2Terminal(await this.exec(commandLine, { pty }));
  }

  close(): void {
    for (const client of [...this.clients].reverse()) client.end();
    const patience = setTimeout(() => {
      for (const client of this.clients) client.destroy();
    }, 1_000);
    void this.ended.then(() => clearTimeout(patience));
  }

  private exec(commandLine: string, options: { pty?: { term: string; cols: number; rows: number } }): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(this.refused(new Error('no answer')));
        this.client.destroy();
      }, openTimeout);
      try {
        this.client.exec(commandLine, options, (error, channel) => {
          clearTimeout(timer);
          // The types promise a channel in any case; with an error there is none.
          if (error) reject(this.refused(error));
          else resolve(channel);
        });
      } catch (error) {
        clearTimeout(timer);
        reject(this.refused(error));
      }
    });
  }

  private refused(cause: unknown): Error {
    const what = cause instanceof Error ? cause.message : String(cause);
    if (/open failure|Unable to/.test(what)) {
      return new UserError(`${this.target.name} did not open another channel`, {
        detail: `${what}. MaxSessions in its sshd_config may be low, or other programs use up the same connection.`,
        actions: ['retry', 'showLog'],
        cause,
      });
    }
    return new ConnectionLost(`The connection to ${hostAndPort(this.target)} was lost`, {
      detail: 'It is tried again by itself.',
      actions: ['retry', 'showLog'],
      cause,
    });
  }
}

function channelOf(channel: ClientChannel): Channel {
  return { input: channel, output: channel, errors: channel.stderr, ended: endOf(channel), close: () => close(channel) };
}

/** A channel that closes without a status, or with the connection, has none. */
function endOf(channel: ClientChannel): Promise<number | undefined> {
  return new Promise((resolve) => {
    channel.once('close', (code?: number | null, signal?: string) => {
      // Whether stderr has been read to its end is a matter of its own.
      const give = () => resolve(code ?? (typeof signal === 'string' ? codeOfSignal(signal) : undefined));
      if (channel.stderr.readableEnded) give();
      else channel.stderr.once('end', give).resume();
    });
  });
}

function close(channel: ClientChannel): void {
  channel.close();
  // What is still on its way is not wanted any more, but has to be read for the channel to end.
  channel.removeAllListeners('data').resume();
  channel.stderr.removeAllListeners('data').resume();
}

class Ssh2Terminal implements MachineTerminal {
  constructor(private readonly channel: ClientChannel) {
    channel.setEncoding('utf8');
    channel.on('error', () => undefined);
    channel.stderr.on('error', () => undefined).resume();
  }

  onData(listener: (data: string) => void): void {
    this.channel.on('data', listener);
  }

  onExit(listener: (code: number | undefined) => void): void {
    void endOf(this.channel).then(listener);
  }

  write(data: string): void {
    if (this.channel.writable) this.channel.write(data);
  }

  resize({ rows, columns }: TerminalSize): void {
    this.channel.setWindow(rows, columns, 0, 0);
  }

  close(): void {
    this.channel.close();
  }
}
