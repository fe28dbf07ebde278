/** What the owner of a host without a subscription does first. Files that are there are edited in the editor, and saved by the user. */
import * as vscode from 'vscode';
import { type ParsedSources, disableEnterprise, enableNoSubscription, formatOfPath, parseSources } from '../../apt';
import type { TextEdit } from '../../finding';
import { type HostFacts, type HostSession, enterpriseFiles, noSubscriptionPlace } from '../../host';
import { UserError } from '../../machine';
import { fileName } from '../hosts/words';
import { toTextEdits } from '../language/places';

/** How a file of the host is opened, or why it cannot be. */
export type OpenFile = (path: string) => Promise<vscode.TextDocument>;

export async function disableEnterpriseAt(session: HostSession, open: OpenFile): Promise<void> {
  const paths = enterpriseFiles(await factsOf(session));
  if (paths.length === 0) {
    await vscode.window.showInformationMessage(`No enterprise repository is enabled on ${session.view.label}.`);
    return;
  }
  const documents: vscode.TextDocument[] = [];
  for (const path of paths) {
    const document = await open(path);
    if (await edit(document, disableEnterprise)) documents.push(document);
  }
  await offerToSave(documents, `The enterprise repository is disabled in ${namesOf(documents)}, not yet saved on ${session.view.label}.`);
}

export async function enableNoSubscriptionAt(session: HostSession, open: OpenFile): Promise<void> {
  const { label } = session.view;
  const place = noSubscriptionPlace(await factsOf(session));
  if (place.kind === 'nowhere') throw new UserError(`The no-subscription repository cannot be enabled on ${label}`, { detail: place.why, actions: ['retry'] });
  if (place.kind === 'enabled') {
    await vscode.window.showInformationMessage(`The no-subscription repository is enabled on ${label} already, in ${place.path}.`);
    return;
  }
  if (place.kind === 'create') {
    await createAfterAsking(session, place.path, place.text, open);
    return;
  }
  const document = await open(place.path);
  if (await edit(document, (parsed) => enableNoSubscription(parsed, place.codename))) await offerToSave([document], `The no-subscription repository is enabled in ${namesOf([document])}, not yet saved on ${label}.`);
}

/** What the host has now, not what it had at the last look. */
async function factsOf(session: HostSession): Promise<HostFacts> {
  await session.refresh({ mayAsk: true });
  const { facts, label } = session.view;
  if (!facts) throw new UserError(`Nothing is known of ${label} yet`, { detail: 'It could not be read.', actions: ['retry', 'showLog'] });
  return facts;
}

/** False where the text that is open has it already. */
async function edit(document: vscode.TextDocument, edits: (parsed: ParsedSources) => readonly TextEdit[]): Promise<boolean> {
  const format = formatOfPath(document.uri.path);
  const changes = format ? edits(parseSources(document.getText(), format)) : [];
  const all = new vscode.WorkspaceEdit();
  all.set(document.uri, toTextEdits(document, changes));
  if (changes.length > 0 && !(await vscode.workspace.applyEdit(all))) throw new UserError(`${document.uri.path} could not be changed in the editor`, { detail: 'It may be open to be read alone.', actions: ['retry'] });
  return document.isDirty;
}

async function offerToSave(documents: readonly vscode.TextDocument[], message: string): Promise<void> {
  if (documents.length === 0) return;
  const save = 'Save';
  if ((await vscode.window.showInformationMessage(message, save)) !== save) return;
  for (const document of documents) await document.save();
}

async function createAfterAsking(session: HostSession, path: string, text: string, open: OpenFile): Promise<void> {
  const create = 'Create';
  const choice = await vscode.window.showInformationMessage(`Create ${path} on ${session.view.label}?`, { modal: true, detail: `The file is not there yet. This is written to it, as root:\n\n${text}` }, create);
  if (choice !== create) return;
  await session.createFile(path, Buffer.from(text));
  await session.refresh({ mayAsk: false, anew: true });
  await open(path);
}

function namesOf(documents: readonly vscode.TextDocument[]): string {
  return documents.map(({ uri }) => fileName(uri.path)).join(' and ');
}
