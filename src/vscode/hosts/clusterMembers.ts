/** Adding the other nodes of a host's cluster to the list: directly where this computer reaches them, else through that host. */
import * as vscode from 'vscode';
import { type Cluster, type ClusterNode, valueOf } from '../../host';
import { UserError } from '../../machine';
import { withProgress } from '../report';
import { type HostSetting, readHosts, writeHosts } from '../settings';
import { type Way, commonOf, wayTo, memberWords } from './memberWay';
import { newMembers } from './newMembers';
import { uniqueId } from './hostId';
import type { Hosts, KnownHost } from './hosts';

type Member = ClusterNode & { readonly address: string };

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
  const ways = await withProgress(`Looking how the members of ${cluster.name} can be reached`, async () => {
    const common = await commonOf(host);
    return await Promise.all(chosen.map(async ({ member }) => ({ member, way: await wayTo(member.address, common) })));
  });
  const added = await add(ways);
  void vscode.window.showInformationMessage(addedWords(host, ways));
  await hosts.refreshAll(true, added);
  return added;
}

function clusterOf({ label, session }: KnownHost): Cluster {
  const fact = session?.view.facts?.cluster;
  if (fact?.state === 'known') return fact.value;
  if (fact?.state === 'absent') throw new UserError(`${label} is in no cluster`, { detail: 'Add its neighbours by Add Host….' });
  throw new UserError(`The cluster of ${label} is not known`, { detail: fact ? `Why: ${fact.reason}.` : 'Connect to it first.', actions: ['retry'] });
}

interface Found {
  readonly member: Member;
  readonly way: Way;
}

async function add(found: readonly Found[]): Promise<readonly string[]> {
  const before = readHosts();
  const added: HostSetting[] = [];
  for (const { member, way } of found) {
    added.push({ id: uniqueId(member.name, [...before, ...added].map(({ id }) => id)), label: member.name, host: member.address, ...way });
  }
  await writeHosts([...before, ...added]);
  return added.map(({ id }) => id);
}

/** What was taken over from that host is said, and what was not; where the members differ, by each. */
function addedWords({ label, setting }: KnownHost, found: readonly Found[]): string {
  const ways = new Map<string, string[]>();
  for (const { member, way } of found) ways.set(memberWords(way), [...(ways.get(memberWords(way)) ?? []), member.name]);
  const through = found.filter(({ way }) => way.jump !== undefined).map(({ member }) => member.name);
  return [
    `Added, to be reached as ${label} is: ${[...ways].map(([words, names]) => `${names.join(', ')}${words === '' ? '' : ` (${words})`}`).join('; ')}.`,
    ...(through.length === 0 ? [] : [`Not reached from here, and so through ${label}: ${through.join(', ')}.`]),
    ...(setting.webInterface === undefined ? [] : [`The web interface’s address of ${label} is its own, so theirs is the usual one.`]),
    'Edit… in the menu of a host changes that.',
  ].join(' ');
}
