import assert from 'node:assert/strict';
import { parseProbe } from '../../../src/host';
import { type Answer, hostText } from './probeText';

const parse = (changes: Parameters<typeof hostText>[0] = {}) => parseProbe(hostText(changes), 5);
const notUnderstood = { state: 'unknown', reason: 'what the host says of it is not understood' };

describe('a probe says who and what the host is', () => {
  it('a whole answer leaves nothing unknown', () => {
    const { observedAt, microcode, ...rest } = parse();
    const unknown = Object.entries({ ...rest, ...microcode }).filter(([, { state }]) => state === 'unknown');
    assert.deepEqual(unknown, []);
    assert.equal(observedAt, 5);
  });

  const users: readonly (readonly [title: string, text: string, expected: object])[] = [
    ['root', 'name=root\nuid=0\neffective=0\nsudo=\nhostname=pve\n', { name: 'root', uid: 0, sudo: 'none' }],
    ['a user through sudo', 'name=anna\nuid=1000\neffective=0\nsudo=/usr/bin/sudo\nhostname=pve\n', { name: 'anna', uid: 1000, sudo: 'passwordless' }],
    ['a user whose sudo wants a password', 'name=anna\nuid=1000\neffective=1000\nsudo=/usr/bin/sudo\nhostname=pve\n', { name: 'anna', uid: 1000, sudo: 'password' }],
    ['a user where there is no sudo', 'name=anna\nuid=1000\neffective=1000\nsudo=\nhostname=pve\n', { name: 'anna', uid: 1000, sudo: 'none' }],
  ];
  for (const [title, identity, expected] of users) {
    it(`user: ${title}`, () => {
      const { user, hostname } = parse({ identity });
      assert.deepEqual(user, { state: 'known', value: expected });
      assert.deepEqual(hostname, { state: 'known', value: 'pve' });
    });
  }

  const systems: readonly (readonly [title: string, answer: Answer, expected: object])[] = [
    ['Debian', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\nDEBIAN_VERSION=12.11\n', { state: 'known', value: { id: 'debian', prettyName: 'Debian GNU/Linux 12 (bookworm)', codename: 'bookworm', versionId: '12', debianVersion: '12.11' } }],
    ['single quotes, no codename', "NAME='Some Linux'\nID=some\n", { state: 'known', value: { id: 'some', prettyName: 'Some Linux' } }],
    ['only an id', 'ID=some\n', { state: 'known', value: { id: 'some', prettyName: 'some' } }],
    ['something else', 'Welcome!\n', notUnderstood],
    ['no os-release', { code: 3 }, { state: 'absent' }],
  ];
  for (const [title, os, expected] of systems) it(`os: ${title}`, () => assert.deepEqual(parse({ os }).os, expected));

  it('pve: version and node, absent where pve-manager is not installed', () => {
    assert.deepEqual(parse().pve, { state: 'known', value: { version: '8.4.14', nodeName: 'pve' } });
    assert.deepEqual(parse({ pve: { code: 3 } }).pve, { state: 'absent' });
    assert.deepEqual(parse({ pve: 'version=\nnode=pve\n' }).pve, notUnderstood);
  });

  it('kernel and boot, by the host’s own clock', () => {
    const { kernel, boot } = parse();
    assert.deepEqual(kernel, { state: 'known', value: { release: '6.8.12-9-pve', version: '#1 SMP PREEMPT_DYNAMIC PMX 6.8.12-9 (2025-03-16T19:18Z)' } });
    assert.deepEqual(boot, { state: 'known', value: { id: '01234567-89ab-cdef-0123-456789abcdef', uptimeSeconds: 86400.25, startedAt: 1_794_913_599_750 } });
    const zoned = parse({ kernel: '6.8.12-9-pve\n#1\nid\n1.5\n1795000000\nEurope/Berlin +0100\n' }).boot;
    assert.deepEqual(zoned.state === 'known' ? zoned.value.zone : undefined, { name: 'Europe/Berlin', offset: '+0100' });
    assert.deepEqual(parse({ kernel: '6.8.12-9-pve\n#1\n' }).boot, notUnderstood);
    assert.equal(parse({ kernel: '6.8.12-9-pve\n#1\n' }).kernel.state, 'known');
  });

  const machines: readonly (readonly [title: string, text: string, expected: object])[] = [
    ['physical', 'container=none\nvm=none\n', { kind: 'physical', by: '' }],
    ['a virtual machine of KVM', 'container=none\nvm=kvm\n', { kind: 'virtual-machine', by: 'kvm' }],
    ['a container on a physical host', 'container=lxc\nvm=none\n', { kind: 'container', by: 'lxc' }],
    ['a container in a virtual machine', 'container=lxc\nvm=kvm\n', { kind: 'container', by: 'lxc' }],
  ];
  for (const [title, machine, value] of machines) it(`machine: ${title}`, () => assert.deepEqual(parse({ machine }).machine, { state: 'known', value }));
  it('machine: not known where nothing on the host can tell', () => assert.deepEqual(parse({ machine: 'container=\nvm=\n' }).machine, notUnderstood));

  it('firmware: what a maker filled in, and nothing that came with the toolkit', () => {
    assert.deepEqual(parse().firmware, { state: 'known', value: { biosVendor: 'American Megatrends International, LLC.', biosVersion: '5.19', biosDate: '07/04/2022', board: 'J6412-4L' } });
    assert.deepEqual(parse({ firmware: 'bios_version=1.2\nboard_vendor=To be filled by O.E.M.\nboard_name=Default string\n' }).firmware, { state: 'known', value: { biosVersion: '1.2' } });
  });

  const subscriptions: readonly (readonly [title: string, changes: Parameters<typeof hostText>[0], expected: object])[] = [
    ['active', { subscription: '{"status":"Active","productname":"Proxmox VE Community"}' }, { state: 'known', value: { status: 'active' } }],
    ['a key that ran out', { subscription: '{"status" : "expired"}' }, { state: 'known', value: { status: 'expired' } }],
    ['no file on a Proxmox VE host', { subscription: { code: 3 } }, { state: 'known', value: { status: 'notfound' } }],
    ['no file elsewhere', { subscription: { code: 3 }, pve: { code: 3 } }, { state: 'absent' }],
    ['no file where it is not known what the host is', { subscription: { code: 3 }, pve: { code: 124 } }, { state: 'absent' }],
    ['not readable', { subscription: { code: 4 } }, { state: 'unknown', reason: 'it can be read by root alone' }],
    ['not understood', { subscription: 'garbage' }, notUnderstood],
  ];
  for (const [title, changes, expected] of subscriptions) it(`subscription: ${title}`, () => assert.deepEqual(parse(changes).subscription, expected));
});
