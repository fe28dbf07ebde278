/**
 * Findings as problems. Visible documents are looked at: at once when they come into sight, and when typing pauses; one
 * that has problems is followed until it is closed. Of a large log full of failures the first are shown before all are read.
 */
import * as vscode from 'vscode';
import { hostIdOf } from '../documents/uris';
import type { Analyses } from './analyses';
import { type Analysis, eachFinding } from './analysis';
import { Debounce } from './debounce';
import { type DocumentKind, documentKind } from './documentKind';
import { Problems } from './problems';
import { publishGravest } from './published';
import { onDidChangeRules, rulesFor } from './rules';

/** Milliseconds without a change before a document is looked at again. */
const pause = 250;
/** Milliseconds in which what is published leaves this process, which is busy afterwards. */
const sent = 25;

export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('pve-doctor');
  private readonly debounce = new Debounce();
  /** Version that the published problems are about, by document. */
  private readonly published = new Map<string, number>();
  private readonly problems = new Map<string, Problems>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly analyses: Analyses, onContextChanged: vscode.Event<vscode.Uri | undefined>, onElsewhereChanged: vscode.Event<string>, private readonly log: vscode.LogOutputChannel) {
    this.subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach(({ document }) => this.look(document))),
      // A change of language is a close and an open.
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (isVisible(document)) this.look(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.lookLater(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
      onContextChanged((host) => this.lookAgain((document) => kindOf(document)?.kind === 'sources' && (host === undefined || isOnHost(document, host)), 'sources')),
      onElsewhereChanged((hostId) => this.lookAgain((document) => kindOf(document)?.kind === 'log' && hostIdOf(document.uri) === hostId, 'log')),
      onDidChangeRules(() => this.lookAgain(() => true, 'sources')),
    );
    vscode.window.visibleTextEditors.forEach(({ document }) => this.look(document));
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.debounce.dispose();
    this.collection.dispose();
  }

  private look(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (this.published.get(key) === document.version) return;
    this.debounce.cancel(key);
    const beginning = this.analyses.begin(document);
    if (beginning) {
      this.publish(document, beginning, false);
      this.debounce.later(key, sent, () => this.lookAtAll(document));
    } else this.lookAtAll(document);
  }

  private lookAtAll(document: vscode.TextDocument): void {
    const started = performance.now();
    const analysis = this.analyses.of(document);
    if (!analysis) return;
    const count = this.publish(document, analysis, true);
    this.log.debug(`${document.uri.path}: ${count} findings, version ${document.version}, ${Math.round(performance.now() - started)} ms`);
  }

  /** How many were found. */
  private publish(document: vscode.TextDocument, analysis: Analysis, isWhole: boolean): number {
    const key = document.uri.toString();
    const found = publishGravest((visit) => eachFinding(analysis, visit), rulesFor(document.uri));
    const problems = this.problems.get(key) ?? new Problems();
    this.problems.set(key, problems);
    // One set per document: VS Code drops most of what one call over many documents brings.
    if (problems.update(document, found, isWhole)) this.collection.set(document.uri, problems.shown);
    this.published.set(key, document.version);
    return found.shown.length + found.omitted;
  }

  private lookLater(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (!kindOf(document) || !(this.published.has(key) || isVisible(document))) return;
    this.debounce.later(key, pause, () => {
      if (!document.isClosed) this.look(document);
    });
  }

  /** What is neither visible nor followed is looked at when it comes into sight. */
  private lookAgain(isMeant: (document: vscode.TextDocument) => boolean, kind: DocumentKind['kind']): void {
    for (const document of vscode.workspace.textDocuments.filter(isMeant)) {
      this.analyses.forget(document, kind);
      const wasPublished = this.published.delete(document.uri.toString());
      if (wasPublished || isVisible(document)) this.look(document);
    }
  }

  private forget({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    this.debounce.cancel(key);
    this.published.delete(key);
    this.problems.delete(key);
    this.collection.delete(uri);
  }
}

function kindOf({ uri, languageId }: vscode.TextDocument): DocumentKind | undefined {
  return documentKind(uri.scheme, languageId, uri.path);
}

function isOnHost({ uri }: vscode.TextDocument, { scheme, authority }: vscode.Uri): boolean {
  return uri.scheme === scheme && uri.authority === authority;
}

/** In an editor, or in a tab whose editor comes when the document has been opened. */
function isVisible(document: vscode.TextDocument): boolean {
  return vscode.window.visibleTextEditors.some((editor) => editor.document === document) || vscode.window.tabGroups.all.some(({ activeTab }) => activeTab?.input instanceof vscode.TabInputText && activeTab.input.uri.toString() === document.uri.toString());
}
