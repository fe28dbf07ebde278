/** Stopping and starting a guest that KVM gave up: nothing else brings it back. */
import * as vscode from 'vscode';
import type { HostSession } from '../../host';
import { withProgress } from '../report';

/** False where the user said no. */
export async function stopAndStart(session: HostSession, vmid: number): Promise<boolean> {
  const { facts, label } = session.view;
  const guest = facts?.guests.state === 'known' ? facts.guests.value.find((one) => one.vmid === vmid) : undefined;
  const name = `${vmid}${guest?.name === undefined ? '' : ` (${guest.name})`}`;
  const action = 'Stop and Start';
  const choice = await vscode.window.showWarningMessage(
    `Stop and start guest ${name} on ${label}?`,
    {
      modal: true,
      detail: `Runs on ${session.machine.name} as root:\n    qm stop ${vmid}\n    qm start ${vmid}\n\nThe guest is in internal-error: its memory is lost already, as after a power cut.`,
    },
    action,
  );
  if (choice !== action) return false;
  await withProgress(`Stopping and starting guest ${name}`, (signal) => session.stopAndStart(vmid, { signal }));
  await session.refresh({ mayAsk: false, anew: true });
  return true;
}
