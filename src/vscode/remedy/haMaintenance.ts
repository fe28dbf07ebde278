/** HA maintenance around a reboot, and the end of one that was left behind. */
import * as vscode from 'vscode';
import { type HostSession, maintenanceCommand, maintenanceTitle, mayEnterMaintenance, valueOf } from '../../host';
import { UserError } from '../../machine';
import { withProgress } from '../report';

/** The button beside *Reboot Now*; undefined where HA has nothing to do with that host. */
export function maintenanceButton({ view }: HostSession): { readonly title: string } | undefined {
  return view.facts && mayEnterMaintenance(view.facts) ? { title: maintenanceTitle } : undefined;
}

/** HA brings its services away, then `reboot` is done, and they may come back. Where they cannot leave, nothing is rebooted. */
export async function inMaintenance<T>(session: HostSession, reboot: () => Promise<T>): Promise<T> {
  const { facts, label } = session.view;
  const ha = facts && mayEnterMaintenance(facts);
  if (!ha) throw new UserError(`${label} cannot be put into HA maintenance now`, { detail: 'Refresh the host to see what HA says of it.', actions: ['retry'] });
  await withProgress(`HA brings its guests away from ${ha.node}`, (signal) => session.setMaintenance('enable', ha.node, { signal }));
  const outcome = await reboot();
  await withProgress(`Ending the HA maintenance of ${ha.node}`, (signal) => session.setMaintenance('disable', ha.node, { signal }));
  await session.refresh({ mayAsk: false, anew: true });
  return outcome;
}

export async function endMaintenance(session: HostSession): Promise<void> {
  await session.refresh({ mayAsk: true });
  const { facts, label } = session.view;
  const ha = valueOf(facts?.ha);
  if (ha?.maintenance !== true) throw new UserError(`${label} is not in HA maintenance`, { detail: 'Nothing was done.', actions: ['retry'] });
  const end = 'End HA Maintenance';
  const choice = await vscode.window.showWarningMessage(
    `End the HA maintenance of ${label}?`,
    { modal: true, detail: `Runs on ${session.machine.name} as root:\n    ${maintenanceCommand('disable', ha.node)}\n\nHA may then start guests on this node, and brings back those that it took away.` },
    end,
  );
  if (choice !== end) return;
  await withProgress(`Ending the HA maintenance of ${ha.node}`, (signal) => session.setMaintenance('disable', ha.node, { signal }));
  await session.refresh({ mayAsk: false, anew: true });
}
