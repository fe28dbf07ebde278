/** At which port a host's own sshd listens, as far as our connection tells: a forwarded port outside is another one. */
import type { Machine } from '../machine';
import { decode } from './access';
import { scripts } from './scripts';

/** Undefined where the connection is no ssh's. Not as root: sudo keeps what ssh says from its programs. */
export async function sshPort(machine: Machine): Promise<number | undefined> {
  const { stdout } = await machine.run(scripts.sshPort, [], { priority: 'user' });
  const port = Number(decode(stdout).trim());
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined;
}
