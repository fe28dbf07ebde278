import assert from 'node:assert/strict';
import { parseProbe } from '../../../src/host';
import type { Answer } from './probeText';
import { hostText } from './probeText';

const read = (ha: Answer) => parseProbe(hostText({ ha })).ha;
const status = '{"master_node":"pve2","node_request":{"pve1":{}},"node_status":{"pve1":"online","pve2":"maintenance"},"service_status":{"vm:100":{"node":"pve1","running":1,"state":"started","uid":"a/b"}},"timestamp":1795000000}';

describe('a probe shows what HA does', () => {
  it('with this node’s state and the services that it manages', () => {
    assert.deepEqual(read(`node pve1\nresource vm:100 started\nresource ct:200 stopped\nresource vm:300 ignored\nstatus ${status}\n`), {
      state: 'known',
      value: { node: 'pve1', nodeState: 'online', maintenance: false, services: [{ sid: 'vm:100', requested: 'started', state: 'started', node: 'pve1' }, { sid: 'ct:200', requested: 'stopped' }] },
    });
  });

  it('with this node’s maintenance, as soon as it is asked for', () => {
    const maintenance = (text: string) => {
      const fact = read(text);
      return fact.state === 'known' && fact.value.maintenance;
    };
    assert.equal(maintenance(`node pve2\nstatus ${status}\n`), true);
    assert.equal(maintenance(`node pve1\nstatus ${status.replace('"pve1":{}', '"pve1":{"maintenance":1}')}\n`), true);
    assert.equal(maintenance('node pve1\n'), false);
  });

  it('as none where it was never used, and as unknown where it cannot be read', () => {
    assert.equal(read({ code: 3 }).state, 'absent');
    assert.deepEqual([{ code: 4 }, { code: 124 }, '', 'node pve1\nstatus {\n'].map((answer) => read(answer).state), Array(4).fill('unknown'));
  });
});
