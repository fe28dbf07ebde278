/** Which nodes of a cluster are not in the list of hosts yet: pure. */
import type { Cluster, ClusterNode } from '../../host';

/** Those whose address the cluster knows; `names` are all by which a host of the list may be known. */
export function newMembers({ nodes }: Cluster, listed: readonly { readonly names: readonly (string | undefined)[] }[]): (ClusterNode & { readonly address: string })[] {
  const taken = new Set(listed.flatMap(({ names }) => names.flatMap((name) => (name === undefined ? [] : [name.replace(/^.*@/, '').toLowerCase()]))));
  return nodes.flatMap((node) => (node.own || node.address === undefined || taken.has(node.name.toLowerCase()) || taken.has(node.address) ? [] : [{ ...node, address: node.address }]));
}
