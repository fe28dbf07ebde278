/** Rebooting a host: what it means for the guests is said first, nothing reboots by itself, and the new boot is proven by its id. */
import * as vscode from 'vscode';
import { type AskedReboot, type HostSession, type RebootAdvice, guestTitle, rebootAdvice } from '../../host';
import { UserError } from '../../machine';
import { duration, hex } from '../hosts/words';
import { withProgress } from '../report';
import { inMaintenance, maintenanceButton } from './haMaintenance';
import { rebootMinutes } from '../settings';

/** Resolves when the host is back; with false where the user chose later, or to see all first (`showAll`). */
export async function rebootHost(session: HostSession, showAll: () => Promise<void>): Promise<boolean> {
  await session.refresh({ mayAsk: true });
  const { facts, label } = session.view;
  if (facts?.boot.state !== 'known') {
    throw new UserError(`${label} could not be read, so nothing tells what a reboot would do`, { detail: 'Connect first.', actions: ['retry'] });
  }
  const surroundings = await withProgress(`Looking at what a reboot of ${label} would touch`, (signal) => session.surroundings({ signal }));
  const advice = rebootAdvice(facts, surroundings, rebootMinutes());
  if (advice.blocks.length > 0) {
    throw new UserError(`${label} must not be rebooted now: ${advice.blocks.join('; ')}`, { detail: 'Wait until that is over, then look again.', actions: ['retry'] });
  }
  const maintenance = maintenanceButton(session);
  const chosen = await confirmed(label, advice, showAll, maintenance);
  if (chosen === undefined) return false;
  const bootId = facts.boot.value.id;
  const reboot = () => withProgress(`Rebooting ${label}`, (signal, say) => session.reboot(bootId, { signal, onProgress: say, expected: 1000 * advice.expectedSeconds }));
  const back = await (chosen === maintenance?.title ? inMaintenance(session, reboot) : reboot());
  await tellOutcome(session, back.downMs);
  return true;
}

/** Resolves when the host is back from a reboot that it was asked for before. */
export async function awaitReboot(session: HostSession, asked: AskedReboot): Promise<void> {
  const back = await withProgress(`Waiting until ${session.view.label} is back from its reboot`, (signal, say) => session.awaitReboot(asked, { signal, onProgress: say }));
  await tellOutcome(session, back.downMs);
}

/** Of each list the first few: a dialog that is longer than the screen has no buttons. */
const shown = 5;

/** Short, the gravest first; the page has the rest. Resolves with the button that reboots, or with undefined. */
async function confirmed(label: string, { guests, warnings, notes }: RebootAdvice, showAll: () => Promise<void>, maintenance: { readonly title: string } | undefined): Promise<string | undefined> {
  const [now, all, later] = [{ title: 'Reboot Now' }, { title: 'Show All' }, { title: 'Reboot Later', isCloseAffordance: true }];
  const lines = [
    ...(warnings.length > 0 ? ['Before you do it:', ...firstOf(warnings), ''] : []),
    guests.length === 0 ? 'No guest is running.' : 'These guests are running and will be shut down:',
    ...firstOf(guests.map(({ guest, becomes }) => `${guestTitle(guest)}: ${becomes}`)),
    '',
    ...notes,
  ];
  const choice = await vscode.window.showWarningMessage(`Reboot ${label}?`, { modal: true, detail: lines.join('\n') }, ...(maintenance ? [maintenance] : []), now, all, later);
  if (choice?.title === all.title) await showAll();
  return choice?.title === now.title || (maintenance && choice?.title === maintenance.title) ? choice.title : undefined;
}

function firstOf(lines: readonly string[]): string[] {
  const more = lines.length - shown;
  return [...lines.slice(0, shown), ...(more > 0 ? [`and ${more} more: Show All`] : [])].map((line) => `    ${line}`);
}

async function tellOutcome(session: HostSession, downMs: number): Promise<void> {
  await session.refresh({ mayAsk: false, anew: true });
  const { view } = session;
  const step = view.plan?.steps.find(({ id }) => id === 'verify');
  const revision = view.facts?.cpu.state === 'known' ? view.facts.cpu.value.revisions[0] : undefined;
  const proof = step?.state === 'done' || step?.state === 'blocked' ? step.description : `microcode ${revision === undefined ? 'not known' : hex(revision)}`;
  const message = `${view.label} is back after ${duration(downMs)}: ${proof}`;
  // Nobody needs to answer it, so nothing waits for the answer.
  void (step?.state === 'done' ? vscode.window.showInformationMessage(message) : vscode.window.showWarningMessage(message));
}
