/**
 * The nodes of a cluster from `/etc/pve/.members`, which pmxcfs prints as JSON (pve-cluster, status.c): `nodename`, `version`,
 * and in a cluster `cluster` with `name`, `nodes` and `quorate`, and `nodelist` with `id`, `online` and, once the node has
 * told it, `ip` for each name.
 */
import { type Cluster, type ClusterNode, type Fact, absent } from '../facts';
import { field, json } from './json';

/** Absent where the node stands alone; undefined where the text is not what pmxcfs prints. */
export function clusterOf(body: string): Cluster | Fact<Cluster> | undefined {
  const members = json(body);
  const own = field(members, 'nodename');
  if (typeof own !== 'string') return undefined;
  const cluster = field(members, 'cluster');
  if (cluster === undefined) return absent;
  const name = field(cluster, 'name');
  const list = field(members, 'nodelist');
  if (typeof name !== 'string' || typeof list !== 'object' || list === null) return undefined;
  const nodes = Object.entries(list as Record<string, unknown>).sort(([, a], [, b]) => Number(field(a, 'id')) - Number(field(b, 'id')));
  return { name, quorate: field(cluster, 'quorate') === 1, nodes: nodes.map(([node, told]) => nodeOf(node, told, own)) };
}

function nodeOf(name: string, told: unknown, own: string): ClusterNode {
  const address = field(told, 'ip');
  return { name, online: field(told, 'online') === 1, own: name === own, ...(typeof address === 'string' && address !== '' ? { address } : {}) };
}
