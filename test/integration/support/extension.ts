/** The extension as a test meets it: its tree, its commands, the documents that it opens. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PveDoctorApi } from '../../../src/extension';
import type { Doctor } from '../../../src/vscode/doctor';
import type { TreeNode } from '../../../src/vscode/hosts/treeNode';
import { until } from '../../support/until';

export async function startDoctor(): Promise<Doctor> {
  const extension = vscode.extensions.getExtension<PveDoctorApi>('pve-doctor.pve-doctor');
  assert.ok(extension);
  return await (await extension.activate()).ready;
}

/** The host's settings as a user's settings.json has them; resolves when the extension has seen them. */
export async function setHosts(doctor: Doctor, hosts: readonly { readonly id: string; readonly host: string; readonly [key: string]: unknown }[]): Promise<void> {
  await vscode.workspace.getConfiguration('pveDoctor').update('hosts', hosts, vscode.ConfigurationTarget.Global);
  await until(() => doctor.hosts.all.map(({ setting }) => setting.id).join() === hosts.map(({ id }) => id).join());
}

/** The node with that label path, as the tree shows it now: `find(doctor, 'pve8', 'Guests', '100')`; labels by their beginning. */
export function find(doctor: Doctor, ...labels: string[]): TreeNode | undefined {
  let nodes: readonly TreeNode[] = doctor.view.roots();
  let found: TreeNode | undefined;
  for (const label of labels) {
    found = nodes.find((node) => node.label.startsWith(label));
    nodes = found?.children ?? [];
  }
  return found;
}

/** As find(), where it has to be there. */
export function node(doctor: Doctor, ...labels: string[]): TreeNode {
  const found = find(doctor, ...labels);
  assert.ok(found, `the tree has no ${labels.join(' › ')}: ${show(doctor.view.roots())}`);
  return found;
}

/** A click on the node. */
export async function click({ command }: TreeNode): Promise<void> {
  assert.ok(command);
  await vscode.commands.executeCommand(command.command, ...command.args);
}

/** The tree as text, for messages. */
export function show(nodes: readonly TreeNode[], depth = 0): string {
  return nodes.map((one) => `\n${'  '.repeat(depth)}${one.label} — ${one.description ?? ''}${show(one.children, depth + 1)}`).join('');
}

/** Waits until the document has `count` of our diagnostics (of that rule, if one is named), and gives them. */
export async function diagnosticsOf(uri: vscode.Uri, count: number, rule?: string, limit = 30_000): Promise<vscode.Diagnostic[]> {
  const ours = () => vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === 'PVE Doctor' && (rule === undefined || ruleOf(diagnostic) === rule));
  await until(() => ours().length === count, limit).catch((error: unknown) => {
    throw new Error(`${uri.toString()} has ${ours().length} diagnostics, not ${count}: ${ours().map(({ message }) => message).join('; ')}`, { cause: error });
  });
  return ours();
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code);
}

/** The active document, once its address ends so. */
export async function activeDocument(end: string, limit = 30_000): Promise<vscode.TextDocument> {
  await until(() => vscode.window.activeTextEditor?.document.uri.path.endsWith(end) === true, limit);
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  return document;
}

/** Applies the code action at a diagnostic whose title matches. */
export async function applyFix(document: vscode.TextDocument, range: vscode.Range, title: RegExp): Promise<void> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
  const action = actions.find((one) => title.test(one.title));
  assert.ok(action, `no action ${String(title)} among: ${actions.map((one) => one.title).join(', ')}`);
  if (action.edit) assert.ok(await vscode.workspace.applyEdit(action.edit));
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...((action.command.arguments ?? []) as unknown[]));
}

export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Types at the end of the document. */
export async function append(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}
