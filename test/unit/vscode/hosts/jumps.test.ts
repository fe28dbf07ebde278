import assert from 'node:assert/strict';
import { jumpsOf, toHostEntry } from '../../../../src/vscode/hosts/hostEntry';
import { newMembers } from '../../../../src/vscode/hosts/newMembers';

const host = (id: string, jump?: string, transport?: 'local') => ({ id, host: `${id}.example`, ...(jump === undefined ? {} : { jump }), ...(transport ? { transport } : {}) });
const entryOf = (...hosts: ReturnType<typeof host>[]) => toHostEntry(hosts[0] ?? assert.fail(), hosts);

describe('the jump host of a host', () => {
  it('is another one of the list, which may have one itself', () => {
    assert.deepEqual(entryOf(host('c', 'b'), host('a'), host('b', 'a')), { name: 'c.example', through: { name: 'b.example', through: { name: 'a.example' } } });
    assert.deepEqual(entryOf(host('a')), { name: 'a.example' });
  });
  it('is none where it is this computer', () => assert.deepEqual(entryOf(host('b', 'here'), host('here', undefined, 'local')), { name: 'b.example' }));
  for (const [title, ...hosts] of [['is itself', host('a', 'a')], ['leads in a circle', host('a', 'b'), host('b', 'c'), host('c', 'b')], ['leads back', host('a', 'b'), host('b', 'a')], ['is not in the list', host('a', 'gone')]] as const) {
    it(`is told as wrong where it ${title}, with the next step`, () => {
      assert.equal(jumpsOf(hosts[0], hosts), undefined);
      assert.throws(() => entryOf(...hosts), /a\.example cannot be reached through/);
    });
  }
});

describe('the members of a cluster that are offered', () => {
  const node = (name: string, address: string | undefined, own = false) => ({ name, online: true, own, ...(address === undefined ? {} : { address }) });
  const cluster = { name: 'home', quorate: true, nodes: [node('pve1', '192.0.2.1', true), node('pve2', '192.0.2.2'), node('pve3', '192.0.2.3'), node('pve4', '192.0.2.4'), node('pve5', '192.0.2.5'), node('pve6', undefined)] };
  it('are those with an address that are not in the list by name, label, address, or node name', () => {
    const listed = [{ names: ['root@PVE2', undefined] }, { names: ['root@192.0.2.3'] }, { names: ['lab', '203.0.113.9', 'pve4'] }];
    assert.deepEqual(newMembers(cluster, listed).map(({ name }) => name), ['pve5']);
    assert.deepEqual(newMembers(cluster, []).map(({ name }) => name), ['pve2', 'pve3', 'pve4', 'pve5']);
  });
});
