/** HA maintenance of a node: its services go to other nodes before a reboot and come back after it, and nothing is fenced. */
import { UserError } from '../machine';
import { type Access, decode } from './access';
import { type HostFacts, type HighAvailability, valueOf } from './facts';
import { scripts } from './scripts';

/** Seconds for the services to leave (a migration of a large guest takes its time), and for the manager to see that it is over. */
const limits = { enable: 900, disable: 120 } as const;

/** The button beside *Reboot Now*, where it may. */
export const maintenanceTitle = 'Reboot in Maintenance';

/** What HA does there, where it manages guests and the node is none that is in maintenance already. */
export function mayEnterMaintenance(facts: HostFacts): HighAvailability | undefined {
  const ha = valueOf(facts.ha);
  return ha && ha.services.length > 0 && ha.nodeState === 'online' && !ha.maintenance ? ha : undefined;
}

/** What setMaintenance() runs, for the user to see. */
export function maintenanceCommand(action: 'enable' | 'disable', node: string): string {
  return `ha-manager crm-command node-maintenance ${action} ${node}`;
}

/** Resolves when it is so; rejects with what stands in the way, and leaves the node as it then is. */
export async function setMaintenance(access: Access, action: 'enable' | 'disable', node: string, signal?: AbortSignal): Promise<void> {
  const seconds = limits[action];
  const { stdout, stderr, code } = await access.run(scripts.haMaintenance, [action, node, String(seconds)], 'must', { priority: 'user', deadline: (seconds * 3 + 60) * 1000, ...(signal ? { signal } : {}) });
  if (code === 0) return;
  const said = decode(stdout).trim().split('\n').join(', ');
  if (code !== 3) throw access.failed(scripts.haMaintenance, code, stderr, `HA did not take the maintenance of ${node} (Proxmox VE 7.3 and later have it)`);
  if (action === 'disable') throw new UserError(`The HA maintenance of ${node} is to end, and has not within ${seconds} s: ${said}`, { detail: 'Look at “ha-manager status” on the host.', actions: ['retry'] });
  throw new UserError(`${node} was not rebooted: within ${seconds / 60} min HA has not brought everything away: ${said}`, {
    detail: 'It is still asked for maintenance. Migrate or stop what is left and reboot then, or run “End HA Maintenance” on the host.',
    actions: ['retry'],
  });
}
