/** Handing something on as Markdown: the user says whether it may name hosts and guests, and where it goes. */
import * as vscode from 'vscode';

/** `without`: what is left out where it is to hold no names; `write` gets whether it may. */
export async function handOn(title: string, without: string, write: (names: boolean) => string): Promise<void> {
  const nameless = { label: 'Without names and addresses', description: without };
  const names = await vscode.window.showQuickPick([nameless, { label: 'With names', description: 'for a ticket among those who know the host' }], { title, placeHolder: 'What may it tell?' });
  if (!names) return;
  const text = write(names.label !== nameless.label);
  const copy = { label: 'Copy to Clipboard' };
  const where = await vscode.window.showQuickPick([copy, { label: 'Open as Document' }], { title, placeHolder: 'Where to?' });
  if (!where) return;
  if (where.label === copy.label) {
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage('It is in the clipboard, as Markdown.', 5000);
  } else {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content: text }), { preview: false });
  }
}
