/** Hosts in the groups that the user gave them: pure. */
import type { Tone, TreeNode } from './treeNode';
import { count } from './words';

export interface GroupedHost {
  readonly node: TreeNode;
  /** Undefined: it stands by itself. */
  readonly group: string | undefined;
}

/** Hosts without a group first, then the groups in the order of their first hosts; the order within is that of the settings. */
export function groupHosts(hosts: readonly GroupedHost[]): TreeNode[] {
  const groups = new Map<string, TreeNode[]>();
  for (const { node, group } of hosts) {
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), node]);
  }
  return [...hosts.filter(({ group }) => group === undefined).map(({ node }) => node), ...[...groups].map(([name, members]) => groupNode(name, members))];
}

const gravest: readonly Tone[] = ['error', 'warning'];

function groupNode(name: string, hosts: readonly TreeNode[]): TreeNode {
  const tone = gravest.find((one) => hosts.some((host) => host.tone === one));
  const troubled = hosts.filter((host) => host.tone !== undefined && gravest.includes(host.tone));
  const description = [count(hosts.length, 'host'), ...(troubled.length === 0 ? [] : [`${troubled.length} with problems`])].join(', ');
  return {
    // No host's id has a colon.
    id: `group:${name}`,
    label: name,
    description,
    tooltip: [name, description, ...troubled.map((host) => `${host.label}: ${host.description ?? ''}`)].join('\n'),
    icon: 'folder',
    ...(tone === undefined ? {} : { tone }),
    kind: 'group',
    hostId: '',
    subject: name,
    expanded: true,
    children: hosts,
  };
}
