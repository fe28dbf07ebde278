/** The walk through the plan of one host: every step is shown before it is done, can be stopped, and is found again by the facts. */
import * as vscode from 'vscode';
import { type HostSession, type Move, fixReport, nextMove, pendingReboot } from '../../host';
import { Cancelled, UserError } from '../../machine';
import { installMicrocode } from './install';
import { mendSources } from './mendSources';
import { awaitReboot, rebootHost } from './reboot';
import type { OpenFile } from './repositories';
import { restoreWayOut } from './wayOut';

/** Resolves when the plan is done, with its report open, or when the user stopped; rejects where something stands in the way, with the report open where anything was done before. */
export async function fixHost(session: HostSession, open: OpenFile, showReboot: () => Promise<void>): Promise<void> {
  for (let before: string | undefined; ; ) {
    await session.refresh({ mayAsk: true });
    const move = await moveOf(session);
    const stands = JSON.stringify(move);
    if (move.kind === 'stop' || move.kind === 'done') {
      if (move.kind === 'done') await session.noteProof();
      // One that finds all done, in another window perhaps, offers the report.
      if (before !== undefined || (move.kind === 'done' && (await wantsReport(session, move.why)))) await showReport(session);
      if (move.kind === 'stop') throw new UserError(`${session.view.label} needs you: ${move.why}`, { detail: move.next, actions: ['retry'] });
      return;
    }
    // The step before was carried out, and nothing has changed: once more would not help.
    if (stands === before) throw noDifference(session);
    before = stands;
    if (!(await untilStopped(carryOut(session, move, { open, showReboot })))) {
      void vscode.window.showInformationMessage(`Stopped before: ${await openStep(session, move)}. “Fix This Host…” on ${session.view.label} goes on from there.`);
      return;
    }
  }
}

/** What comes next, by what the host said last. Rejects with why it said nothing, since facts from before move nothing; a host that reboots is waited for. */
async function moveOf(session: HostSession): Promise<Move> {
  const { view } = session;
  const asked = pendingReboot(view, await session.deeds(), Date.now());
  if (!asked && view.error) throw view.error;
  return nextMove(view, asked);
}

/** What is left to do where `move` was stopped: it may be under way at the host all the same. */
async function openStep(session: HostSession, move: StepMove): Promise<string> {
  const now = await moveOf(session);
  return stepWords(now.kind === 'follow' || now.kind === 'wait' ? now : move);
}

/** False also where the user stopped what was waited for. */
async function untilStopped(work: Promise<boolean>): Promise<boolean> {
  return await work.catch((error: unknown) => {
    if (error instanceof Cancelled) return false;
    throw error;
  });
}

type StepMove = Exclude<Move, { kind: 'done' | 'stop' }>;

/** What a step may open. */
interface Shows {
  readonly open: OpenFile;
  readonly showReboot: () => Promise<void>;
}

/** False where the user said no. */
async function carryOut(session: HostSession, move: StepMove, { open, showReboot }: Shows): Promise<boolean> {
  switch (move.kind) {
    case 'mend':
      return await mendSources(session, move.paths, open);
    case 'install':
      await restoreWayOut(session);
      return await installMicrocode(session, move.packageName);
    case 'follow':
      return await installMicrocode(session, move.packageName);
    case 'reboot':
      return await rebootHost(session, showReboot);
    case 'wait':
      await awaitReboot(session, move.asked);
      return true;
  }
}

async function wantsReport({ view: { label, plan } }: HostSession, why: string): Promise<boolean> {
  const show = plan?.applies === true ? ['Show Report'] : [];
  return (await vscode.window.showInformationMessage(`Nothing is to be done on ${label}: ${why}.`, ...show)) !== undefined;
}

async function showReport(session: HostSession): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: fixReport(session.view, await session.deeds(), Date.now()) });
  await vscode.window.showTextDocument(document, { preview: false });
}

function noDifference({ view }: HostSession): UserError {
  const step = view.plan?.steps.find(({ state }) => state === 'next');
  return new UserError(`${view.label} stands where it stood: ${step?.description ?? 'nothing has changed'}`, { detail: step?.detail ?? 'The plan has what the host says.', actions: ['retry'] });
}

function stepWords(move: StepMove): string {
  switch (move.kind) {
    case 'mend':
      return 'enabling the component';
    case 'install':
      return `installing ${move.packageName}`;
    case 'follow':
      return `the end of the install of ${move.packageName}`;
    case 'reboot':
      return 'the reboot';
    case 'wait':
      return 'its return from the reboot';
  }
}
