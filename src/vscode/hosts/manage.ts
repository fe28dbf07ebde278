/** Adding, editing and removing hosts: the settings are the list, and these are its forms. */
import * as vscode from 'vscode';
import { listHosts } from '../../ssh';
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
  const same = hosts.find((host) => host.host === chosen.host && host.port === chosen.port);
  if (same) {
    void vscode.window.showInformationMessage(`${labelOf(same)} is in the list already.`);
    return same.id;
  }
  const id = uniqueId(chosen.host, hosts.map((host) => host.id));
  await writeHosts([...hosts, { id, ...chosen }]);
  return id;
}

export async function renameHost(setting: HostSetting): Promise<void> {
  const label = await vscode.window.showInputBox({ title: `Rename ${labelOf(setting)}`, value: labelOf(setting), prompt: 'The name in the view. How the host is reached stays as it is.' });
  if (label === undefined) return;
  const { label: before, ...rest } = setting;
  if (label === before) return;
  await replace(label.trim() === '' ? rest : { ...rest, label: label.trim() });
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

async function replace(setting: HostSetting): Promise<void> {
  await writeHosts(readHosts().map((host) => (host.id === setting.id ? setting : host)));
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
    const typed = parseTyped(picker.value);
    picker.items = typed && !names.includes(picker.value) ? [{ label: picker.value.trim(), description: 'add this host', iconPath: new vscode.ThemeIcon('add'), setting: typed }, ...fixed] : fixed;
  };
  update();
  picker.onDidChangeValue(update);
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.setting ?? parseTyped(picker.value)));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}

/** `root@host:2222` and `ssh://root@host:2222`; undefined where it cannot be a host. A bare host is logged in to as ssh_config says. */
export function parseTyped(text: string): Omit<HostSetting, 'id'> | undefined {
  const match = /^(?:ssh:\/\/)?(?:([^@\s/:]+)@)?(\[[0-9a-fA-F:.%\w]+\]|[^@\s/:[\]]+)(?::(\d{1,5}))?\/?$/.exec(text.trim());
  if (!match) return undefined;
  const [, user, rawHost = '', port] = match;
  if (rawHost.startsWith('-')) return undefined;
  const host = rawHost.replace(/^\[|\]$/g, '');
  return { host, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port: Number(port) }) };
}
