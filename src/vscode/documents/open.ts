/** Opening documents in an editor. */
import * as vscode from 'vscode';
import { UserError } from '../../machine';
import type { Outputs } from './outputs';

export async function openDocument(uri: vscode.Uri, selection?: vscode.Range): Promise<vscode.TextDocument> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false, ...(selection ? { selection } : {}) });
    return document;
  } catch (error) {
    throw new UserError(`${uri.path} could not be opened`, { detail: error instanceof Error ? error.message : String(error), actions: ['retry', 'showLog'], cause: error });
  }
}

/** Read again each time: a log goes on. */
export async function openLog(outputs: Outputs, uri: vscode.Uri): Promise<vscode.TextDocument> {
  await outputs.prepare(uri);
  if (vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) outputs.refresh(uri);
  return await openDocument(uri);
}
