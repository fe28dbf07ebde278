/** Addresses on loopback that nobody listens on: 127.77.x.y, a thing's own for as long as it listens. */
import { createServer } from 'node:net';

function canListen(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}

/** One on which all these ports are free; rejects where another program has such a port on every address. */
export async function freeAddress(...ports: number[]): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const address = `127.77.${1 + Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}`;
    if ((await Promise.all(ports.map((port) => canListen(address, port)))).every(Boolean)) return address;
  }
  throw new Error(`no address on loopback has port ${ports.join(' and ')} free: a program listens there on every address`);
}
