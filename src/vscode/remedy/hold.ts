/** Putting the microcode package on hold, and releasing it. */
import * as vscode from 'vscode';
import { type Hold, type HostSession, holdCommand, valueOf } from '../../host';

/** Asks, runs it on the host, says what was done, and looks again. */
export async function changeHold(session: HostSession, hold: Hold, packageName: string): Promise<void> {
  // What the host has now, not what it had at the last look.
  await session.refresh({ mayAsk: true });
  const { label } = session.view;
  const state = valueOf(session.view.facts?.microcode.package);
  if (state?.held === (hold === 'hold')) {
    await vscode.window.showInformationMessage(hold === 'hold' ? `${packageName} is on hold on ${label} already.` : `${packageName} is not on hold on ${label}.`);
    return;
  }
  const action = hold === 'hold' ? 'Hold' : 'Release';
  const choice = await vscode.window.showInformationMessage(`${action} ${packageName} on ${label}?`, { modal: true, detail: `Runs on ${session.machine.name} as root:\n    ${holdCommand(hold, packageName)}\n\n${follows(hold, state?.installed)}` }, action);
  if (choice !== action) return;
  await session.setHold(hold, packageName);
  await session.refresh({ mayAsk: false, anew: true });
  await vscode.window.showInformationMessage(`${packageName} is ${hold === 'hold' ? 'on hold' : 'released'} on ${label}.`);
}

function follows(hold: Hold, installed: string | undefined): string {
  if (hold === 'unhold') return 'apt then installs and upgrades it again, also with the next upgrade of the whole host.';
  const stays = installed === undefined ? 'apt then does not install it' : `It stays at ${installed}: apt then does not upgrade it`;
  return `${stays}, until it is released. What is in the initramfs, and what the CPU runs, stays as it is.`;
}
