/** A played or relayed host as a target, over either transport, with the user's own ssh kept apart from their configuration. */
import type { Target } from '../../src/ssh';
import { targetOf } from './machines';
import type { Sshd } from './sshd';

export const transports = ['ssh2', 'ssh'] as const;

/** `port`: where it is reached, if not at its own; its host key is known there. */
export function targetOver(transport: Target['transport'], host: Pick<Sshd, 'port' | 'user' | 'knownHosts'> & { readonly key?: string }, port = host.port, more: Partial<Target> = {}): Target {
  const known = host.knownHosts().replace(`:${host.port} `, `:${port} `);
  const target = targetOf({ ...host, port }, known, { transport, ...more });
  const [file = ''] = target.userKnownHostsFiles;
  const key = host.key === undefined ? [] : ['-i', host.key];
  return { ...target, sshArguments: ['-F', 'none', ...key, '-l', host.user, '-p', String(port), '-o', `UserKnownHostsFile=${file}`, '127.0.0.1'] };
}
