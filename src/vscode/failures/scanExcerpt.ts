/** The lines around a failure, as a document that is only read: for packed files, and for those over VS Code's 50 MB. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { excerptStart, linesAround } from './scanFiles';
import { sourceOf } from './scanPlaces';

export const excerptScheme = 'pve-doctor-excerpt';

/** The document, and the line of it that is the failure's. */
export function excerptUri(file: vscode.Uri, size: number, line: number): { readonly target: vscode.Uri; readonly at: number } {
  const first = excerptStart(line);
  const query = new URLSearchParams({ file: file.toString(), size: String(size), line: String(line) }).toString();
  return { target: vscode.Uri.from({ scheme: excerptScheme, path: `/${basename(file.path)} from line ${first + 1}.log`, query }), at: line - first };
}

export const excerpts: vscode.TextDocumentContentProvider = {
  async provideTextDocumentContent({ query }, token) {
    const fields = new URLSearchParams(query);
    const file = vscode.Uri.parse(fields.get('file') ?? '', true);
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `Reading ${basename(file.path)}` }, () => linesAround(sourceOf(file, Number(fields.get('size'))), Number(fields.get('line')), controller.signal));
  },
};
