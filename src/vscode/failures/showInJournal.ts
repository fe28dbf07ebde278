/** A failure where the journal has it, among what QEMU said and what tells which guest it was. */
import * as vscode from 'vscode';
import type { Death } from '../../host';
import { scanLog } from '../../kvm';
import { UserError } from '../../machine';
import { openLog } from '../documents/open';
import type { Outputs } from '../documents/outputs';
import { outputUri } from '../documents/uris';
import type { KnownHost } from '../hosts/hosts';

export async function showInJournal(outputs: Outputs, { setting: { id }, label }: KnownHost, death: Death): Promise<void> {
  const document = await openLog(outputs, outputUri(id, 'failures', `${label} KVM failures.log`));
  const range = placeOf(document, death);
  if (!range) throw new UserError('The journal does not show this failure any more', { detail: 'It may have been removed since, or stand before what is shown. Read the history again.', actions: ['retry'] });
  await vscode.window.showTextDocument(document, { preview: false, selection: range });
}

/** The journal is shown in seconds: that of the failure's first line, and of its process where it has one. */
function placeOf(document: vscode.TextDocument, { shownAt, pid }: Death): vscode.Range | undefined {
  const failures = scanLog(document.getText()).filter((failure) => failure.time !== undefined && Math.floor(failure.time / 1000) === Math.floor(shownAt / 1000));
  const failure = failures.find((one) => one.pid === pid) ?? failures[0];
  return failure && new vscode.Range(document.positionAt(failure.offset), document.positionAt(failure.end));
}
