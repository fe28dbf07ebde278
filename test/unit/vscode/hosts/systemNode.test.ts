import assert from 'node:assert/strict';
import type { HostFacts } from '../../../../src/host';
import { systemRows } from '../../../../src/vscode/hosts/systemNode';
import { absent, facts, known, unknown } from '../../host/hostFacts';

const node = (name: string, online = true) => ({ name, online, own: name === 'pve1' });
const words = (cluster: HostFacts['cluster']) => systemRows(facts({ cluster })).find(({ label }) => label === 'Cluster')?.value;

describe('System shows of a cluster', () => {
  it('its name and its nodes', () => assert.equal(words(known({ name: 'home', quorate: true, nodes: [node('pve1'), node('pve2')] })), 'home: 2 nodes'));
  it('first that there is no quorum, and who is offline', () => {
    assert.equal(words(known({ name: 'home', quorate: false, nodes: [node('pve1'), node('pve2', false), node('pve3', false)] })), 'no quorum, home: 3 nodes, pve2, pve3 offline');
  });
  it('nothing where the node stands alone, and why where it is not known', () => {
    assert.deepEqual([words(absent), words(unknown('it can be read by root alone'))], [undefined, 'not known: it can be read by root alone']);
  });
});
