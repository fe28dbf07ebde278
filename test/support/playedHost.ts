/** An ssh host that a test plays, with ssh2's own server: how it lets in, and where it goes silent or away. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import { type Sshd, makeKey } from './sshd';

export type PlayedStage = 'service' | 'login' | 'channel' | 'exec';

export interface Play {
  /** Lets everybody in unless it is given. */
  readonly authenticate?: (attempt: AuthContext) => void;
  /** What a command becomes; the default is itself. */
  readonly command?: (line: string) => string;
  /** Where it stops, and how; `after` that many times that it does not. */
  readonly stop?: { readonly at: PlayedStage; readonly how: 'silence' | 'close'; readonly after?: number };
  /** Begins every command, and then sends so many bytes one by one. */
  readonly drip?: number;
  /** Begins every command, and then sends without end, whether or not there is room. */
  readonly floods?: boolean;
  /** What becomes of a way through it; the default is a refusal. */
  readonly tunnel?: 'silence';
  /** Keeps its end open, whatever the other side does. */
  readonly clings?: boolean;
}

export interface PlayedHost extends Pick<Sshd, 'port' | 'user' | 'knownHosts'> {
  /** Every attempt to log in, by its method. */
  readonly attempts: string[];
  /** How many ways through it were asked for. */
  readonly tunnels: number;
  /** True once it has stopped. */
  readonly stopped: boolean;
  /** How many connections it holds. */
  readonly open: number;
  /** Sends bytes that are no ssh to all who are connected. */
  babble(): void;
  dispose(): Promise<void>;
}

/** One key in 250 that ssh2 itself makes it cannot read again. */
function hostKey(): { readonly private: string; readonly public: string } {
  const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-played-'));
  try {
    makeKey(join(folder, 'key'));
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    return { private: read('key'), public: read('key.pub').split(' ').slice(0, 2).join(' ') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Starts it on loopback. Commands run in a shell of this computer, as the current user. */
export async function playHost(play: Play = {}): Promise<PlayedHost> {
  const key = hostKey();
  const sockets = new Set<Socket>();
  const attempts: string[] = [];
  let passes = play.stop?.after ?? 0;
  let stopped = false;
  let tunnels = 0;

  const converse = (client: Connection, socket: Socket) => {
    const stopsAt = (stage: PlayedStage): boolean => {
      if (play.stop?.at !== stage) return false;
      passes -= 1;
      if (passes >= 0) return false;
      stopped = true;
      // What it would still say stays in its own buffer.
      if (play.stop.how === 'silence') socket.cork();
      else socket.destroy();
      return true;
    };
    client.on('error', () => undefined);
    client.on('handshake', () => stopsAt('service'));
    client.on('authentication', (attempt) => {
      attempts.push(attempt.method);
      if (stopsAt('login')) return;
      if (play.authenticate) play.authenticate(attempt);
      else attempt.accept();
    });
    if (play.tunnel) client.on('tcpip', () => (tunnels += 1));
    client.on('session', (acceptSession) => {
      if (stopsAt('channel')) return;
      acceptSession().on('exec', (acceptCommand, _reject, { command }) => {
        if (stopsAt('exec')) return;
        if (play.drip !== undefined || play.floods) pour(play, command, acceptCommand(), socket);
        else runThere(play.command?.(command) ?? command, acceptCommand(), socket);
      });
    });
  };

  const server = createServer({ allowHalfOpen: play.clings === true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    // One for each, so that it is known whose socket it is.
    new ssh2.Server({ hostKeys: [key.private] }, (client) => converse(client, socket)).injectSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  return {
    port,
    user: 'root',
    knownHosts: () => `[127.0.0.1]:${port} ${key.public}\n`,
    attempts,
    get tunnels() {
      return tunnels;
    },
    get stopped() {
      return stopped;
    },
    get open() {
      return sockets.size;
    },
    babble: () => {
      for (const socket of sockets) socket.write(Buffer.alloc(64, 0xff));
    },
    dispose: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function runThere(command: string, channel: ServerChannel, socket: Socket): void {
  const child = spawn('sh', ['-c', command], { detached: true });
  for (const stream of [channel, child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.once('close', (code) => {
    channel.exit(code ?? 255);
    channel.end();
  });
  // As sshd does it: the command's pipes end, and the watchdog in run.sh does the rest.
  const end = () => {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  };
  channel.once('close', end);
  socket.once('close', end);
}

/** What run.sh prints first, and then as fast as it goes. */
function pour({ drip, floods }: Play, command: string, channel: ServerChannel, socket: Socket): void {
  const [nonce = ''] = /pve-doctor-[0-9a-f]{32}/.exec(command) ?? [];
  channel.on('error', () => undefined);
  channel.write(`\n${nonce}\n`);
  // ssh2's server keeps to the window, and has no switch for that.
  if (floods) Object.assign(channel, { outgoing: { ...Reflect.get(channel, 'outgoing') as object, window: Number.MAX_SAFE_INTEGER } });
  let left = drip ?? Infinity;
  const part = Buffer.alloc(floods ? 30_001 : 1, 'x');
  const more = () => {
    // What does not go out stays here, in the same process as the test.
    for (let round = 0; round < 100 && left > 0 && socket.writableLength < 256 * 1024; round += 1, left -= 1) channel.write(part);
    if (left > 0 && channel.writable && socket.writable) setImmediate(more);
  };
  more();
}
