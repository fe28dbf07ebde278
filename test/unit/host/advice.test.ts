import assert from 'node:assert/strict';
import { type Guest, type HostFacts, guestTitle, rebootAdvice } from '../../../src/host';
import { geminiLake } from '../microcode/cpus';
import { absent, facts, initramfs, known, nextBoot, now, onDisk, pinned, unknown } from './hostFacts';

const pending = (changes: Partial<HostFacts> = {}) => facts({ microcode: onDisk(now), ...changes });
const guest = (vmid: number, changes: Partial<Guest> = {}): Guest => ({ vmid, type: 'qemu', status: 'running', onboot: true, template: false, ...changes });
const task = (type: string, id = '') => known([{ upid: `UPID:pve:1:2:3:${type}:${id}:root@pam:`, type, id }]);

describe('the advice before a reboot', () => {
  it('names the revision that it loads, and the way back', () => {
    const { blocks, guests, warnings, notes } = rebootAdvice(pending());
    assert.deepEqual([blocks, guests, warnings], [[], [], []]);
    assert.equal(notes[0], 'Microcode 0x1a is loaded at this boot, in place of 0x16.');
    assert.equal(notes[1], 'It should be back within 5 min: 5 min for the firmware and the host’s own start.');
    assert.match(notes[2] ?? '', /^Can you reach its screen .*dis_ucode_ldr/);
  });

  it('names the kernel that boots, also where it is the one that runs', () => {
    assert.ok(rebootAdvice(pending({ nextBoot: nextBoot({ next: { release: '6.8.12-9-pve', because: 'pinned' } }) })).notes.includes('Kernel 6.8.12-9-pve, which runs now, boots again (it is pinned).'));
  });

  it('says where it would load nothing', () => {
    const { warnings, notes } = rebootAdvice(facts());
    assert.deepEqual(warnings, ['No newer microcode is on the disk: this boot will load none.']);
    assert.equal(notes.length, 2);
  });

  it('says where it would load nothing, though it is on the disk', () => {
    const { warnings } = rebootAdvice(pending({ nextBoot: pinned, initramfs: initramfs(0x1a, 'none') }));
    assert.match(warnings.at(-1) ?? '', /^This boot will load no newer microcode: .*kernel 6\.5\.13-5-pve boots next, and its initramfs lacks it .*\.$/);
  });

  const blocks: readonly (readonly [title: string, changes: Partial<HostFacts>, expected: readonly string[]])[] = [
    ['our install runs', { work: known({ kind: 'install-microcode', unit: 'u', state: 'running', logTail: '' }) }, ['the microcode package is being installed']],
    ['our install has ended', { work: known({ kind: 'install-microcode', unit: 'u', state: 'succeeded', exitCode: 0, logTail: '' }) }, []],
    ['apt runs', { packaging: known({ busy: ['apt-get', 'dpkg'], unfinished: ['libc6'] }) }, ['apt-get is running', 'dpkg is running']],
    ['dpkg was interrupted', { packaging: known({ busy: [], unfinished: ['libc6'] }) }, ['dpkg left libc6 half installed']],
    ['a backup runs', { tasks: task('vzdump', '100') }, ['a task is running (vzdump 100)']],
    ['a migration runs', { tasks: task('qmigrate', '100') }, ['a task is running (qmigrate 100)']],
    ['guests are moved away', { tasks: task('migrateall') }, ['a task is running (migrateall)']],
    ['a container’s volume is moved', { tasks: task('move_volume', '200') }, ['a task is running (move_volume 200)']],
    ['a snapshot is deleted', { tasks: task('qmdelsnapshot', '100') }, ['a task is running (qmdelsnapshot 100)']],
    ['the task has no guest', { tasks: task('aptupdate') }, ['a task is running (aptupdate)']],
    ['a console is open', { tasks: task('vncproxy', '100') }, []],
    ['the tasks are not known', { tasks: unknown('closed') }, []],
  ];
  for (const [title, changes, expected] of blocks) it(`${expected.length === 0 ? 'does not block' : 'blocks'} while ${title}`, () => assert.deepEqual(rebootAdvice(pending(changes)).blocks, expected));

  it('names what will be shut down, and what will not start again', () => {
    const { guests, warnings } = rebootAdvice(pending({ guests: known([
      guest(100, { name: 'opnsense', status: 'internal-error' }), guest(101, { name: 'ha' }), guest(102, { onboot: false }), guest(103, { status: 'stopped', onboot: false }), guest(104, { status: 'paused' }),
    ]) }));
    assert.deepEqual(guests.map((fate) => [guestTitle(fate.guest), fate.becomes]), [
      ['100 opnsense', 'cannot shut down and is ended when its time is over; starts again with the host'],
      ['101 ha', 'starts again with the host'],
      ['102', 'stays off until somebody starts it'],
      ['104', 'cannot shut down and is ended when its time is over; starts again with the host'],
    ]);
    assert.deepEqual(warnings, ['Dead, and cannot shut down: 100 opnsense. Stop it first, or the reboot waits until its time is over.', 'Not set to start at boot: 102']);
  });

  it('does not pass over guests whose state is not known', () => {
    const lost: Guest = { vmid: 105, type: 'qemu', name: 'db', unknownReason: 'pvestatd has not looked for 10 min', onboot: true, template: false };
    assert.deepEqual(rebootAdvice(pending({ guests: known([lost]) })).warnings, ['Whether these run is not known: 105 db']);
    assert.deepEqual(rebootAdvice(pending({ guests: unknown('closed') })).warnings, ['Which guests are running is not known.']);
  });

  const doubts: readonly (readonly [title: string, changes: Partial<HostFacts>, expected: RegExp | undefined])[] = [
    ['tasks that could not be read', { tasks: unknown('only root may read them') }, /^Whether a backup, migration, replication or restore is running is not known: only root may read them\.$/],
    ['a host without Proxmox’s tasks', { tasks: absent }, undefined],
    ['packaging that could not be read', { packaging: unknown('it took too long') }, /^Whether apt or dpkg is at work is not known: it took too long\.$/],
    ['a cluster that could not be read', { cluster: unknown('only root may read it.') }, /^Whether the host is in a cluster, .* is not known: only root may read it\.$/],
    ['the same kernel', { nextBoot: nextBoot() }, undefined],
    ['another kernel', { nextBoot: pinned, initramfs: initramfs(0x1a, 0x1a, now) }, /^Kernel 6\.5\.13-5-pve boots, in place of 6\.8\.12-9-pve: /],
    ['microcode that is known to make trouble', { cpu: known(geminiLake), microcode: onDisk(now, { onDisk: known({ revision: 0x40, file: '' }) }) }, /^Microcode 0x40, which this boot loads, is known to make trouble: revision 0x40 was reported to break systems.*place\.$/],
    ['a kernel that is pinned and not there', { nextBoot: nextBoot({ next: { release: '6.2.16-20-pve', because: 'pinned' } }), kernel: known({ release: '6.2.16-20-pve', version: '' }) }, /^Kernel 6\.2\.16-20-pve boots next \(it is pinned\), and is not under \/boot/],
    ['a kernel without an initramfs', { nextBoot: nextBoot({ kernels: [{ release: '6.8.12-9-pve', bytes: 14_000_000, initramfsBytes: 0 }] }) }, /^Kernel 6\.8\.12-9-pve boots next, and has no initramfs under \/boot: .*update-initramfs -c -k 6\.8\.12-9-pve first\.$/],
    ['an ESP that is not there', { nextBoot: nextBoot({ loader: 'proxmox-boot-tool', esps: [{ uuid: '1A2B-3C4D' }, { uuid: '5E6F-7A8B', bytes: 1_000_000_000 }] }) }, /^1A2B-3C4D, which proxmox-boot-tool knows as an ESP, is not there: /],
    ['a kernel that could not be told', { nextBoot: unknown('closed') }, /^Which kernel boots is not known: closed$/],
  ];
  for (const [title, changes, expected] of doubts) {
    it(`${expected ? 'warns of' : 'says nothing of'} ${title}`, () => {
      const { warnings } = rebootAdvice(pending(changes));
      assert.equal(warnings.some((warning) => expected?.test(warning)), expected !== undefined, warnings.join('\n'));
      assert.equal(warnings.length, expected ? 1 : 0, warnings.join('\n'));
    });
  }
});
