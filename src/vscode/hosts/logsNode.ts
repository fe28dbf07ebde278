/** Where to read what happened: the journal, and the log files that exist. */
import { type HostFacts, type LogFile, failuresOf } from '../../host';
import type { TreeNode } from './treeNode';
import { count, duration, fileName, size } from './words';

export function logsNode(hostId: string, { logs, failures }: HostFacts, now: number): TreeNode[] {
  const found = failures.state === 'known' ? failuresOf(failures.value).length : 0;
  const more = failures.state === 'known' && failures.value.truncated ? ' or more' : '';
  const journal: TreeNode = {
    id: `${hostId}/logs/journal`,
    label: 'Journal',
    description: failures.state === 'unknown' ? `not known: ${failures.reason}` : found === 0 ? 'no failures' : `${count(found, 'failure')}${more}`,
    tooltip: 'The systemd journal of this host, every boot that it keeps.',
    icon: 'output',
    tone: found > 0 ? 'warning' : 'none',
    kind: 'journal',
    hostId,
    command: { command: 'pveDoctor.openJournal', title: 'Open Journal', args: [hostId] },
    children: [],
  };
  const files = logs.state === 'known' ? logs.value : [];
  return [
    {
      id: `${hostId}/logs`,
      label: 'Logs',
      description: found === 0 ? '' : `${count(found, 'failure')}${more}`,
      icon: 'list-unordered',
      tone: found > 0 ? 'warning' : 'none',
      kind: 'logs',
      hostId,
      expanded: found > 0,
      children: [journal, ...files.map((file) => logNode(hostId, file, now))],
    },
  ];
}

function logNode(hostId: string, { path, bytes, modifiedAt }: LogFile, now: number): TreeNode {
  return {
    id: `${hostId}/logs/${path}`,
    label: fileName(path),
    description: `${size(bytes)}, written ${duration(now - modifiedAt)} ago`,
    tooltip: path,
    icon: 'output',
    kind: 'log',
    hostId,
    subject: path,
    command: { command: 'pveDoctor.openLog', title: 'Open Log', args: [hostId, path] },
    children: [],
  };
}
