/** Whether this computer reaches a port at all, before anybody logs in there. */
import { connect } from 'node:net';

const patience = 3_000;

/** False where nothing listens, no way leads there, or nobody answers in time; the connection is closed at once. */
export function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, autoSelectFamily: true });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(patience, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
