/** A port of this computer that leads to a host, and that can be cut: what a network does on a bad day, for one host alone. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Wire {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Every connection ends, and the port is closed. */
  cut(): Promise<void>;
  /** The port is open again. */
  mend(): Promise<void>;
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

/** Forwards to the host's port; `passing` is told of bytes before they go on, and may cut the wire before them. Cut it at the end. */
export async function openWire(host: string, hostPort = 22, passing: (direction: 'up' | 'down', bytes: number) => void = () => undefined): Promise<Wire> {
  return await wire((socket) => {
    const onward = connect(hostPort, host);
    for (const [from, to, direction] of [[socket, onward, 'up'], [onward, socket, 'down']] as const) {
      from.on('error', () => undefined).on('close', () => to.destroy());
      from.on('data', (chunk) => passing(direction, chunk.length));
      from.pipe(to);
    }
  });
}

/** Takes every connection, and never says a word. */
export async function openSilence(): Promise<Wire> {
  return await wire((socket) => socket.on('error', () => undefined).resume());
}

async function wire(taken: (socket: Socket) => void): Promise<Wire> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    taken(socket);
  });
  const port = await listen(server, 0);
  return {
    port,
    cut: async () => {
      const closed = server.listening ? new Promise((resolve) => server.close(resolve)) : undefined;
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: async () => {
      await listen(server, port);
    },
  };
}
