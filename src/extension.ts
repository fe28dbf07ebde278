/**
 * The entry: small, so that a window without a Proxmox VE host pays nothing for it. VS Code starts it when the window is
 * ready (`onStartupFinished`: no language event covers a log that is shown as plain text), and everything else follows.
 */
import { setImmediate } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type { Doctor } from './vscode/doctor';

let running: Promise<Doctor> | undefined;

/** What other extensions and our own tests may use. */
export interface PveDoctorApi {
  /** Resolves when everything is registered. */
  readonly ready: Promise<Doctor>;
}

export function activate(context: vscode.ExtensionContext): PveDoctorApi {
  // In a turn of its own: while the parts are loaded, nobody waits for this function.
  running = setImmediate()
    .then(() => import('./vscode/doctor'))
    .then(({ start }) => start(context));
  return { ready: running };
}

export async function deactivate(): Promise<void> {
  (await running)?.dispose();
}
