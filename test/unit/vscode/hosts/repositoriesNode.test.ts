import assert from 'node:assert/strict';
import { type HostFacts, checkHost } from '../../../../src/host';
import { repositoriesNode } from '../../../../src/vscode/hosts/repositoriesNode';
import { systemNode } from '../../../../src/vscode/hosts/systemNode';
import { facts, known } from '../../host/hostFacts';
import { stock } from '../../host/stock';

function nodes(host: HostFacts) {
  const view = { id: 'a', label: 'a', connection: { kind: 'disconnected' }, findings: checkHost(host), refreshing: false } as const;
  const [node] = repositoriesNode('a', view, host);
  assert.ok(node);
  return { node, system: systemNode('a', view, host) };
}

describe('the repositories in the tree', () => {
  const os: HostFacts['os'] = known({ id: 'debian', prettyName: 'Debian 12', codename: 'bookworm' });

  it('tell first what is wrong over all files, with what mends it at a click', () => {
    const { node, system } = nodes(facts({ os, sources: known([{ path: '/etc/apt/sources.list', format: 'one-line', text: 'deb http://ftp.debian.org/debian bookworm main non-free-firmware\n' }]) }));
    const [first, file] = node.children;
    assert.deepEqual([node.description, first?.label, first?.command?.command, file?.label], ['1 problem', 'No Proxmox VE repository is enabled: there are no updates of Proxmox VE', 'pveDoctor.enableNoSubscription', 'sources.list']);
    assert.ok(system.children.every(({ label }) => label !== first?.label), 'it is told twice');
  });

  it('hold the files alone where nothing is wrong over all of them', () => {
    const { node } = nodes(facts({ os, sources: known(stock.pve8), subscription: known({ status: 'active' }) }));
    assert.deepEqual(node.children.map(({ subject }) => subject), stock.pve8.map(({ path }) => path));
  });
});
