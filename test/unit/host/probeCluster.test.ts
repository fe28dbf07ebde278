import assert from 'node:assert/strict';
import { parseProbe } from '../../../src/host';
import type { Answer } from './probeText';
import { hostText } from './probeText';

const read = (cluster: Answer) => parseProbe(hostText({ cluster })).cluster;

/** As pmxcfs prints it for three nodes, of which one has not told its address. */
const members = `{
"nodename": "pve2",
"version": 9,
"cluster": { "name": "home", "version": 3, "nodes": 3, "quorate": 1 },
"nodelist": {
  "pve1": { "id": 1, "online": 1, "ip": "192.0.2.11"},
  "pve3": { "id": 3, "online": 0},
  "pve2": { "id": 2, "online": 1, "ip": "2001:db8::12"}
  }
}
`;

describe('a probe shows the cluster of a host', () => {
  it('with its nodes in the order of their ids, their addresses, and which is online', () => {
    assert.deepEqual(read(members), {
      state: 'known',
      value: {
        name: 'home',
        quorate: true,
        nodes: [
          { name: 'pve1', online: true, own: false, address: '192.0.2.11' },
          { name: 'pve2', online: true, own: true, address: '2001:db8::12' },
          { name: 'pve3', online: false, own: false },
        ],
      },
    });
  });

  it('without a quorum as that', () => {
    const fact = read(members.replace('"quorate": 1', '"quorate": 0'));
    assert.equal(fact.state === 'known' && fact.value.quorate, false);
  });

  it('as none where the node stands alone, or there is no Proxmox VE', () => {
    assert.equal(read('{\n"nodename": "pve",\n"version": 0\n}\n').state, 'absent');
    assert.equal(read({ code: 3 }).state, 'absent');
  });

  it('as not known where it cannot be read, hangs, or is something else', () => {
    const reasons = [{ code: 4 }, { code: 124 }, { code: 5 }, '', '{', '[]', '{"nodename": "a", "cluster": {}}', '{"nodename": "a", "cluster": {"name": "b"}, "nodelist": 3}'].map((answer) => read(answer));
    assert.deepEqual(reasons.map((fact) => fact.state === 'unknown' && fact.reason), [
      'it can be read by root alone', 'the host did not answer within 3 s', 'the host could not tell (exit status 5)', ...Array.from({ length: 5 }, () => 'what the host says of it is not understood'),
    ]);
  });
});
