/** The walk through the plan of one host: every step is shown before it is done, can be stopped, and is found again by the facts. */
import * as vscode from 'vscode';
import { type Deed, type HostSession, type Move, fixReport, nextMove } from '../../host';
import { UserError } from '../../machine';
import { duration } from '../hosts/words';
import { installMicrocode } from './install';
import { mendSources } from './mendSources';
import { rebootHost } from './reboot';
import type { OpenFile } from './repositories';
import { restoreWayOut } from './wayOut';

/** Resolves when the plan is done, with its report open, or when the user stopped; rejects where something stands in the way, with the report open where anything was done before. */
export async function fixHost(session: HostSession, open: OpenFile, showReboot: () => Promise<void>): Promise<void> {
  const deeds: Deed[] = [];
  const did = (what: string, commands: readonly string[] = []) => deeds.push({ at: Date.now(), what, commands });
  for (let before: string | undefined; ; ) {
    await session.refresh({ mayAsk: true });
    const move = nextMove(session.view);
    const stands = JSON.stringify(move);
    if (move.kind === 'stop' || move.kind === 'done') {
      if (deeds.length > 0) await showReport(session, deeds);
      if (move.kind === 'stop') throw new UserError(`${session.view.label} needs you: ${move.why}`, { detail: move.next, actions: ['retry'] });
      if (deeds.length === 0) void vscode.window.showInformationMessage(`Nothing is to be done on ${session.view.label}: ${move.why}.`);
      return;
    }
    // The step before was carried out, and nothing has changed: once more would not help.
    if (stands === before) throw noDifference(session);
    before = stands;
    if (!(await carryOut(session, move, { open, showReboot }, did))) {
      void vscode.window.showInformationMessage(`Stopped before: ${stepWords(move)}. “Fix This Host…” on ${session.view.label} goes on from there.`);
      return;
    }
  }
}

/** What a step may open. */
interface Shows {
  readonly open: OpenFile;
  readonly showReboot: () => Promise<void>;
}

/** False where the user said no. */
async function carryOut(session: HostSession, move: Exclude<Move, { kind: 'done' | 'stop' }>, { open, showReboot }: Shows, did: (what: string, commands?: readonly string[]) => void): Promise<boolean> {
  switch (move.kind) {
    case 'mend':
      return await mendSources(session, move.paths, open, (path) => did(`Enabled the component for CPU microcode in ${path}`));
    case 'install':
    case 'follow': {
      if (move.kind === 'install') await restoreWayOut(session, did);
      const commands = await installMicrocode(session, move.packageName);
      if (commands.length > 0) did(`Installed ${move.packageName}`, commands);
      return commands.length > 0 || move.kind === 'follow';
    }
    case 'reboot': {
      const downMs = await rebootHost(session, showReboot);
      if (downMs !== undefined) did(`Rebooted; it was back after ${duration(downMs)}`, ['systemctl reboot']);
      return downMs !== undefined;
    }
  }
}

async function showReport({ view }: HostSession, deeds: readonly Deed[]): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: fixReport(view, deeds, Date.now()) });
  await vscode.window.showTextDocument(document, { preview: false });
}

function noDifference({ view }: HostSession): UserError {
  const step = view.plan?.steps.find(({ state }) => state === 'next');
  return new UserError(`${view.label} stands where it stood: ${step?.description ?? 'nothing has changed'}`, { detail: step?.detail ?? 'The plan has what the host says.', actions: ['retry'] });
}

function stepWords(move: Move): string {
  switch (move.kind) {
    case 'mend':
      return 'enabling the component';
    case 'install':
    case 'follow':
      return `installing ${move.packageName}`;
    case 'reboot':
      return 'the reboot';
    case 'done':
    case 'stop':
      return move.why;
  }
}
