/** The question when a host's file is not what was read: nothing is overwritten unseen. */
import * as vscode from 'vscode';

export type ConflictChoice = 'compare' | 'overwrite' | 'cancel';

/** `unknown`: what was read is not remembered, so nothing tells whether the host's file changed. Compare opens the diff. */
export async function askAboutConflict(uri: vscode.Uri, host: string, unknown: boolean): Promise<ConflictChoice> {
  const compare = 'Compare';
  const overwrite = 'Overwrite';
  const message = unknown ? `${uri.path} on ${host} may not be what you edited.` : `${uri.path} was changed on ${host} after you opened it.`;
  const detail = 'Compare shows both side by side; your text stays in the editor. Overwrite replaces the file on the host by your text.';
  const choice = await vscode.window.showWarningMessage(message, { modal: true, detail }, compare, overwrite);
  if (choice === overwrite) return 'overwrite';
  if (choice !== compare) return 'cancel';
  await vscode.commands.executeCommand('workbench.files.action.compareWithSaved', uri);
  return 'compare';
}
