/** Outline, breadcrumbs and folding: a file's entries and comments, a log's failures with their register dumps. */
import * as vscode from 'vscode';
import { type Fold, foldsOfSources, type SourcesSymbol, symbolsOfSources } from '../../apt';
import type { Analyses } from './analyses';
import { type OutlineItem, outlineOf } from './logOutline';
import { toRange } from './places';

export class Outlines implements vscode.DocumentSymbolProvider, vscode.FoldingRangeProvider {
  constructor(private readonly analyses: Analyses) {}

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const analysis = this.analyses.of(document);
    if (analysis?.kind === 'sources') return analysis.checked.collect(symbolsOfSources).map((symbol) => entrySymbol(document, symbol));
    return this.failures(document).map((item) => failureSymbol(document, item));
  }

  /** Undefined where there is nothing of ours, so that folding by indentation stays. */
  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] | undefined {
    const analysis = this.analyses.of(document);
    if (analysis?.kind === 'sources') return foldsOfSources(analysis.checked).map(toFoldingRange);
    const ranges = this.failures(document).flatMap(({ range: { start, end } }) => {
      const first = document.positionAt(start).line;
      const last = document.positionAt(end).line;
      return last > first ? [new vscode.FoldingRange(first, last, vscode.FoldingRangeKind.Region)] : [];
    });
    return ranges.length === 0 ? undefined : ranges;
  }

  private failures(document: vscode.TextDocument): OutlineItem[] {
    const analysis = this.analyses.of(document);
    return analysis?.kind === 'log' ? outlineOf(analysis.failures) : [];
  }
}

function toFoldingRange({ kind, first, last }: Fold): vscode.FoldingRange {
  return new vscode.FoldingRange(first, last, kind === 'comment' ? vscode.FoldingRangeKind.Comment : vscode.FoldingRangeKind.Region);
}

function entrySymbol(document: vscode.TextDocument, { name, detail, range, enabled }: SourcesSymbol): vscode.DocumentSymbol {
  const place = toRange(document, range);
  const symbol = new vscode.DocumentSymbol(name, detail, vscode.SymbolKind.Package, place, place);
  // Struck through.
  if (!enabled) symbol.tags = [vscode.SymbolTag.Deprecated];
  return symbol;
}

function failureSymbol(document: vscode.TextDocument, { name, detail, range, message }: OutlineItem): vscode.DocumentSymbol {
  return new vscode.DocumentSymbol(name, detail, vscode.SymbolKind.Event, toRange(document, range), toRange(document, message));
}
