/** What the user chose, as files to scan: of this computer by their paths, of other places through VS Code. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { documentLimit, type LogSource } from './scanFiles';
import type { Unread } from './scanNodes';
import { fileSource, reasonOf, walk } from './scanWalk';

export interface Places {
  readonly sources: readonly LogSource[];
  readonly unread: readonly Unread[];
}

export async function placesOf(chosen: readonly vscode.Uri[], signal: AbortSignal): Promise<Places> {
  const local = await walk(chosen.filter(isLocal).map(({ fsPath }) => fsPath), signal, (path) => vscode.Uri.file(path).toString());
  const sources: LogSource[] = [...local.sources];
  const unread: Unread[] = local.unread.map(({ path, reason }) => ({ name: path, reason }));
  for (const uri of chosen.filter((one) => !isLocal(one))) await elsewhere(uri, sources, unread, signal);
  return { sources, unread };
}

/** The file of a scan, to be read again. */
export function sourceOf(uri: vscode.Uri, size: number): LogSource {
  return isLocal(uri) ? fileSource(uri.fsPath, size, uri.toString()) : remoteSource(uri, size);
}

const isLocal = ({ scheme }: vscode.Uri) => scheme === 'file';

/** Below a folder of another place; links are not followed there, since nothing tells where they lead. */
async function elsewhere(uri: vscode.Uri, sources: LogSource[], unread: Unread[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.Directory) !== 0) {
      for (const [name, kind] of await vscode.workspace.fs.readDirectory(uri)) {
        if ((kind & vscode.FileType.SymbolicLink) === 0) await elsewhere(vscode.Uri.joinPath(uri, name), sources, unread, signal);
      }
    } else if (size > documentLimit) unread.push({ name: uri.path, reason: 'over 50 MB, and VS Code hands such a file over in one piece: scan it on the machine where it lies' });
    else sources.push(remoteSource(uri, size));
  } catch (error) {
    signal.throwIfAborted();
    unread.push({ name: uri.path, reason: reasonOf(error) });
  }
}

function remoteSource(uri: vscode.Uri, size: number): LogSource {
  return {
    id: uri.toString(),
    size,
    bytes: async function* () {
      yield await vscode.workspace.fs.readFile(uri);
    },
  };
}

interface Choice extends vscode.QuickPickItem {
  readonly choose: () => Promise<readonly vscode.Uri[] | undefined>;
}

/** Asks what to scan: files, a folder, or what is open and too large for the editor's own marks. */
export async function choosePlaces(): Promise<readonly vscode.Uri[] | undefined> {
  const open = (files: boolean) => async () =>
    await vscode.window.showOpenDialog({ canSelectFiles: files, canSelectFolders: !files, canSelectMany: true, openLabel: 'Scan', title: files ? 'Log files to scan for KVM failures' : 'Folder whose files are scanned for KVM failures' });
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const active = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
  const isReal = active !== undefined && ['file', 'vscode-remote'].includes(active.scheme);
  const choices: Choice[] = [
    ...(isReal ? [{ label: `$(file) ${basename(active.path)}`, description: 'the file of the active tab', choose: () => Promise.resolve([active]) }] : []),
    { label: '$(files) Files…', description: 'plain or packed with gzip, of any size', choose: open(true) },
    { label: '$(folder) Folder…', description: 'with all that is below it', choose: open(false) },
  ];
  const choice = await vscode.window.showQuickPick(choices, { title: 'Scan Log Files for KVM Failures', placeHolder: 'What to scan' });
  return await choice?.choose();
}
