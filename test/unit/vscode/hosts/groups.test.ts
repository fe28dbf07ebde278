import assert from 'node:assert/strict';
import { groupHosts } from '../../../../src/vscode/hosts/groups';
import type { Tone, TreeNode } from '../../../../src/vscode/hosts/treeNode';

function host(label: string, tone: Tone = 'ok', description = ''): TreeNode {
  return { id: label, label, description, tone, kind: 'host.connected', hostId: label, children: [] };
}

describe('hosts in groups', () => {
  it('stand as before where there is no group', () => {
    const nodes = [host('b'), host('a')];
    assert.deepEqual(groupHosts(nodes.map((node) => ({ node, group: undefined }))), nodes);
  });

  it('come after those without one, in the order of the settings', () => {
    const shown = groupHosts([{ node: host('a'), group: 'lab' }, { node: host('b'), group: 'work' }, { node: host('c'), group: undefined }, { node: host('d'), group: 'lab' }]);
    assert.deepEqual(shown.map(({ label, children }) => [label, ...children.map((child) => child.label)]), [['c'], ['lab', 'a', 'd'], ['work', 'b']]);
  });

  it('are counted, with those that have problems, and the group has the gravest colour', () => {
    const [group] = groupHosts([host('a', 'warning', '3 problems'), host('b', 'error', '1 guest down'), host('c')].map((node) => ({ node, group: 'lab' })));
    assert.deepEqual([group?.description, group?.tone], ['3 hosts, 2 with problems', 'error']);
    assert.match(group?.tooltip ?? '', /^a: 3 problems$/m);
    assert.match(group?.tooltip ?? '', /^b: 1 guest down$/m);
  });

  it('say no more than their number where all is well', () => {
    const [group] = groupHosts([{ node: host('a'), group: 'lab' }]);
    assert.deepEqual([group?.description, group?.tone], ['1 host', undefined]);
  });
});
