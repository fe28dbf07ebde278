/** Enabling the component in a host's sources files: each change is shown as a diff, and saved only after a yes. */
import * as vscode from 'vscode';
import { checkSources, formatOfPath, parseSources } from '../../apt';
import { type HostSession, componentRule, sourcesContext } from '../../host';
import { UserError } from '../../machine';
import { count } from '../hosts/words';
import { mergeEdits } from '../language/mergeEdits';
import { toTextEdits } from '../language/places';
import type { OpenFile } from './repositories';

/** False where the user stopped, or a file could not be saved: the change is then in the editor, unsaved. */
export async function mendSources(session: HostSession, paths: readonly string[], open: OpenFile): Promise<boolean> {
  for (const path of paths) {
    const document = await open(path);
    // One that was reverted while the host was away keeps its text, and that is not the host's.
    if (!document.isDirty) await vscode.commands.executeCommand('workbench.action.files.revert');
    const change = await enableComponent(session, document, path);
    if (!document.isDirty) continue;
    await vscode.commands.executeCommand('workbench.files.action.compareWithSaved', document.uri);
    if (!(await confirmed(session, path, change))) return false;
    // VS Code has said why.
    if (!(await document.save())) return false;
    await closeDiff(document.uri);
  }
  return true;
}

/** What the light bulb would change, in the text that is open; resolves with the sentence that says it. */
async function enableComponent(session: HostSession, document: vscode.TextDocument, path: string): Promise<string> {
  const format = formatOfPath(path);
  const context = sourcesContext(session.view.facts, path);
  if (!format || !context) return '';
  const findings = checkSources(parseSources(document.getText(), format), context).filter(({ rule }) => rule === componentRule);
  const fixes = findings.flatMap((finding) => finding.fixes.flatMap((fix) => (fix.kind === 'edit' ? [fix.edits] : [])).slice(0, 1));
  const all = new vscode.WorkspaceEdit();
  const { edits, applied } = mergeEdits(fixes);
  all.set(document.uri, toTextEdits(document, edits));
  if (fixes.length > 0 && !(await vscode.workspace.applyEdit(all))) throw new UserError(`${path} could not be changed in the editor`, { detail: 'It may be open to be read alone.', actions: ['retry'] });
  const added = edits.every(({ range }) => range.start === range.end) ? [...new Set(edits.flatMap(({ newText }) => newText.trim().split(/\s+/)))] : [];
  return added.length === 0 ? '' : `Adds ${added.join(' ')} to ${count(applied, 'entry', 'entries')}. `;
}

async function confirmed({ view, machine }: HostSession, path: string, change: string): Promise<boolean> {
  const choice = await vscode.window.showInformationMessage(
    `Save ${path} on ${view.label}?`,
    { modal: true, detail: `${change}The diff behind this question shows the file on ${machine.name} beside what is written to it. The version before the first change is kept in /var/backups/pve-doctor.` },
    'Save',
  );
  return choice === 'Save';
}

/** It would show no difference any more. */
async function closeDiff({ scheme, path }: vscode.Uri): Promise<void> {
  const diffs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === scheme && input.modified.path === path));
  await vscode.window.tabGroups.close(diffs);
}
