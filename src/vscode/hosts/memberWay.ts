/** How the other members of a cluster are reached, going by the one that told of them: a cluster's nodes are set up alike. */
import { sshPort, valueOf } from '../../host';
import { reaches, resolveTarget } from '../../ssh';
import { type HostSetting, readHosts } from '../settings';
import { toHostEntry } from './hostEntry';
import type { KnownHost } from './hosts';

/** What all members are taken to have in common. */
export interface Common extends Pick<HostSetting, 'user' | 'transport' | 'group'> {
  /** Where the host's own sshd listens: a port that a router forwards to it leads to no other node. */
  readonly port: number;
  /** In the order in which they are offered to the host; ssh_config may have named them. */
  readonly identityFiles: readonly string[];
  /** The id of the host, for those that are not reached from here; undefined: it is this computer. */
  readonly jump: string | undefined;
}

export type Way = Pick<HostSetting, 'user' | 'port' | 'identityFile' | 'transport' | 'jump' | 'group'>;

const usualPort = 22;

export async function commonOf({ setting, session }: KnownHost): Promise<Common> {
  const group = setting.group === undefined ? {} : { group: setting.group };
  if (!session || setting.transport === 'local') return { user: 'root', port: usualPort, identityFiles: [], jump: undefined, ...group };
  const { identityFiles } = await resolveTarget(toHostEntry(setting, readHosts()));
  const user = valueOf(session.view.facts?.user)?.name;
  return {
    port: (await sshPort(session.machine)) ?? usualPort,
    identityFiles: setting.identityFile === undefined ? identityFiles : [setting.identityFile],
    jump: setting.id,
    ...(user === undefined ? {} : { user }),
    ...(setting.transport === undefined ? {} : { transport: setting.transport }),
    ...group,
  };
}

/** To one member; what ssh_config says of its address by itself, a jump host among it, stays out of the settings. */
export async function wayTo(address: string, { port: common, identityFiles, jump, ...shared }: Common): Promise<Way> {
  const own = await resolveTarget({ name: address });
  const ports = [...new Set([...(own.port === usualPort ? [] : [own.port]), common, usualPort])];
  const reached = await Promise.all(ports.map((port) => reaches(own.host, port)));
  const direct = own.jumps.length > 0 ? own.port : ports.find((_port, index) => reached[index]);
  const port = direct ?? ports[0];
  const [identityFile] = identityFiles.filter((file) => !own.identityFiles.includes(file));
  return {
    ...shared,
    ...(port === undefined || port === own.port ? {} : { port }),
    ...(identityFile === undefined ? {} : { identityFile }),
    ...(direct !== undefined || jump === undefined ? {} : { jump }),
  };
}

/** `user root, port 2222, key ~/.ssh/cluster`: what was taken over. */
export function memberWords({ user, port, identityFile }: Way): string {
  return Object.entries({ user, port, key: identityFile }).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`])).join(', ');
}
