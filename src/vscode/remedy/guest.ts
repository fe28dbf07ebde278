/** Stopping and starting a guest that KVM gave up: nothing else brings it back. */
import * as vscode from 'vscode';
import { type GuestLog, type HostSession, noRestartBecause, restartCommands } from '../../host';
import { UserError } from '../../machine';
import { withProgress } from '../report';
import { tellBrokenOff } from './brokenRestart';

/** `why`: what hangs on it, if anything does. False where the user said no. */
export async function stopAndStart(session: HostSession, vmid: number, why?: string): Promise<void> {
  const { facts, label } = session.view;
  const guest = facts?.guests.state === 'known' ? facts.guests.value.find((one) => one.vmid === vmid) : undefined;
  const name = `${vmid}${guest?.name === undefined ? '' : ` (${guest.name})`}`;
  const reason = noRestartBecause(facts);
  if (reason !== undefined) throw new UserError(`Guest ${name} on ${label} is left as it is: ${reason}`, { detail: 'Bring back enough nodes of the cluster, then refresh the host.', actions: ['retry'] });
  const action = 'Stop and Start';
  const choice = await vscode.window.showWarningMessage(
    `Stop and start guest ${name} on ${label}?`,
    {
      modal: true,
      detail: [
        `Runs on ${session.machine.name} as root:`,
        ...restartCommands(facts, vmid).map((command) => `    ${command}`),
        '',
        ...(why === undefined ? [] : [why, '']),
        'What the journal has of the guest is kept first. The guest is in internal-error: its memory is lost already, as after a power cut.',
      ].join('\n'),
    },
    action,
  );
  if (choice !== action) return;
  const guestLog = await withProgress(`Stopping and starting guest ${name}`, (signal) => session.stopAndStart(vmid, { signal })).catch((error: unknown) => tellBrokenOff({ session, vmid, name }, error));
  await session.refresh({ mayAsk: false, anew: true });
  // Nobody needs to answer it, so nothing waits for the answer.
  if (guestLog) void offerLog(name, guestLog);
}

async function offerLog(name: string, { text }: GuestLog): Promise<void> {
  const done = `Guest ${name} was stopped and started.`;
  if (text === '') {
    await vscode.window.showInformationMessage(`${done} The journal has no lines of it.`);
    return;
  }
  const show = 'Show Log Lines';
  const choice = await vscode.window.showInformationMessage(`${done} What the journal had of it before is kept.`, show);
  if (choice !== show) return;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'log', content: text }));
}
