/** The analysis of each open document, made once per version and shared by everything that asks for it. */
import * as vscode from 'vscode';
import { SourcesChecker, type SourcesContext } from '../../apt';
import { type Analysis, analyse } from './analysis';
import { documentKind } from './documentKind';

interface Kept {
  readonly languageId: string;
  /** For a sources file: it remembers the version that it looked at last. */
  readonly checker: SourcesChecker | undefined;
  readonly latest: { readonly version: number; readonly analysis: Analysis } | undefined;
}

export class Analyses implements vscode.Disposable {
  private readonly kept = new Map<string, Kept>();
  private readonly closed: vscode.Disposable;

  constructor(private readonly contextFor: (uri: vscode.Uri) => SourcesContext | undefined) {
    this.closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.kept.delete(uri.toString()));
  }

  /** Undefined for a document that is not looked at. */
  of(document: vscode.TextDocument): Analysis | undefined {
    const { uri, version, languageId } = document;
    const kind = documentKind(uri.scheme, languageId, uri.path);
    if (!kind || document.isClosed) return undefined;
    const key = uri.toString();
    const known = this.kept.get(key);
    const before = known?.languageId === languageId ? known : undefined;
    if (before?.latest?.version === version) return before.latest.analysis;
    const checker = kind.kind === 'sources' ? (before?.checker ?? new SourcesChecker(kind.format)) : undefined;
    const context = kind.kind === 'sources' ? this.contextFor(uri) : undefined;
    const analysis = analyse(document.getText(), kind, context ?? { path: uri.path }, checker);
    this.kept.set(key, { languageId, checker, latest: { version, analysis } });
    return analysis;
  }

  /** After the context changed: the next who asks gets a new one. A log has no context. */
  forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const known = this.kept.get(key);
    if (known?.checker) this.kept.set(key, { ...known, latest: undefined });
  }

  dispose(): void {
    this.closed.dispose();
    this.kept.clear();
  }
}
