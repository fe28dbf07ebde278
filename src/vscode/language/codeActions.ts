/** The light bulb. */
import * as vscode from 'vscode';
import type { Finding } from '../../finding';
import type { Analyses } from './analyses';
import { findingsAt, findingsOf } from './analysis';
import { type Offer, offersAt } from './offers';
import { toTextEdits, wholeLines } from './places';
import { isProblemOf } from './problems';
import { publish } from './published';
import { rulesFor, rulesSetting } from './rules';

export interface LogAction {
  readonly title: string;
  readonly command: vscode.Command;
}

export class CodeActions implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };

  /** `logActions` are offered on every failure of a log. */
  constructor(private readonly analyses: Analyses, private readonly logActions: (uri: vscode.Uri) => readonly LogAction[]) {}

  provideCodeActions(document: vscode.TextDocument, selection: vscode.Range, { diagnostics }: vscode.CodeActionContext): vscode.CodeAction[] {
    const analysis = this.analyses.soFar(document);
    if (!analysis) return [];
    const range = wholeLines(document, selection);
    const rules = rulesFor(document.uri);
    const shown = (findings: readonly Finding[]) => publish(findings, rules).map(({ finding }) => finding);
    const here = shown(findingsAt(analysis, range));
    const actions = offersAt(analysis, here, () => shown(findingsOf(analysis)), range).map((offer) => toCodeAction(document, offer, diagnostics));
    if (here.length === 0) return actions;
    if (analysis.kind === 'log') {
      const offered = new Set(actions.map(({ command }) => command?.command));
      actions.push(...this.logActions(document.uri).filter(({ command }) => !offered.has(command.command)).map(({ title, command }) => commandAction(title, command)));
    }
    return [...actions, openRules()];
  }
}

function toCodeAction(document: vscode.TextDocument, offer: Offer, diagnostics: readonly vscode.Diagnostic[]): vscode.CodeAction {
  const mended = diagnostics.filter((diagnostic) => offer.mends.some((finding) => isProblemOf(document, finding, diagnostic)));
  const action =
    offer.kind === 'edit'
      ? new vscode.CodeAction(offer.title, vscode.CodeActionKind.QuickFix)
      : commandAction(offer.title, { title: offer.title, command: `pveDoctor.${offer.action}`, arguments: [document.uri, ...offer.args] });
  action.diagnostics = mended;
  if (offer.kind === 'edit') {
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(document.uri, toTextEdits(document, offer.edits));
    action.isPreferred = offer.preferred;
  }
  return action;
}

function commandAction(title: string, command: vscode.Command): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = command;
  return action;
}

function openRules(): vscode.CodeAction {
  const title = 'Turn this rule off or change its severity…';
  return commandAction(title, { title, command: 'workbench.action.openSettings', arguments: [`@id:${rulesSetting}`] });
}
