/**
 * A longer way to a port on this computer: every byte takes half of the round-trip time in each direction, in order, and as many
 * at once as come. TCP's own handshake is counted too: the other end sees the connection when the last of its three packets
 * would arrive.
 */
import { type Socket, connect, createServer } from 'node:net';

export interface Distance {
  readonly port: number;
  close(): Promise<void>;
}

export async function startDistance(target: number, roundTrip: number): Promise<Distance> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const half = roundTrip / 2;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    keep(near);
    const opened = performance.now();
    // What the near end writes at once would wait for the answer to its first packet.
    const towards = delayed(half, opened + roundTrip);
    const back = delayed(half, 0);
    near.on('data', towards.push);
    near.on('end', towards.end);
    setTimeout(() => {
      const far = keep(connect({ host: '127.0.0.1', port: target, allowHalfOpen: true }));
      far.on('data', back.push);
      far.on('end', back.end);
      towards.flowTo(far);
      back.flowTo(near);
      far.on('close', () => back.end());
      near.on('close', () => towards.end());
    }, roundTrip + half);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 1024, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** One direction: chunks leave `delay` milliseconds after they came, and none before `earliest` plus `delay`. */
function delayed(delay: number, earliest: number) {
  const waiting: { readonly due: number; readonly chunk: Buffer | undefined }[] = [];
  let target: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const flow = () => {
    timer = undefined;
    for (let next = waiting[0]; target && next; next = waiting[0]) {
      const left = next.due - performance.now();
      // Timers come late, never early: what is due within a fraction of a millisecond goes along.
      if (left > 0.3) {
        timer = setTimeout(flow, left);
        return;
      }
      waiting.shift();
      if (!next.chunk) target.end();
      else if (target.writable) target.write(next.chunk);
    }
  };
  const add = (chunk: Buffer | undefined) => {
    waiting.push({ due: Math.max(performance.now(), earliest) + delay, chunk });
    if (!timer) flow();
  };
  return {
    push: (chunk: Buffer) => add(chunk),
    end: () => {
      if (ended) return;
      ended = true;
      add(undefined);
    },
    flowTo: (socket: Socket) => {
      target = socket;
      flow();
    },
  };
}
