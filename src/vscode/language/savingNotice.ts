/** Says, before anything is saved, what saving a sources file would change beside what was typed: once per document. */
import * as vscode from 'vscode';
import { changedBySaving, savingWarning } from './changedBySaving';
import { documentKind } from './documentKind';

/** The bytes that a host's document was read from: the host may have others by now. */
export type OpenedFrom = (uri: vscode.Uri) => Uint8Array | undefined;

/** Read again from where they lie. */
const readHere: readonly string[] = ['file', 'vscode-remote', 'vscode-vfs'];

export class SavingNotice implements vscode.Disposable {
  private readonly looked = new WeakSet<vscode.TextDocument>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly openedFrom: OpenedFrom, private readonly log: vscode.LogOutputChannel) {
    this.subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || !document.isDirty || this.looked.has(document) || !this.isSources(document)) return;
      this.looked.add(document);
      this.look(document).catch((error: unknown) => this.log.warn(`What saving would change in ${document.uri.path} is not known`, error));
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async look(document: vscode.TextDocument): Promise<void> {
    const bytes = this.openedFrom(document.uri) ?? (await vscode.workspace.fs.readFile(document.uri));
    const changed = changedBySaving(bytes);
    if (!changed) return;
    const name = vscode.workspace.asRelativePath(document.uri);
    if (changed.lossyLine === undefined) {
      await vscode.window.showWarningMessage(savingWarning(name, changed));
      return;
    }
    const reopen = 'Reopen with Encoding';
    if ((await vscode.window.showWarningMessage(savingWarning(name, changed), reopen)) !== reopen) return;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.editor.changeEncoding');
  }

  /** In another encoding, which somebody chose, no byte is lost. */
  private isSources({ uri, languageId, encoding }: vscode.TextDocument): boolean {
    const known = readHere.includes(uri.scheme) || this.openedFrom(uri) !== undefined;
    return known && encoding.startsWith('utf8') && documentKind(uri.scheme, languageId, uri.path)?.kind === 'sources';
  }
}
