/** Adding and removing hosts: the settings are the list. */
import * as vscode from 'vscode';
import { listHosts, parseHost } from '../../ssh';
import { type HostSetting, labelOf, readHosts, writeHosts } from '../settings';
import { uniqueId } from './hostId';

interface Choice extends vscode.QuickPickItem {
  readonly setting?: Omit<HostSetting, 'id'>;
}

/** Resolves with the id of the new host, or undefined where the user went away. */
export async function addHost(options: { readonly offerThisComputer: boolean }): Promise<string | undefined> {
  const chosen = await chooseHost(options.offerThisComputer);
  if (!chosen) return undefined;
  const hosts = readHosts();
  const same = hosts.find((host) => host.host === chosen.host && host.user === chosen.user && host.port === chosen.port);
  if (same) {
    void vscode.window.showInformationMessage(`${labelOf(same)} is in the list already.`);
    return same.id;
  }
  const id = uniqueId(chosen.host, hosts.map((host) => host.id));
  await writeHosts([...hosts, { id, ...chosen }]);
  return id;
}

export async function removeHost(setting: HostSetting): Promise<void> {
  const remove = 'Remove';
  const choice = await vscode.window.showWarningMessage(
    `Remove ${labelOf(setting)} from the list?`,
    { modal: true, detail: 'Nothing is changed on the host. What was observed of it stays on this computer.' },
    remove,
  );
  if (choice === remove) await writeHosts(readHosts().filter(({ id }) => id !== setting.id));
}

/** Names of ssh_config to pick from; what is typed is an entry, too. */
async function chooseHost(offerThisComputer: boolean): Promise<Omit<HostSetting, 'id'> | undefined> {
  const names = await listHosts();
  const picker = vscode.window.createQuickPick<Choice>();
  picker.title = 'Add a Proxmox VE Host';
  picker.placeholder = names.length > 0 ? 'Pick a name of ~/.ssh/config, or type root@host' : 'Type root@host, or root@host:port';
  picker.ignoreFocusOut = true;
  const fixed: Choice[] = [
    ...names.map((name): Choice => ({ label: name, description: '~/.ssh/config', iconPath: new vscode.ThemeIcon('server'), setting: { host: name } })),
    ...(offerThisComputer ? [{ label: 'This Computer', description: 'if Proxmox VE runs here', iconPath: new vscode.ThemeIcon('device-desktop'), setting: { host: 'localhost', label: 'This computer', transport: 'local' } } satisfies Choice] : []),
  ];
  const update = () => {
    const typed = parseHost(picker.value);
    picker.items = typed && !names.includes(picker.value) ? [{ label: picker.value.trim(), description: 'add this host', iconPath: new vscode.ThemeIcon('add'), setting: typed }, ...fixed] : fixed;
  };
  update();
  picker.onDidChangeValue(update);
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.setting ?? parseHost(picker.value)));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}
