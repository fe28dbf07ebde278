/** Offsets of a text as VS Code's positions, and the other way round. */
import * as vscode from 'vscode';
import type { TextEdit, TextRange, Where } from '../../finding';

export function toRange(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** The whole lines that the range touches, without the last line's end. */
export function wholeLines(document: vscode.TextDocument, { start, end }: vscode.Range): TextRange {
  return { start: document.offsetAt(document.lineAt(start.line).range.start), end: document.offsetAt(document.lineAt(end.line).range.end) };
}

/** Of what was found in a document: there; what is said of a host as a whole stands on the first character. */
export function rangeOf(document: vscode.TextDocument, where: Where): vscode.Range {
  return toRange(document, where.kind === 'document' ? where.range : { start: 0, end: 0 });
}

export function toTextEdits(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.TextEdit[] {
  return edits.map(({ range, newText }) => vscode.TextEdit.replace(toRange(document, range), newText));
}
