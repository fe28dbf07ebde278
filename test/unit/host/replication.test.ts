import assert from 'node:assert/strict';
import { runningReplications } from '../../../src/host/replication';

describe('replications', () => {
  const state = '{"100":{"local/pve2":{"pid":4711,"ptime":"8150","last_sync":1700000000},"local/pve3":{"last_sync":1700000000,"fail_count":0}},"101":{"local/pve2":{"pid":4712,"ptime":9000}}}';

  it('run where their process is there and started when the state says', () => {
    assert.deepEqual(runningReplications(state, [{ pid: 4711, started: 8150 }, { pid: 4712, started: 9001 }]), [{ vmid: 100, target: 'local/pve2' }]);
  });

  it('do not run where the host came up after them', () => assert.deepEqual(runningReplications(state, []), []));

  for (const text of ['', '{}', '{"100":', '[]', 'null', '{"100":null}', '{"100":{"local/pve2":3}}']) {
    it(`are none in ${JSON.stringify(text)}`, () => assert.deepEqual(runningReplications(text, [{ pid: 4711, started: 8150 }]), []));
  }
});
