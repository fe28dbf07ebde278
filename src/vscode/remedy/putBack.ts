/** Putting back a version of a sources file that a save has kept: shown beside what is there, and written after a yes. */
import * as vscode from 'vscode';
import { type HostSession, type KeptCopy, copiesFolder } from '../../host';
import { UserError } from '../../machine';
import type { HostFiles } from '../documents/hostFiles';
import { openDocument, openLog } from '../documents/open';
import type { Outputs } from '../documents/outputs';
import { hostFileUri, outputUri } from '../documents/uris';
import { count, duration, fileName } from '../hosts/words';

interface Where {
  readonly session: HostSession;
  readonly files: HostFiles;
  readonly outputs: Outputs;
}

/** `path`: the file that it is about; without it, any that has a copy. */
export async function putBackCopy(where: Where, path?: string): Promise<void> {
  const { session, files } = where;
  // What the host has now, not what it had at the last look: an open document follows it.
  await session.refresh({ mayAsk: true });
  const copy = await chosenCopy(session, path);
  const target = copy && (path ?? (await chosenPlace(session, copy)));
  if (!copy || target === undefined) return;
  const bytes = await session.readCopy(copy.name);
  const uri = hostFileUri(session.view.id, target);
  const there = (await session.stat(target)).kind !== 'missing';
  await show(where, uri, copy, there);
  if (!(await confirmed(session, target, copy, there))) return;
  if (there) {
    await files.putBack(uri, bytes);
    await session.refresh({ mayAsk: false, anew: true });
  } else {
    await session.createFile(target, bytes);
    await session.refresh({ mayAsk: false, anew: true });
    await openDocument(uri);
  }
  await vscode.window.showInformationMessage(`${target} on ${session.view.label} is again as it was before ${local(copy.time)}.${there ? ` What was there before is kept in ${copiesFolder}.` : ''}`);
}

async function chosenCopy(session: HostSession, path: string | undefined): Promise<KeptCopy | undefined> {
  const { label } = session.view;
  const all = await session.listCopies();
  const copies = path === undefined ? all : all.filter(({ of }) => of === fileName(path));
  if (copies.length === 0) {
    await vscode.window.showInformationMessage(`No copy${path === undefined ? '' : ` of ${path}`} is kept on ${label}: PVE Doctor keeps the version before each time it saves a sources file, in ${copiesFolder}, and has not saved ${path === undefined ? 'one' : 'this one'} there.`);
    return undefined;
  }
  const items = copies.map((copy) => ({ label: `${copy.of}, ${local(copy.time)}`, description: `${duration(Date.now() - copy.time)} ago, ${count(copy.size, 'byte')}`, copy }));
  const choice = await vscode.window.showQuickPick(items, { title: `Kept copies on ${label}`, placeHolder: 'Each is what was there until that time' });
  return choice?.copy;
}

/** A copy tells its file's name, and not its folder. */
async function chosenPlace(session: HostSession, { name, of }: KeptCopy): Promise<string | undefined> {
  const places = await session.placesOf(of);
  if (places.length === 0) throw new UserError(`Where ${of} belongs on ${session.view.label} is not known`, { detail: `No sources file that PVE Doctor writes has that name. The copy is ${copiesFolder}/${name}; put it back in a terminal on the host.`, actions: ['openTerminal'] });
  if (places.length === 1) return places[0];
  return await vscode.window.showQuickPick(places.map((label) => ({ label })), { title: `Where does ${of} belong?`, placeHolder: 'The copy does not tell its folder' }).then((choice) => choice?.label);
}

/** Throws where the editor holds text that is not saved: that would be neither of the two. */
async function show({ session, outputs }: Where, uri: vscode.Uri, copy: KeptCopy, there: boolean): Promise<void> {
  const kept = outputUri(session.view.id, 'kept-copy', copy.name, copy.name);
  if (!there) {
    await openLog(outputs, kept);
    return;
  }
  const current = await vscode.workspace.openTextDocument(uri);
  if (current.isDirty) throw new UserError(`${uri.path} has changes in the editor that are not saved`, { detail: 'Nothing was written. Save or revert them first.', actions: ['retry'] });
  await vscode.commands.executeCommand('vscode.diff', uri, kept, `${fileName(uri.path)}: now ↔ kept ${local(copy.time)}`, { preview: false });
}

async function confirmed({ view, machine }: HostSession, path: string, copy: KeptCopy, there: boolean): Promise<boolean> {
  const detail = there
    ? `The diff behind this question shows the file on ${machine.name} on the left, and the copy that replaces it on the right. What is there now is kept in ${copiesFolder} as well.`
    : `The file is not on ${machine.name} any more. It is made anew, as root, from the copy behind this question.`;
  const putBack = 'Put Back';
  return (await vscode.window.showWarningMessage(`Put back ${path} on ${view.label} as it was before ${local(copy.time)}?`, { modal: true, detail }, putBack)) === putBack;
}

function local(time: number): string {
  return new Date(time).toLocaleString();
}
