/** Which host a command is about: from a tree node, an id, a document, or the user's choice. */
import * as vscode from 'vscode';
import { hostIdOf as hostIdOfUri } from '../documents/uris';
import type { Hosts, KnownHost } from './hosts';

/** What VS Code and our own buttons hand to a command. */
export type CommandTarget = unknown;

/** The host; undefined where the user chose none. Asks only where there is more than one. */
export async function hostOf(hosts: Hosts, target: CommandTarget): Promise<KnownHost | undefined> {
  const id = hostIdOf(target);
  if (id !== undefined) return hosts.get(id);
  const [first, ...more] = hosts.all;
  if (!first) {
    const add = 'Add Host…';
    const choice = await vscode.window.showInformationMessage('There is no Proxmox VE host in the list yet.', add);
    if (choice === add) await vscode.commands.executeCommand('pveDoctor.addHost');
    return undefined;
  }
  if (more.length === 0) return first;
  const choice = await vscode.window.showQuickPick(
    hosts.all.map((host) => ({ label: host.label, description: host.session?.machine.name ?? host.setting.host, host })),
    { placeHolder: 'Which host?' },
  );
  return choice?.host;
}

/** The host's id that a node, a string or a document's address names. */
export function hostIdOf(target: CommandTarget): string | undefined {
  if (typeof target === 'string') return target;
  if (target instanceof vscode.Uri) return hostIdOfUri(target);
  if (typeof target !== 'object' || target === null) return undefined;
  const id: unknown = Reflect.get(target, 'hostId');
  return typeof id === 'string' ? id : undefined;
}

/** The name of the group that the node is; undefined for any other. */
export function groupOf(target: CommandTarget): string | undefined {
  return typeof target === 'object' && target !== null && Reflect.get(target, 'kind') === 'group' ? subjectOf(target) : undefined;
}

/** What the node stands for: a path, a vmid. */
export function subjectOf(target: CommandTarget): string | undefined {
  if (typeof target !== 'object' || target === null) return undefined;
  const subject: unknown = Reflect.get(target, 'subject');
  return typeof subject === 'string' ? subject : undefined;
}
