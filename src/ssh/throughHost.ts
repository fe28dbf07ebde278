/** Reaching a host through another one of the user's list, for the ssh program: its -J would know neither that one's key nor its own way. */
import { quote } from '../machine/quote';
import { parseHost } from './jumps';
import type { HostEntry } from './sshConfig';
import { argumentsOf } from './sshG';

/** Options for ssh, before the host's own arguments; none where it is reached directly. `each` is for every ssh on the way, which checks the key of its own host. */
export function proxyArguments(through: HostEntry | undefined, each: readonly string[] = []): string[] {
  const named = through && parseHost(through.name);
  if (!named) return [];
  const key = through.identityFile === undefined ? [] : ['-i', through.identityFile];
  const words = [...each, ...key, ...proxyArguments(through.through, each), ...argumentsOf({ host: named.host, user: through.user ?? named.user, port: through.port ?? named.port })];
  // ssh_config(5), ProxyCommand: % begins a token, and what is meant for the ssh within is none of the one without.
  return ['-o', `ProxyCommand=ssh -W '[%h]:%p' ${words.map((word) => quote(word).replaceAll('%', '%%')).join(' ')}`];
}
