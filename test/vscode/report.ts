/** What tests inside an extension host say reaches the runner through a socket, free of what a window logs beside it. */
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { format } from 'node:util';

/** Names the socket to the tests. */
const reportVariable = 'PVE_DOCTOR_TEST_REPORT';

export interface Report {
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

export async function openReport(folder: string, write: (data: Buffer) => void): Promise<Report> {
  const path = join(folder, 'report.sock');
  const server = createServer((socket) => {
    socket.on('data', write);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    env: { [reportVariable]: path },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Inside: to the runner's socket; to the window's own log where nobody listens. */
export function toReport(): { line: (...words: unknown[]) => void; end: () => Promise<void> } {
  const path = process.env[reportVariable];
  if (path === undefined) return { line: console.log, end: () => Promise.resolve() };
  const socket = connect(path);
  return {
    line: (...words) => socket.write(`${format(...words)}\n`),
    end: () => new Promise((resolve) => socket.end(resolve)),
  };
}
