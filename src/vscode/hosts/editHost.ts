/** Editing a host of the list: one thing after another, until the list of them is closed. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseHost } from '../../ssh';
import { type HostSetting, labelOf, readHosts, withChanges, writeHosts } from '../settings';
import { jumpsOf } from './hostEntry';

/** What can be changed, with what it is now; `change` gives the whole setting, or undefined where the user went away. */
interface Item extends vscode.QuickPickItem {
  readonly change: (setting: HostSetting) => Promise<HostSetting | undefined>;
}

export async function editHost(id: string): Promise<void> {
  for (;;) {
    const setting = readHosts().find((host) => host.id === id);
    if (!setting) return;
    const chosen = await vscode.window.showQuickPick(itemsOf(setting), { title: `Edit ${labelOf(setting)}`, placeHolder: 'What shall be changed? Escape when done.', ignoreFocusOut: true });
    if (!chosen) return;
    const changed = await chosen.change(setting);
    if (changed) await writeHosts(readHosts().map((host) => (host.id === id ? changed : host)));
  }
}

/** Its name in the view. */
export async function renameHost(setting: HostSetting): Promise<void> {
  const changed = await changeName(setting);
  if (changed) await writeHosts(readHosts().map((host) => (host.id === setting.id ? changed : host)));
}

function itemsOf(setting: HostSetting): Item[] {
  const name: Item = { label: 'Name in the view', description: labelOf(setting), iconPath: new vscode.ThemeIcon('tag'), change: changeName };
  const group: Item = { label: 'Group', description: setting.group ?? 'none', iconPath: new vscode.ThemeIcon('folder'), change: changeGroup };
  const web: Item = { label: 'Web interface', description: setting.webInterface ?? 'port 8006 of the host', iconPath: new vscode.ThemeIcon('link-external'), change: changeWebInterface };
  if (setting.transport === 'local') return [name, group, web];
  return [
    name,
    { label: 'Address', description: addressOf(setting), iconPath: new vscode.ThemeIcon('server'), change: changeAddress },
    { label: 'Private key', description: setting.identityFile ?? 'the agent’s keys, and those of ssh_config', iconPath: new vscode.ThemeIcon('key'), change: changeKey },
    { label: 'Reached by', description: transports.find(({ transport }) => transport === (setting.transport ?? 'auto'))?.label ?? '', iconPath: new vscode.ThemeIcon('plug'), change: changeTransport },
    { label: 'Jump host', description: jumpLabel(setting), iconPath: new vscode.ThemeIcon('arrow-swap'), change: changeJump },
    group,
    web,
  ];
}

async function changeName(setting: HostSetting): Promise<HostSetting | undefined> {
  const label = await vscode.window.showInputBox({ title: `Rename ${labelOf(setting)}`, value: labelOf(setting), prompt: 'The name in the view. How the host is reached stays as it is.' });
  if (label === undefined) return undefined;
  return withChanges(setting, { label: label.trim() === setting.host ? undefined : given(label) });
}

async function changeAddress(setting: HostSetting): Promise<HostSetting | undefined> {
  const typed = await vscode.window.showInputBox({
    title: `Address of ${labelOf(setting)}`,
    value: addressOf(setting),
    prompt: 'A name of ~/.ssh/config, or root@host, or root@host:port.',
    ignoreFocusOut: true,
    validateInput: (text) => (parseHost(text) ? undefined : 'This cannot be a host. Write a name, or root@host, or root@host:port.'),
  });
  const address = typed === undefined ? undefined : parseHost(typed);
  if (!address) return undefined;
  const { host, user, port } = address;
  return withChanges(setting, { host, user, port });
}

async function changeKey(setting: HostSetting): Promise<HostSetting | undefined> {
  const choose = 'Choose a File…';
  const chosen = await pick(`Private key for ${labelOf(setting)}`, ['The agent’s keys, and those of ssh_config', choose]);
  if (chosen === undefined) return undefined;
  if (chosen !== choose) return withChanges(setting, { identityFile: undefined });
  const [file] = (await vscode.window.showOpenDialog({ title: `Private key for ${labelOf(setting)}`, defaultUri: vscode.Uri.file(join(homedir(), '.ssh')), openLabel: 'Use This Key' })) ?? [];
  return file && withChanges(setting, { identityFile: file.fsPath });
}

const transports = [
  { label: 'The built-in client, or ssh where only that can', transport: 'auto' },
  { label: 'The built-in client alone', transport: 'ssh2' },
  { label: 'The ssh program of this computer', transport: 'ssh' },
] as const;

async function changeTransport(setting: HostSetting): Promise<HostSetting | undefined> {
  const chosen = await vscode.window.showQuickPick(transports, { title: `How ${labelOf(setting)} is reached`, ignoreFocusOut: true });
  return chosen && withChanges(setting, { transport: chosen.transport === 'auto' ? undefined : chosen.transport });
}

/** Those alone that are not reached through this one themselves. */
async function changeJump(setting: HostSetting): Promise<HostSetting | undefined> {
  const hosts = readHosts();
  const direct = { label: 'None', description: 'directly, or as ssh_config says', id: undefined };
  const possible = hosts.filter((host) => host.id !== setting.id && host.transport !== 'local' && jumpsOf({ ...setting, jump: host.id }, hosts)?.every(({ id }) => id !== setting.id));
  const chosen = await vscode.window.showQuickPick([direct, ...possible.map((host) => ({ label: labelOf(host), description: addressOf(host), id: host.id }))], { title: `Jump host of ${labelOf(setting)}`, placeHolder: 'Through which host of the list is it reached?', ignoreFocusOut: true });
  return chosen && withChanges(setting, { jump: chosen.id });
}

function jumpLabel({ jump }: HostSetting): string {
  const host = readHosts().find(({ id }) => id === jump);
  return host ? labelOf(host) : (jump ?? 'none');
}

async function changeGroup(setting: HostSetting): Promise<HostSetting | undefined> {
  const title = `Group of ${labelOf(setting)}`;
  const [none, another] = ['No Group', 'New Group…'];
  const groups = [...new Set(readHosts().flatMap(({ group }) => group ?? []))];
  const chosen = groups.length === 0 && setting.group === undefined ? another : await pick(title, [...groups, another, none]);
  if (chosen === undefined) return undefined;
  if (chosen === none) return withChanges(setting, { group: undefined });
  const name = chosen === another ? await vscode.window.showInputBox({ title, prompt: 'Hosts of one group stand together in the view.', ignoreFocusOut: true }) : chosen;
  return name === undefined ? undefined : withChanges(setting, { group: given(name) });
}

async function changeWebInterface(setting: HostSetting): Promise<HostSetting | undefined> {
  const typed = await vscode.window.showInputBox({
    title: `Web interface of ${labelOf(setting)}`,
    value: setting.webInterface ?? '',
    prompt: 'Its address, such as https://pve.example.org/. Empty: port 8006 of the host.',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' || isWebAddress(text.trim()) ? undefined : 'An address begins with https:// or http://.'),
  });
  return typed === undefined ? undefined : withChanges(setting, { webInterface: given(typed) });
}

async function pick(title: string, labels: readonly string[]): Promise<string | undefined> {
  const chosen = await vscode.window.showQuickPick(labels.map((label) => ({ label })), { title, ignoreFocusOut: true });
  return chosen?.label;
}

function given(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function addressOf({ host, user, port }: HostSetting): string {
  const name = host.includes(':') && port !== undefined ? `[${host}]` : host;
  return `${user === undefined ? '' : `${user}@`}${name}${port === undefined ? '' : `:${port}`}`;
}
