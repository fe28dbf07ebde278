/**
 * A document on this computer or in a Remote-SSH window: what is to be done where it lies goes to an ordinary terminal
 * there, since the editor's own terminals open where its documents are.
 */
import * as vscode from 'vscode';

/** True for a document that is not one of our hosts'. */
export function onDocument(target: unknown): target is vscode.Uri {
  return target instanceof vscode.Uri && (target.scheme === 'file' || target.scheme === 'vscode-remote' || target.scheme === 'untitled');
}

/** Types the commands there; with `run` false the last key is left to the user. */
export async function inTerminal(uri: vscode.Uri, name: string, commands: readonly string[], run = true): Promise<void> {
  const cwd = uri.scheme === 'untitled' ? undefined : vscode.Uri.joinPath(uri, '..');
  const terminal = vscode.window.createTerminal({ name, ...(cwd ? { cwd } : {}) });
  terminal.show();
  for (const command of commands) terminal.sendText(command, run);
  return Promise.resolve();
}

/**
 * As a person would by hand: apt's own question stays. The commands are joined by `;` since `apt update` fails on a host
 * without a subscription (the enterprise repository answers 401) and the package is installable all the same.
 */
export async function installAtPlace(uri: vscode.Uri): Promise<void> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'intel-microcode', description: 'for an Intel CPU' },
      { label: 'amd64-microcode', description: 'for an AMD CPU' },
    ],
    { title: 'Install CPU microcode in a terminal', placeHolder: 'Which CPU does that computer have? grep -m1 vendor_id /proc/cpuinfo tells' },
  );
  if (!picked) return;
  const command = `sudo apt update; sudo apt install ${picked.label}`;
  const choice = await vscode.window.showInformationMessage(
    `Install ${picked.label} in a terminal?`,
    { modal: true, detail: `Runs in a terminal at ${uri.scheme === 'file' ? 'this computer' : (vscode.env.remoteName ?? 'the window’s host')}:\n    ${command}` },
    'Run',
  );
  if (choice === 'Run') await inTerminal(uri, picked.label, [command]);
}
