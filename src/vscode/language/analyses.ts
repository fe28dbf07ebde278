/** The analysis of each open document, made once per version and shared by everything that asks for it. */
import * as vscode from 'vscode';
import type { SourcesContext } from '../../apt';
import type { Elsewhere } from '../../kvm';
import { type Analysis, analyse } from './analysis';
import { documentKind } from './documentKind';

interface Kept {
  readonly version: number;
  readonly languageId: string;
  readonly analysis: Analysis;
}

export class Analyses implements vscode.Disposable {
  private readonly kept = new Map<string, Kept>();
  private readonly closed: vscode.Disposable;

  constructor(
    private readonly contextFor: (uri: vscode.Uri) => SourcesContext | undefined,
    private readonly elsewhere: (uri: vscode.Uri) => Elsewhere | undefined,
  ) {
    this.closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.kept.delete(uri.toString()));
  }

  /** Undefined for a document that is not looked at. */
  of(document: vscode.TextDocument): Analysis | undefined {
    const { uri, version, languageId } = document;
    const kind = documentKind(uri.scheme, languageId, uri.path);
    if (!kind || document.isClosed) return undefined;
    const key = uri.toString();
    const known = this.kept.get(key);
    if (known?.version === version && known.languageId === languageId) return known.analysis;
    const context = kind.kind === 'sources' ? this.contextFor(uri) : undefined;
    const analysis = analyse(document.getText(), kind, context ?? { path: uri.path }, kind.kind === 'log' ? this.elsewhere(uri) : undefined);
    this.kept.set(key, { version, languageId, analysis });
    return analysis;
  }

  /** After the context of documents of that kind changed: the next who asks gets a new one. */
  forget(document: vscode.TextDocument, kind: Analysis['kind']): void {
    const key = document.uri.toString();
    if (this.kept.get(key)?.analysis.kind === kind) this.kept.delete(key);
  }

  dispose(): void {
    this.closed.dispose();
    this.kept.clear();
  }
}
