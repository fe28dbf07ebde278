/** Fields, suites and components, as far as the release has them. */
import * as vscode from 'vscode';
import { completeSources, type Suggestion } from '../../apt';
import type { Analyses } from './analyses';
import { toRange } from './places';

export const completionTriggers = [' ', ':', '['];

export class Completions implements vscode.CompletionItemProvider {
  constructor(private readonly analyses: Analyses) {}

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const analysis = this.analyses.of(document);
    if (analysis?.kind !== 'sources') return [];
    const { parsed, context } = analysis;
    return completeSources(parsed.text, parsed.format, document.offsetAt(position), context).map((suggestion, index) => toItem(document, suggestion, index));
  }
}

const kinds: Readonly<Record<Suggestion['kind'], vscode.CompletionItemKind>> = {
  field: vscode.CompletionItemKind.Field,
  option: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
};

/** In the order in which they are suggested: the usual ones first, not those with an early letter. */
function toItem(document: vscode.TextDocument, { label, kind, detail, range, insert }: Suggestion, index: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.detail = detail;
  item.insertText = insert;
  item.range = toRange(document, range);
  item.sortText = String(index).padStart(3, '0');
  return item;
}
