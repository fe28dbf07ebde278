/** A connection through npm's ssh2, over any number of jump hosts, each one verified. ssh2 is loaded by the first of them. */
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { type Channel, codeOfSignal } from '../machine/channel';
import { ConnectionLost, UserError } from '../machine/errors';
import type { MachineTerminal, TerminalSize } from '../machine/machine';
import { longestCommandLine } from '../machine/runner';
import { type HandshakeContext, type LoggedIn, handshake } from './handshake';
import type { Link, Patience } from './link';
import { explainNetwork } from './networkErrors';
import { type Hop, type Target, hostAndPort } from './target';

/** A host that was told goodbye may take this long to close its end. */
const closingTime = 1_000;

export async function connectSsh2(target: Target, context: HandshakeContext): Promise<Link> {
  // While ssh2 is loaded here, the host gets ready for us.
  const first = dial(target.jumps[0] ?? target);
  const logins: LoggedIn[] = [];
  try {
    const { default: ssh2 } = await import('./ssh2Mended');
    for (const hop of [...target.jumps, target]) {
      const before = logins.at(-1);
      logins.push(await handshake(ssh2, hop, () => (before ? forward(before, hop) : Promise.resolve(first.socket)), context));
    }
    if (keepsNothingRead.test(logins[0]?.cipher ?? '')) first.readInPlace();
  } catch (error) {
    for (const { socket } of logins.reverse()) socket.destroy();
    first.socket.destroy();
    throw error;
  }
  return new Ssh2Link(target, logins, context.patience);
}

/** As much as a read may bring. */
const readBytes = 128 * 1024;

/** Of what they decipher ssh2 1.17 keeps no part of the bytes read (lib/protocol/crypto.js); of ChaCha20's packets it does until the whole is there. */
const keepsNothingRead = /^aes\d+-(?:gcm@openssh\.com|ctr)$/;

interface Dialled {
  readonly socket: Socket;
  /** From now on nobody keeps what was read. */
  readInPlace(): void;
}

function dial(hop: Hop): Dialled {
  // Node would make 64 KiB anew for each read, however little comes, and fresh memory costs more than deciphering what it holds:
  // so everything is read into the same place, and ssh2 is given copies of the right size for as long as it keeps parts of them.
  const buffer = Buffer.allocUnsafeSlow(readBytes);
  let inPlace = false;
  const callback = (length: number) => {
    const read = buffer.subarray(0, length);
    socket.emit('data', inPlace ? read : Buffer.from(read));
    return true;
  };
  // Node goes through all addresses of a name by itself (RFC 8305).
  const socket = connect({ host: hop.host, port: hop.port, family: hop.addressFamily, autoSelectFamily: true, onread: { buffer, callback } });
  // ssh2 leaves Nagle's algorithm on, which makes small requests wait for the answer to the one before.
  socket.setNoDelay(true);
  // Until the handshake listens nothing is read, and what goes wrong is kept in `errored`.
  socket.pause();
  socket.on('error', () => undefined);
  return { socket, readInPlace: () => (inPlace = true) };
}

function forward({ client }: LoggedIn, hop: Hop): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, hop.host, hop.port, (error: Error | undefined, stream) => {
      if (error) reject(explainNetwork(new Error(`closed`, { cause: error }), hop));
      else resolve(stream);
    });
  });
}

/** ssh2 gives a host 2 MiB ahead of the reader for each channel, and keeps what it sends beyond, without end. */
const mostUnread = 8 * 1024 * 1024;

class Ssh2Link implements Link {
  readonly transport = 'ssh2';
  readonly commandLineLimit = longestCommandLine;
  readonly ended: Promise<Error>;
  private readonly client: LoggedIn['client'];
  private over = false;
  private readonly channels = new Set<ClientChannel>();

  constructor(
    private readonly target: Target,
    private readonly logins: readonly LoggedIn[],
    private readonly patience: Patience,
  ) {
    const last = logins.at(-1);
    if (!last) throw new Error('A connection has at least one client.');
    this.client = last.client;
    last.socket.on('data', () => this.leaveFlood());
    let reason: Error | undefined;
    for (const { client, socket } of logins) {
      // Every client may report more than once, and goes on reporting after its end. It listens no more after what it
      // did not understand, but waits for a host that need not go.
      client.on('error', (error: Error) => {
        reason ??= error;
        this.destroy();
      });
      client.once('close', () => (this.over = true));
      socket.once('finish', () => this.letGo());
    }
    this.ended = Promise.race(logins.map(({ client }) => once(client, 'close').catch(() => undefined))).then(() => {
      this.destroy();
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
    for (const { client } of [...this.logins].reverse()) client.end();
    this.letGo();
  }

  private letGo(): void {
    const patience = setTimeout(() => this.destroy(), closingTime);
    void this.ended.then(() => clearTimeout(patience));
  }

  private leaveFlood(): void {
    for (const channel of this.channels) {
      if (channel.readableLength + channel.stderr.readableLength > mostUnread) this.destroy();
    }
  }

  /** client.destroy() does nothing once this side has said goodbye. */
  private destroy(): void {
    for (const { socket } of this.logins) socket.destroy();
  }

  private exec(commandLine: string, options: { pty?: { term: string; cols: number; rows: number } }): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(this.refused(new Error('no answer')));
        this.destroy();
      }, this.patience.open);
      try {
        this.client.exec(commandLine, options, (error, channel) => {
          clearTimeout(timer);
          // The types promise a channel in any case; with an error there is none.
          if (error) reject(this.refused(error));
          else resolve(this.watched(channel));
        });
      } catch (error) {
        clearTimeout(timer);
        reject(this.refused(error));
      }
    });
  }

  private watched(channel: ClientChannel): ClientChannel {
    this.channels.add(channel);
    channel.once('close', () => this.channels.delete(channel));
    return channel;
  }

  private refused(cause: unknown): Error {
    const what = cause instanceof Error ? cause.message : String(cause);
    // Commands that wait while the connection ends fail with the same words.
    if (!this.over && /open failure|Unable to/.test(what)) {
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
