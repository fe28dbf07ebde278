/** Going back to an older microcode package, where the archive still has one. */
import * as vscode from 'vscode';
import { type HostSession, nextBootWords, valueOf } from '../../host';
import { UserError } from '../../machine';
import { changeHold } from './hold';
import { installMicrocode } from './install';

/** Asks which, installs it as any other, says what boots next, and offers the hold without which it is upgraded again. */
export async function installOlder(session: HostSession, packageName: string): Promise<void> {
  await session.refresh({ mayAsk: true });
  const { label } = session.view;
  const { installed, older } = await session.olderVersions(packageName);
  if (older.length === 0) {
    await vscode.window.showInformationMessage(`The archive has no ${packageName} older than ${installed}, which ${label} has.`, {
      modal: true,
      detail: `Debian keeps one version in each suite, so this is so most of the time. Older ones are on snapshot.debian.org, to be installed by hand. dis_ucode_ldr on the kernel’s command line keeps every update away; what the BIOS brought runs then.`,
    });
    return;
  }
  if (valueOf(session.view.facts?.microcode.package)?.held) {
    throw new UserError(`${packageName} is on hold on ${label}`, { detail: 'Nothing was done. Release it first with “Release Microcode Package…”, and hold it again afterwards.', actions: ['retry'] });
  }
  const choice = await vscode.window.showQuickPick(older.map((version) => ({ label: version, description: `in place of ${installed}` })), { title: `Older versions of ${packageName} that ${label} can have`, placeHolder: 'Which one?' });
  if (!choice) return;
  await installMicrocode(session, packageName, choice.label);
  const { facts } = session.view;
  if (valueOf(facts?.microcode.package)?.installed !== choice.label) return;
  const hold = 'Hold…';
  const next = facts ? `Boots next: ${nextBootWords(facts)}` : 'What boots next is not known';
  const answer = await vscode.window.showInformationMessage(`${packageName} is ${choice.label} on ${label}. ${next}. apt upgrades it again with the next upgrade unless it is on hold.`, hold);
  if (answer === hold) await changeHold(session, 'hold', packageName);
}
