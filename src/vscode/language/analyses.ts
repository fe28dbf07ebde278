/** The analysis of each open document, made once per version and shared by everything that asks for it. */
import * as vscode from 'vscode';
import { SourcesChecker, type SourcesContext } from '../../apt';
import type { Elsewhere } from '../../kvm';
import { type Analysis, analyse, beginningOf, type LogAnalysis } from './analysis';
import { documentKind } from './documentKind';
import { afterEdit, contextOf, editOf, isLarge } from './logEdits';

interface Kept {
  readonly languageId: string;
  /** For a sources file: it remembers the version that it looked at last. */
  readonly checker: SourcesChecker | undefined;
  readonly latest: { readonly version: number; readonly analysis: Analysis } | undefined;
}

export class Analyses implements vscode.Disposable {
  private readonly kept = new Map<string, Kept>();
  /** Documents of which the whole was read at least once. */
  private readonly read = new WeakSet<vscode.TextDocument>();
  /** Of the others. */
  private readonly begun = new WeakMap<vscode.TextDocument, { readonly version: number; readonly analysis: LogAnalysis | undefined }>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly contextFor: (uri: vscode.Uri) => SourcesContext | undefined,
    private readonly elsewhere: (uri: vscode.Uri) => Elsewhere | undefined,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.kept.delete(uri.toString())),
      vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)),
    );
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
    const analysis = analyse(document.getText(), kind, context ?? { path: uri.path }, { checker, elsewhere: kind.kind === 'log' ? this.elsewhere(uri) : undefined });
    this.kept.set(key, { languageId, checker, latest: { version, analysis } });
    this.read.add(document);
    this.begun.delete(document);
    return analysis;
  }

  /**
   * What the beginning of a large log tells, where that is more than is shown of a document, until the whole is read for
   * the first time; undefined for any other document.
   */
  begin(document: vscode.TextDocument): LogAnalysis | undefined {
    const { uri, languageId, version } = document;
    if (documentKind(uri.scheme, languageId, uri.path)?.kind !== 'log' || document.isClosed || this.read.has(document)) return undefined;
    const known = this.begun.get(document);
    if (known?.version === version) return known.analysis;
    const analysis = beginningOf(document.getText(), this.elsewhere(uri));
    this.begun.set(document, { version, analysis });
    return analysis;
  }

  /** As `of`, or what the beginning tells: for what VS Code asks for by itself as soon as a document is open. */
  soFar(document: vscode.TextDocument): Analysis | undefined {
    return this.begin(document) ?? this.of(document);
  }

  /** After the context of documents of that kind changed: the next who asks gets a new one. */
  forget(document: vscode.TextDocument, kind: Analysis['kind']): void {
    const key = document.uri.toString();
    const known = this.kept.get(key);
    if (known?.latest?.analysis.kind === kind) this.kept.set(key, { ...known, latest: undefined });
  }

  /** Typing in a large log: what is known of it is moved along, where a look around the change finds nothing else. */
  private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    const { languageId, version } = document;
    const known = this.kept.get(key);
    const latest = known?.latest;
    if (latest?.analysis.kind !== 'log' || !isLarge(latest.analysis) || contentChanges.length === 0) return;
    const [change, ...others] = contentChanges;
    const isNext = change && others.length === 0 && latest.version === version - 1 && known?.languageId === languageId;
    const analysis = isNext ? afterEdit(latest.analysis, editOf(change), contextOf(document, change)) : undefined;
    if (analysis) this.kept.set(key, { languageId, checker: undefined, latest: { version, analysis } });
    else this.kept.delete(key);
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.kept.clear();
  }
}
