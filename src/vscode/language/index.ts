/** Problems, fixes, hovers, completion, outlines and links, for sources files and logs wherever they lie. */
import * as vscode from 'vscode';
import type { SourcesContext } from '../../apt';
import type { Elsewhere } from '../../kvm';
import { Analyses } from './analyses';
import { CodeActions, type LogAction } from './codeActions';
import { Completions, completionTriggers } from './completions';
import { Diagnostics } from './diagnostics';
import { Hovers } from './hovers';
import { Links } from './links';
import { OfferLanguage } from './offerLanguage';
import { Outlines } from './outlines';
import { type OpenedFrom, SavingNotice } from './savingNotice';
import { allDocuments, sourcesDocuments } from './selectors';

export interface LanguageOptions {
  /** Everything is registered in there. */
  readonly subscriptions: { dispose(): unknown }[];
  /** What is known of the host whose file the document is; undefined for a document of no host, or of one not yet read. */
  readonly contextFor: (uri: vscode.Uri) => SourcesContext | undefined;
  /** Fired with a URI whose authority is the host's id, or with undefined where all may have changed. */
  readonly onContextChanged: vscode.Event<vscode.Uri | undefined>;
  /** What the host knows whose log the document is; undefined for a log of no host, or of one not yet read. */
  readonly elsewhere: (uri: vscode.Uri) => Elsewhere | undefined;
  /** Fired with a host's id. */
  readonly onElsewhereChanged: vscode.Event<string>;
  /** What is offered on every failure of a log, beside what a finding itself offers. */
  readonly actions: (uri: vscode.Uri) => readonly LogAction[];
  readonly openedFrom: OpenedFrom;
  readonly log: vscode.LogOutputChannel;
}

export function registerLanguage({ subscriptions, contextFor, onContextChanged, elsewhere, onElsewhereChanged, actions, openedFrom, log }: LanguageOptions): void {
  const analyses = new Analyses(contextFor, elsewhere);
  const outlines = new Outlines(analyses);
  subscriptions.push(
    analyses,
    new Diagnostics(analyses, onContextChanged, onElsewhereChanged, log),
    new OfferLanguage(log),
    new SavingNotice(openedFrom, log),
    vscode.languages.registerCodeActionsProvider(allDocuments, new CodeActions(analyses, actions), CodeActions.metadata),
    vscode.languages.registerHoverProvider(allDocuments, new Hovers(analyses)),
    vscode.languages.registerCompletionItemProvider(sourcesDocuments, new Completions(analyses), ...completionTriggers),
    vscode.languages.registerDocumentLinkProvider(sourcesDocuments, new Links(analyses)),
    vscode.languages.registerDocumentSymbolProvider(allDocuments, outlines, { label: 'PVE Doctor' }),
    vscode.languages.registerFoldingRangeProvider(allDocuments, outlines),
  );
}
