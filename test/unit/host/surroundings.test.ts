import assert from 'node:assert/strict';
import { type Guest, rebootAdvice } from '../../../src/host';
import { longestShutdown, parseSurroundings, surroundingWarnings } from '../../../src/host/surroundings';
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
    ['network changes', ['interfaces-new'], [/interfaces\.new/]],
    ['three nodes', ['votes total 3', 'votes quorum 2', 'votes own 1'], []],
    ['two nodes', ['votes total 2', 'votes quorum 2', 'votes own 1'], [/1 of 2 votes are left, and 2 are needed/]],
    ['two nodes with a QDevice', ['votes total 3', 'votes quorum 2', 'votes own 1'], []],
    ['three nodes, one of them down', ['votes total 2', 'votes quorum 2', 'votes own 1'], [/quorum/]],
    ['votes that were not told in full', ['votes total 2', 'votes own 1'], []],
    ['a healthy Ceph', ['ceph HEALTH_OK'], []],
    ['a Ceph that recovers', ['ceph HEALTH_WARN Degraded data redundancy'], [/HEALTH_WARN Degraded/]],
    ['a Ceph that does not answer', ['ceph '], [/did not answer/]],
    ['active HA', ['ha {"service_status":{"vm:100":{"node":"pve8","state":"started"},"vm:101":{"state":"ignored"}}}'], [/HA is active \(vm:100\).*node-maintenance enable pve8/]],
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

  it('knows how long the guests may take', () => {
    assert.equal(longestShutdown(guests, parseSurroundings('down 100 30\ndown 101 60\n')), 60);
    assert.equal(longestShutdown(guests, parseSurroundings('down 100 30\n')), 180);
    assert.equal(longestShutdown([], parseSurroundings('')), 0);
  });

  it('stand in the advice before a reboot, the gravest first', () => {
    const host = facts({ microcode: onDisk(now), guests: known(guests) });
    const { warnings, notes } = rebootAdvice(host, parseSurroundings('interfaces-new\nvotes total 2\nvotes quorum 2\nvotes own 1\ndown 100 240\n'));
    assert.match(warnings[0] ?? '', /quorum/);
    assert.match(warnings[1] ?? '', /interfaces\.new/);
    assert.ok(notes.includes('The guests have up to 4 min to shut down; then comes the firmware’s own start.'), notes.join('\n'));
    assert.deepEqual(rebootAdvice(host).warnings, []);
  });
});
