/** Offers to treat a plain text that looks like a sources file as one: one message, once per document. */
import * as vscode from 'vscode';
import { Debounce } from './debounce';
import { documentKind } from './documentKind';
import { looksLikeSources, mostLines } from './looksLikeSources';

/** A paste is one change; whoever types an entry is left in peace until a pause. */
const pause = 1_000;

export class OfferLanguage implements vscode.Disposable {
  private readonly debounce = new Debounce();
  private readonly asked = new WeakSet<vscode.TextDocument>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly log: vscode.LogOutputChannel) {
    this.subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.lookLater(editor.document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) this.lookLater(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.debounce.cancel(uri.toString())),
    );
    if (vscode.window.activeTextEditor) this.lookLater(vscode.window.activeTextEditor.document);
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.debounce.dispose();
  }

  private lookLater(document: vscode.TextDocument): void {
    if (this.asked.has(document) || !isPlain(document)) return;
    this.debounce.later(document.uri.toString(), pause, () => {
      this.look(document).catch((error: unknown) => this.log.error('The language of a document could not be set', error));
    });
  }

  private async look(document: vscode.TextDocument): Promise<void> {
    if (document !== vscode.window.activeTextEditor?.document || !isPlain(document)) return;
    const language = document.lineCount > mostLines ? undefined : looksLikeSources(document.getText());
    if (language === undefined) return;
    this.asked.add(document);
    const show = 'Show problems';
    const answer = await vscode.window.showInformationMessage('This looks like an apt sources file. Show problems in it?', show, 'Not now');
    if (answer === show && !document.isClosed) await vscode.languages.setTextDocumentLanguage(document, language);
  }
}

/** What a person wrote or opened, not what a host printed. */
function isPlain({ uri, languageId, isClosed }: vscode.TextDocument): boolean {
  return !isClosed && languageId === 'plaintext' && uri.scheme !== 'pve-doctor-output' && documentKind(uri.scheme, languageId, uri.path)?.kind === 'log';
}
