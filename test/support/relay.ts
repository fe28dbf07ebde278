/** Stands between a machine and a host, and misbehaves on its way: stops forwarding without closing, or cuts. */
import { type Socket, connect, createServer } from 'node:net';

export interface Relay {
  readonly port: number;
  /** How many connections it holds. */
  readonly open: number;
  /** True once it has kept something back. */
  readonly heldBack: boolean;
  /** From now on nothing goes through, in either direction, and nothing is closed. */
  silence(): void;
  dispose(): Promise<void>;
}

export interface RelayOptions {
  /** How many of the bytes that the host has sent so far may pass, in all; the default is all of them. */
  readonly allow?: (sent: Buffer) => number;
  /** What happens where that is exceeded: silence, or the end of the connection. */
  readonly beyond?: 'silence' | 'close';
}

/** Listens on loopback and forwards to `target` there. */
export async function startRelay(target: number, { allow, beyond = 'silence' }: RelayOptions = {}): Promise<Relay> {
  const sockets = new Set<Socket>();
  let silent = false;
  let heldBack = false;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    let sent = Buffer.alloc(0);
    let passed = 0;
    const keep = (data: Buffer) => {
      if (!allow) return data;
      sent = Buffer.concat([sent, data]);
      const most = Math.min(allow(sent), sent.length);
      const part = sent.subarray(passed, most);
      passed = most;
      return part;
    };
    const hold = () => {
      heldBack = true;
      if (beyond === 'close') near.end();
    };
    sockets.add(near);
    near.once('close', () => {
      sockets.delete(near);
      far.destroy();
    });
    far.once('close', () => near.destroy());
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.on('data', (data: Buffer) => {
      if (!silent) far.write(data);
    });
    far.on('data', (data: Buffer) => {
      if (silent) return;
      const part = keep(data);
      if (part.length > 0) near.write(part);
      if (passed < sent.length) hold();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    get open() {
      return sockets.size;
    },
    get heldBack() {
      return heldBack;
    },
    silence: () => (silent = true),
    dispose: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The length of what a host says before anything is encrypted, up to the end of its KEXINIT (RFC 4253, 4.2 and 6). */
export function upToKexInit(sent: Buffer): number {
  const version = sent.indexOf(10) + 1;
  return version === 0 || sent.length < version + 4 ? version : version + 4 + sent.readUInt32BE(version);
}
