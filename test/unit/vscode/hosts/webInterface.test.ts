import assert from 'node:assert/strict';
import { guestPageOf, webInterfaceOf } from '../../../../src/vscode/hosts/webInterface';

describe('the address of the web interface', () => {
  const cases: readonly (readonly [title: string, reached: Parameters<typeof webInterfaceOf>[0], address: string])[] = [
    ['is port 8006 of what the name leads to', { setting: { host: 'pve8' }, address: '192.0.2.7' }, 'https://192.0.2.7:8006/'],
    ['is that of the name until it is resolved', { setting: { host: 'root@pve8' }, address: undefined }, 'https://pve8:8006/'],
    ['has brackets around an IPv6 address', { setting: { host: 'pve8' }, address: '2001:db8::7' }, 'https://[2001:db8::7]:8006/'],
    ['is what the user says', { setting: { host: 'pve8', webInterface: 'https://pve.example.org/' }, address: '192.0.2.7' }, 'https://pve.example.org/'],
  ];
  for (const [title, reached, address] of cases) it(title, () => assert.equal(webInterfaceOf(reached), address));
});

describe('the address of a guest’s page there', () => {
  it('names the guest behind the #', () => {
    assert.equal(guestPageOf({ setting: { host: 'pve8' }, address: undefined }, { type: 'qemu', vmid: 100 }), 'https://pve8:8006/#v1:0:=qemu%2F100');
    assert.equal(guestPageOf({ setting: { host: 'pve8', webInterface: 'https://pve.example.org/#v1:0:=node%2Fpve8' }, address: undefined }, { type: 'lxc', vmid: 200 }), 'https://pve.example.org/#v1:0:=lxc%2F200');
  });
});
