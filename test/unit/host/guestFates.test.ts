import assert from 'node:assert/strict';
import type { Guest } from '../../../src/host';
import { guestFates, longestShutdown } from '../../../src/host/guestFates';
import { parseSurroundings } from '../../../src/host/surroundings';

const guest = (vmid: number, changes: Partial<Guest> = {}): Guest => ({ vmid, type: 'qemu', status: 'running', onboot: true, template: false, ...changes });
const ha = (policy: string) => parseSurroundings(`ha {"service_status":{"vm:100":{"state":"started"},"ct:102":{"state":"started"}}}\n${policy}\n`);

describe('what becomes of guests at a reboot', () => {
  const fates: readonly (readonly [title: string, guest: Guest, policy: string, becomes: string, staysOff: boolean])[] = [
    ['starts at boot', guest(101), '', 'starts again with the host', false],
    ['does not start at boot', guest(101, { onboot: false }), '', 'stays off until somebody starts it', true],
    ['is of HA', guest(100, { onboot: false }), '', 'HA stops it, and starts it here after the boot', false],
    ['is a container of HA', guest(102, { type: 'lxc' }), 'ha-policy migrate', 'HA moves it to another node first', false],
    ['is a container with the number of a service that is a virtual machine', guest(100, { type: 'lxc' }), '', 'starts again with the host', false],
    ['is of HA that fails over', guest(100), 'ha-policy failover', 'HA stops it and starts it on another node', false],
    ['is dead', guest(101, { status: 'internal-error' }), '', 'cannot shut down and is ended when its time is over; starts again with the host', false],
    ['may run', { vmid: 101, type: 'qemu', unknownReason: 'pvestatd has not seen it', onboot: true, template: false }, '', 'may be running; starts again with the host', false],
  ];
  for (const [title, one, policy, becomes, staysOff] of fates) {
    it(`tells of one that ${title}`, () => assert.deepEqual(guestFates([one], ha(policy)).map((fate) => [fate.becomes, fate.staysOff]), [[becomes, staysOff]]));
  }

  it('passes over templates and what is off', () => assert.deepEqual(guestFates([guest(1, { template: true }), guest(2, { status: 'stopped' })]), []));

  const times: readonly (readonly [title: string, lines: string, seconds: number])[] = [
    ['guests that set nothing go down together', '', 180],
    ['guests of one order go down together', 'order 100 1\norder 101 1\norder 102 1\ndown 100 30\ndown 101 60\ndown 102 20', 60],
    ['orders come one after the other, those without one among them', 'order 100 1\norder 101 2\ndown 100 30\ndown 101 60', 270],
  ];
  for (const [title, lines, seconds] of times) {
    it(`${title}: ${seconds} s`, () => {
      const surroundings = parseSurroundings(`${lines}\n`);
      assert.equal(longestShutdown(guestFates([guest(100), guest(101), guest(102)], surroundings), surroundings.orders), seconds);
    });
  }

  it('takes no time where nothing runs', () => assert.equal(longestShutdown([], new Map()), 0));
});
