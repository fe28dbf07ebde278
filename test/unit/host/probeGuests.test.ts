import assert from 'node:assert/strict';
import { type Guest, parseProbe, valueOf } from '../../../src/host';
import { type GuestAnswer, guestsSection, hostText } from './probeText';

const read = (guests: readonly GuestAnswer[], options?: Parameters<typeof guestsSection>[1]): readonly Guest[] => valueOf(parseProbe(hostText({ guests: guestsSection(guests, options) })).guests) ?? [];

describe('a probe shows the guests of the node', () => {
  for (const pve of [8, 9]) {
    it(`as pvestatd of PVE ${pve} saw them`, () => {
      const guests = read([
        { vmid: 102, type: 'lxc', status: 'stopped', configuration: { hostname: 'db' } },
        { vmid: 100, status: 'internal-error', configuration: { name: 'opnsense', onboot: '1' }, pid: 2043179, pidSince: 1_794_000_000 },
      ], { pve });
      assert.deepEqual(guests, [
        { vmid: 100, type: 'qemu', name: 'opnsense', status: 'internal-error', onboot: true, template: false, pid: 2043179, pidSince: 1_794_000_000_000 },
        { vmid: 102, type: 'lxc', name: 'db', status: 'stopped', onboot: false, template: false },
      ]);
    });
  }

  for (const status of ['running', 'stopped', 'internal-error', 'io-error', 'paused', 'prelaunch']) {
    it(`in the state ${status}, as itself`, () => assert.equal(read([{ vmid: 100, status }])[0]?.status, status));
  }

  const doubts: readonly (readonly [title: string, guest: GuestAnswer, reason: string | undefined])[] = [
    ['seen two minutes ago less a second', { vmid: 100, status: 'running', age: 119 }, undefined],
    ['last seen ten minutes ago', { vmid: 100, status: 'running', age: 600 }, 'pvestatd has not looked for 10 min'],
    ['never seen', { vmid: 100 }, 'pvestatd has not seen it'],
    ['seen at a time that is no number', { vmid: 100, status: 'running', age: NaN }, 'pvestatd did not say when it looked'],
  ];
  for (const [title, guest, reason] of doubts) {
    it(`${title}: ${reason === undefined ? 'its state is known' : 'its state is not known, and says why'}`, () => {
      const [only] = read([guest]);
      assert.equal(only?.unknownReason, reason);
      assert.equal(only?.status, reason === undefined ? 'running' : undefined);
    });
  }

  it('with what their configuration says of them', () => {
    const [locked, template, plain] = read([
      { vmid: 100, status: 'running', configuration: { name: 'a.example', lock: 'backup', onboot: '0' } },
      { vmid: 101, status: 'stopped', configuration: { name: 'b', template: '1' } },
      { vmid: 102, status: 'stopped' },
    ]);
    assert.deepEqual([locked?.name, locked?.lock, locked?.onboot, locked?.template], ['a.example', 'backup', false, false]);
    assert.deepEqual([template?.template, template?.lock], [true, undefined]);
    assert.deepEqual([plain?.name, plain?.onboot], [undefined, false]);
  });

  it('and leaves those of other nodes to them', () => {
    assert.deepEqual(read([{ vmid: 100, status: 'running' }, { vmid: 200, node: 'pve2', status: 'running' }]).map(({ vmid }) => vmid), [100]);
  });

  it('none is known to be none', () => {
    assert.deepEqual(parseProbe(hostText({ guests: guestsSection([]) })).guests, { state: 'known', value: [] });
  });

  it('and says why where they are not known', () => {
    const of = (guests: Parameters<typeof hostText>[0]) => parseProbe(hostText(guests)).guests;
    assert.deepEqual(of({ guests: { code: 3 } }), { state: 'absent' });
    assert.deepEqual(of({ guests: { code: 4 } }), { state: 'unknown', reason: 'it can be read by root alone' });
    assert.deepEqual(of({ guests: { body: 'now 1795000000\n', code: 124 } }), { state: 'unknown', reason: 'the host did not answer within 5 s' });
    assert.equal(of({ guests: { code: 5 } }).state, 'unknown');
  });
});
