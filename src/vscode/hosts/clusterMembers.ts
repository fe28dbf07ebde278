/** Adding the other nodes of a host's cluster to the list: directly where this computer reaches them, else through that host. */
import * as vscode from 'vscode';
import { type Cluster, type ClusterNode, valueOf } from '../../host';
import { UserError } from '../../machine';
import { reaches } from '../../ssh';
import { withProgress } from '../report';
import { type HostSetting, readHosts, writeHosts } from '../settings';
import { newMembers } from './newMembers';
import { uniqueId } from './hostId';
import type { Hosts, KnownHost } from './hosts';

type Member = ClusterNode & { readonly address: string };

const sshPort = 22;

/** Resolves with the ids of the hosts that were added. */
export async function addClusterMembers(host: KnownHost, hosts: Hosts): Promise<readonly string[]> {
  const cluster = clusterOf(host);
  const members = newMembers(cluster, hosts.all.map(({ setting, address, session }) => ({ names: [setting.host, setting.label, address, valueOf(session?.view.facts?.pve)?.nodeName] })));
  if (members.length === 0) {
    void vscode.window.showInformationMessage(`Every node of ${cluster.name} whose address is known is in the list.`);
    return [];
  }
  const items = members.map((member) => ({ label: member.name, description: `${member.address}${member.online ? '' : ', offline'}`, picked: member.online, member }));
  const chosen = await vscode.window.showQuickPick(items, { title: `Add Members of ${cluster.name}`, placeHolder: 'Which nodes shall be added?', canPickMany: true, ignoreFocusOut: true });
  if (!chosen || chosen.length === 0) return [];
  const ways = await withProgress('Looking which members can be reached from here', () => Promise.all(chosen.map(async ({ member }) => ({ member, direct: await reaches(member.address, sshPort) }))));
  const added = await add(host, ways);
  const through = ways.filter(({ direct }) => !direct).map(({ member }) => member.name);
  if (through.length > 0 && !isHere(host)) void vscode.window.showInformationMessage(`Not reached from here, and so through ${host.label}: ${through.join(', ')}. Edit… in the menu of a host changes that.`);
  await hosts.refreshAll(true, added);
  return added;
}

function clusterOf({ label, session }: KnownHost): Cluster {
  const fact = session?.view.facts?.cluster;
  if (fact?.state === 'known') return fact.value;
  if (fact?.state === 'absent') throw new UserError(`${label} is in no cluster`, { detail: 'Add its neighbours by Add Host….' });
  throw new UserError(`The cluster of ${label} is not known`, { detail: fact ? `Why: ${fact.reason}.` : 'Connect to it first.', actions: ['retry'] });
}

/** As the host that names them is reached: by the same user and key, in the same group. */
async function add(host: KnownHost, ways: readonly { readonly member: Member; readonly direct: boolean }[]): Promise<readonly string[]> {
  const { setting, session } = host;
  const user = isHere(host) ? 'root' : valueOf(session?.view.facts?.user)?.name;
  const before = readHosts();
  const added: HostSetting[] = [];
  for (const { member, direct } of ways) {
    added.push({
      id: uniqueId(member.name, [...before, ...added].map(({ id }) => id)),
      label: member.name,
      host: member.address,
      ...(user === undefined ? {} : { user }),
      ...(setting.identityFile === undefined ? {} : { identityFile: setting.identityFile }),
      ...(setting.transport === undefined || isHere(host) ? {} : { transport: setting.transport }),
      ...(direct || isHere(host) ? {} : { jump: setting.id }),
      ...(setting.group === undefined ? {} : { group: setting.group }),
    });
  }
  await writeHosts([...before, ...added]);
  return added.map(({ id }) => id);
}

function isHere({ setting }: KnownHost): boolean {
  return setting.transport === 'local';
}
