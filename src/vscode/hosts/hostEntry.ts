/** How a host of the settings is reached, in the words of the ssh room; its jump host is another one of the list. */
import { UserError } from '../../machine';
import type { HostEntry } from '../../ssh';
import type { HostSetting } from '../settings';

/** The hosts of the list that it is reached through, the nearest one to it first; this computer is none. Undefined where one is not in the list, or they lead in a circle. */
export function jumpsOf(setting: HostSetting, hosts: readonly HostSetting[]): readonly HostSetting[] | undefined {
  const jumps: HostSetting[] = [];
  for (let at = setting; at.jump !== undefined; ) {
    const next = hosts.find(({ id }) => id === at.jump);
    if (!next || next === setting || jumps.includes(next)) return undefined;
    if (next.transport === 'local') break;
    jumps.push(next);
    at = next;
  }
  return jumps;
}

/** Where the host is reached, in the words of the ssh room; `hosts` is the list that its jump host is in. */
export function toHostEntry(setting: HostSetting, hosts: readonly HostSetting[]): HostEntry {
  const jumps = jumpsOf(setting, hosts);
  if (!jumps) {
    throw new UserError(`${setting.label ?? setting.host} cannot be reached through “${setting.jump ?? ''}”`, {
      detail: 'That host is not in the list, or the jump hosts lead in a circle. Choose another one by Edit… in the menu of the host.',
      actions: ['editHost'],
    });
  }
  return ownEntry(setting, jumps.reduceRight<HostEntry | undefined>((through, jump) => ownEntry(jump, through), undefined));
}

/** Without its way there, unless that is given. */
export function ownEntry(setting: HostSetting, through?: HostEntry): HostEntry {
  return {
    name: setting.host,
    ...(setting.user === undefined ? {} : { user: setting.user }),
    ...(setting.port === undefined ? {} : { port: setting.port }),
    ...(setting.identityFile === undefined ? {} : { identityFile: setting.identityFile }),
    ...(setting.transport === undefined || setting.transport === 'local' ? {} : { transport: setting.transport }),
    ...(through ? { through } : {}),
  };
}
