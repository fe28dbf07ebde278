/** Outline, breadcrumbs and folding: a file's entries and comments, a log's failures with their register dumps. */
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { type Fold, foldsOfSources, type SourcesSymbol, symbolsOfSources } from '../../apt';
import type { Analyses } from './analyses';
import type { Analysis } from './analysis';
import { type OutlineItem, outlineOf, wholeRange } from './logOutline';
import { toRange } from './places';

/** Milliseconds: VS Code asks for the outline of a large log as soon as it is open, where its problems are to be seen first. */
const afterProblems = 250;

export class Outlines implements vscode.DocumentSymbolProvider, vscode.FoldingRangeProvider {
  constructor(private readonly analyses: Analyses) {}

  async provideDocumentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    const analysis = await this.analysisOf(document);
    if (analysis?.kind === 'sources') return analysis.checked.collect(symbolsOfSources).map((symbol) => entrySymbol(document, symbol));
    return analysis ? outlineOf(analysis.failures).map((item) => failureSymbol(document, item)) : [];
  }

  /** Undefined where there is nothing of ours, so that folding by indentation stays. */
  async provideFoldingRanges(document: vscode.TextDocument): Promise<vscode.FoldingRange[] | undefined> {
    const analysis = await this.analysisOf(document);
    if (analysis?.kind === 'sources') return foldsOfSources(analysis.checked).map(toFoldingRange);
    const ranges = (analysis?.failures ?? []).flatMap((failure) => {
      const { start, end } = toRange(document, wholeRange(failure));
      return end.line > start.line ? [new vscode.FoldingRange(start.line, end.line, vscode.FoldingRangeKind.Region)] : [];
    });
    return ranges.length === 0 ? undefined : ranges;
  }

  private async analysisOf(document: vscode.TextDocument): Promise<Analysis | undefined> {
    if (this.analyses.begin(document)) await setTimeout(afterProblems);
    return this.analyses.of(document);
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
