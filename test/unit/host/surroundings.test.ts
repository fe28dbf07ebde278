import assert from 'node:assert/strict';
import { type Guest, deadWays, rebootAdvice } from '../../../src/host';
import { parseSurroundings, surroundingWarnings } from '../../../src/host/surroundings';
import { facts, known, now, onDisk } from './hostFacts';

const guests: readonly Guest[] = [
  { vmid: 100, type: 'qemu', name: 'opnsense', status: 'running', onboot: true, template: false },
  { vmid: 101, type: 'qemu', status: 'running', onboot: true, template: false },
];
const told = (...lines: readonly string[]) => surroundingWarnings(guests, parseSurroundings(`${lines.join('\n')}\n`), 'pve8');

describe('the surroundings of a host', () => {
  const cases: readonly (readonly [title: string, lines: readonly string[], expected: readonly RegExp[]])[] = [
    ['a host alone', ['gateway 192.0.2.1 52:54:00:12:34:56', 'dns 192.0.2.53 '], []],
    ['a gateway that is a guest', ['gateway 192.0.2.1 bc:24:11:00:00:01', 'mac 100 bc:24:11:00:00:01', 'mac 101 bc:24:11:00:00:02'], [/^100 opnsense is this host’s default gateway \(192\.0\.2\.1\)/]],
    ['a DNS server that is a guest without a name', ['dns 192.0.2.53 bc:24:11:00:00:02', 'mac 101 bc:24:11:00:00:02'], [/^101 is this host’s DNS server \(192\.0\.2\.53\)/]],
    ['an address that no neighbour has told yet', ['gateway 192.0.2.1 ', 'mac 100 bc:24:11:00:00:01'], []],
    ['a gateway that does not answer', ['gateway 192.0.2.1 ', 'silent gateway 192.0.2.1 vmbr0', 'bridge 100 vmbr0'], [/^This host’s default gateway \(192\.0\.2\.1\) does not answer\.$/]],
    ['network changes', ['interfaces-new'], [/interfaces\.new/]],
    ['three nodes', ['votes total 3', 'votes quorum 2', 'votes own 1'], []],
    ['two nodes', ['votes total 2', 'votes quorum 2', 'votes own 1'], [/1 of 2 votes are left, and 2 are needed/]],
    ['two nodes with a QDevice', ['votes total 3', 'votes quorum 2', 'votes own 1'], []],
    ['three nodes, one of them down', ['votes total 2', 'votes quorum 2', 'votes own 1'], [/quorum/]],
    ['votes of a QDevice that are not enough', ['votes total 4', 'votes quorum 4', 'votes own 1', 'votes qdevice 1'], [/3 of 4 votes are left \(1 of them of the QDevice\), and 4 are needed/]],
    ['a cluster whose votes were not told in full', ['cluster', 'votes total 2', 'votes own 1'], [/^The votes of the cluster could not be read.* not known/]],
    ['a cluster file system that hangs', ['unread /etc/pve'], [/^\/etc\/pve did not answer in time/]],
    ['a healthy Ceph', ['ceph HEALTH_OK'], []],
    ['a Ceph that recovers', ['ceph HEALTH_WARN Degraded data redundancy'], [/HEALTH_WARN Degraded/]],
    ['a Ceph that does not answer', ['ceph '], [/did not answer/]],
    ['active HA', ['ha {"service_status":{"vm:100":{"node":"pve8","state":"started"},"vm:101":{"state":"ignored"}}}'], [/HA is active \(vm:100\).*node-maintenance enable pve8/]],
    ['two nodes with active HA', ['votes total 2', 'votes quorum 2', 'votes own 1', 'ha {"service_status":{"vm:100":{"node":"pve9","state":"started"}}}'], [/1 of 2 votes are left.* A node that runs services of HA resets itself then \(fencing\)/, /HA is active/]],
    ['HA that manages nothing', ['ha {"service_status":{}}'], []],
    ['a status of HA that is cut off', ['ha {"service_status":{"vm:1'], []],
    ['nothing at all', [''], []],
  ];
  for (const [title, lines, expected] of cases) {
    it(`${title}: ${expected.length === 0 ? 'says nothing' : 'warns'}`, () => {
      const warnings = told(...lines);
      assert.equal(warnings.length, expected.length, warnings.join('\n'));
      expected.forEach((pattern, index) => assert.match(warnings[index] ?? '', pattern));
    });
  }

  const dead: readonly Guest[] = guests.map((guest) => ({ ...guest, status: 'internal-error' }));
  const ways: readonly (readonly [title: string, lines: readonly string[], expected: readonly string[]])[] = [
    ['by its hardware address', ['gateway 192.0.2.1 bc:24:11:00:00:01', 'mac 100 bc:24:11:00:00:01', 'mac 101 bc:24:11:00:00:02'], ['100 gateway sure']],
    ['by the bridge behind which it was, or a VLAN of that', ['silent gateway 192.0.2.1 vmbr0.10', 'silent dns 192.0.2.53 vmbr1', 'bridge 100 vmbr0', 'bridge 101 vmbr1'], ['100 gateway perhaps', '101 dns perhaps']],
    ['not by another bridge that begins alike', ['silent gateway 192.0.2.1 vmbr01', 'bridge 100 vmbr0'], []],
    ['once, however many ways it is', ['silent gateway 192.0.2.1 vmbr0', 'silent dns 192.0.2.1 vmbr0', 'bridge 100 vmbr0', 'bridge 100 vmbr0'], ['100 gateway perhaps']],
  ];
  for (const [title, lines, expected] of ways) {
    it(`tell a dead guest that is the way to the network: ${title}`, () => {
      const surroundings = parseSurroundings(`${lines.join('\n')}\n`);
      assert.deepEqual(deadWays(dead, surroundings).map(({ guest, as, sure }) => `${guest.vmid} ${as} ${sure ? 'sure' : 'perhaps'}`), expected);
      assert.deepEqual(deadWays(guests, surroundings), []);
    });
  }

  it('say that a dead guest may be the gateway that does not answer', () => {
    assert.deepEqual(surroundingWarnings(dead, parseSurroundings('silent gateway 192.0.2.1 vmbr0\nbridge 100 vmbr0\n'), 'pve8'), [
      'This host’s default gateway (192.0.2.1) does not answer, and 100 opnsense on the same bridge is dead: that may be it. Stop and start it first.',
    ]);
  });

  it('name the button for HA’s maintenance where it is offered, and else what a person would type', () => {
    const ha = (maintenance: boolean) => known({ node: 'pve8', nodeState: 'online', maintenance, services: [{ sid: 'vm:100', requested: 'started', state: 'started', node: 'pve8' }] });
    const said = (maintenance: boolean) => rebootAdvice(facts({ guests: known(guests), ha: ha(maintenance) }), parseSurroundings('ha {"service_status":{"vm:100":{"state":"started"}}}\n')).warnings[0] ?? '';
    assert.match(said(false), /^HA is active \(vm:100\): “Reboot in Maintenance” has HA bring them to other nodes before the reboot/);
    assert.match(said(true), /^HA is active \(vm:100\): put the node into maintenance before.*crm-command node-maintenance enable/);
  });

  it('stand in the advice before a reboot, the gravest first', () => {
    const host = facts({ microcode: onDisk(now), guests: known(guests) });
    const { blocks, warnings, notes, shutdownSeconds, expectedSeconds } = rebootAdvice(host, parseSurroundings('interfaces-new\nvotes total 2\nvotes quorum 2\nvotes own 1\ndown 100 240\norder 100 1\nreplication {"101":{"local/pve2":{"pid":7,"ptime":"99"}}}\nprocess 7 99\n'), 10);
    assert.deepEqual([shutdownSeconds, expectedSeconds], [420, 1020]);
    assert.deepEqual(blocks, ['guest 101 is being replicated (local/pve2)']);
    assert.match(warnings[0] ?? '', /quorum/);
    assert.match(warnings[1] ?? '', /interfaces\.new/);
    assert.ok(notes.includes('It should be back within 17 min: up to 7 min for the guests’ shutdown, then 10 min for the firmware and the host’s own start.'), notes.join('\n'));
    assert.deepEqual(rebootAdvice(host).warnings, []);
    assert.ok(rebootAdvice(host, parseSurroundings('votes total 3\nvotes quorum 2\nvotes own 1\nvotes qdevice 1\nipmi\n')).notes.includes('The cluster keeps its quorum: 2 of 3 votes are left, 1 of them of the QDevice, and 2 are needed.'));
  });
});
