/**
 * A *Stop and Start* that does not come to its end (it was cancelled, the connection was lost, the start failed) may leave the guest
 * stopped: then it is said so, and the start is offered. This is the one place where a guest is started by itself.
 */
import * as vscode from 'vscode';
import { type GuestState, type HostSession, startCommand } from '../../host';
import { Cancelled, NeedsAnswer, NeedsRoot, SecretNotGiven, UserError } from '../../machine';
import { withProgress } from '../report';

interface Broken {
  readonly session: HostSession;
  readonly vmid: number;
  /** `100 (opnsense)`. */
  readonly name: string;
}

/** Looks what became of the guest after `error`, and says it. Rejects where nothing was stopped and nobody cancelled it, or nobody knows. */
export async function tellBrokenOff(broken: Broken, error: unknown): Promise<void> {
  const { session, vmid, name } = broken;
  const where = `Guest ${name} on ${session.view.label}`;
  // Without root nothing was begun, and nothing can be asked.
  if (!(error instanceof UserError) || error instanceof SecretNotGiven || error instanceof NeedsRoot || error instanceof NeedsAnswer) throw error;
  const state = await withProgress(`Looking what became of guest ${name}`, (signal) => session.guestState(vmid, { signal })).catch(() => undefined);
  if (!state) throw notKnown(where, error);
  if (state.stopped) {
    await offerStart(broken, where, state, error);
    return;
  }
  if (!(error instanceof Cancelled)) throw error;
  const is = state.status === 'internal-error' ? 'was not stopped: it is in internal-error, as before' : `is ${state.status ?? 'in a state that QEMU does not tell'}`;
  void vscode.window.showInformationMessage(`${where} ${is}.`);
}

async function offerStart(broken: Broken, where: string, { status }: GuestState, error: UserError): Promise<void> {
  const { session, vmid, name } = broken;
  const start = 'Start';
  const reason = error instanceof Cancelled ? '“Stop and Start” was cancelled after the stop and before the start.' : [error.message, error.detail].filter(Boolean).join('\n');
  const choice = await vscode.window.showWarningMessage(
    `${where} is ${status === 'stopped' ? 'stopped now' : 'being stopped by HA'}`,
    {
      modal: true,
      detail: [reason, '', `“${start}” runs on ${session.machine.name} as root:`, `    ${startCommand(session.view.facts, vmid)}`, '', 'Later you can start it in the web interface: “Open Guest in Web Interface” on the guest leads there.'].join('\n'),
    },
    start,
  );
  if (choice !== start) return;
  try {
    await withProgress(`Starting guest ${name}`, (signal) => session.startGuest(vmid, { signal }));
    void vscode.window.showInformationMessage(`${where} was started.`);
  } catch (thrown) {
    await tellBrokenOff(broken, thrown);
  }
}

/** The connection went in the middle, and does not come back: nobody can say what the guest does. */
function notKnown(where: string, { message, detail }: UserError): UserError {
  return new UserError(`${where} may be stopped now: ${message}`, {
    detail: [detail.replace(/\.$/, ''), 'Refresh the host once it answers; if the guest is stopped, start it in the web interface.'].filter(Boolean).join('. '),
    actions: ['retry', 'showLog'],
  });
}
