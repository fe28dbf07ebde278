/** Fields, options and values, as far as the release and the archive have them. */
import * as vscode from 'vscode';
import { completeSources, type Suggestion } from '../../apt';
import type { Analyses } from './analyses';
import { toRange } from './places';

export const completionTriggers = [' ', ':', '[', '=', ','];

export class Completions implements vscode.CompletionItemProvider {
  constructor(private readonly analyses: Analyses) {}

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const analysis = this.analyses.of(document);
    if (analysis?.kind !== 'sources') return [];
    const { text, format, context } = analysis.checked;
    return completeSources(text, format, document.offsetAt(position), context).map((suggestion, index) => toItem(document, position, suggestion, index));
  }
}

const kinds: Readonly<Record<Suggestion['kind'], vscode.CompletionItemKind>> = {
  field: vscode.CompletionItemKind.Field,
  option: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
};

/** In the order in which they are suggested: the usual ones first, not those with an early letter. */
function toItem(document: vscode.TextDocument, position: vscode.Position, { label, kind, detail, range, insert }: Suggestion, index: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.detail = detail;
  item.insertText = insert;
  const replacing = toRange(document, range);
  // What stands behind the cursor stays, unless the user's settings or keys say that it is replaced.
  item.range = { inserting: replacing.with({ end: position }), replacing };
  item.sortText = String(index).padStart(5, '0');
  // A name wants its value next.
  if (/[=: ]$/.test(insert)) item.command = { title: 'Suggest values', command: 'editor.action.triggerSuggest' };
  return item;
}
