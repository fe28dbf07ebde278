/** What was found out about a host as a whole, as a line of the tree: the words, and the explanation behind it. */
import type { Finding } from '../../finding';
import type { TreeNode } from './treeNode';

/** `section` is the id of the node above. A click does the first action that the finding has. */
export function findingNode(hostId: string, section: string, { rule, message, explanation, severity, fixes }: Finding): TreeNode {
  const action = fixes.find((fix) => fix.kind === 'action');
  return {
    id: `${section}/${rule}`,
    label: message,
    tooltip: [explanation, action && `Click: ${action.title}`].filter(Boolean).join('\n\n'),
    icon: severity === 'information' ? 'info' : severity,
    tone: severity === 'information' ? 'none' : severity,
    kind: 'finding',
    hostId,
    ...(action ? { command: { command: `pveDoctor.${action.action}`, title: action.title, args: [hostId] } } : {}),
    children: [],
  };
}
