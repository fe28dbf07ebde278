import assert from 'node:assert/strict';
import { elsewhereOf, resultOf } from '../../../src/host';
import { guestOf } from '../../../src/host/guestOf';
import { checkLog } from '../../../src/kvm';
import type { CpuIdentity } from '../../../src/microcode';
import { j6412 } from '../microcode/cpus';
import { bootedAt, facts, known, now } from './hostFacts';

const hour = 3_600_000;
const since = now - 48 * hour;
const guest = { vmid: 100, type: 'qemu', onboot: true, template: false, pid: 2043179, pidSince: since } as const;
const none = known({ failures: [], truncated: false });
const host = facts({ guests: known([guest]), failures: none });
const later = since + hour;

describe('which guest it was, the host itself knows', () => {
  it('by the pid file of a guest that runs', () => {
    assert.deepEqual(guestOf({ pid: 2043179, time: later }, host), { vmid: 100, reason: 'its pid file on the host names process 2043179' });
    assert.equal(guestOf({ pid: 2043180, time: later }, host), undefined);
  });

  it('but not of a failure before that process, nor of an earlier boot, nor without a time', () => {
    assert.equal(guestOf({ pid: 2043179, time: since - 1000 }, host), undefined);
    assert.equal(guestOf({ pid: 2043179, time: bootedAt - 1000 }, facts({ guests: known([{ ...guest, pidSince: bootedAt - hour }]), failures: none })), undefined);
    assert.equal(guestOf({ pid: 2043179 }, host), undefined);
    const { pidSince, ...old } = guest;
    assert.equal(guestOf({ pid: 2043179, time: pidSince + hour }, facts({ guests: known([old]), failures: none })), undefined);
  });

  it('by the unit that its journal names for the process at that time', () => {
    const journal = facts({ guests: known([guest]), failures: known({ failures: [{ time: later, suberror: 3, pid: 2043179, vmid: 104, text: '' }], truncated: false }) });
    assert.deepEqual(guestOf({ pid: 2043179, time: later + 900 }, journal), { vmid: 104, reason: 'the host’s journal names its unit (104.scope)' });
    assert.equal(guestOf({ pid: 2043179, time: later + 60_000 }, journal)?.vmid, 100, 'another moment is another failure');
  });

  it('by what was found in its other logs', () => {
    const found = [{ kind: 'internal-error', suberror: 3, pid: 7, vmid: 105, vmidReason: '“VM 105 started with PID 7” stands in the log before it', time: later, text: '', sources: [] }] as const;
    assert.deepEqual(guestOf({ pid: 7, time: later }, host, found), { vmid: 105, reason: found[0].vmidReason });
    assert.equal(guestOf({ pid: 7, time: later }, host, [{ ...found[0], vmidGuessed: true }]), undefined);
  });

  it('in place of a guess of the log, and never in place of its statement', () => {
    assert.equal(guestOf({ pid: 2043179, time: later, vmid: 101, vmidGuessed: true }, host)?.vmid, 100);
    assert.equal(guestOf({ pid: 2043179, time: later, vmid: 101 }, host), undefined);
  });

  it('by the time that syslog writes, in the host’s zone and without a year', () => {
    const zoned = facts({ guests: known([{ ...guest, pidSince: Date.parse('2026-11-20T10:00:00Z') }]), failures: none, boot: known({ id: 'x', uptimeSeconds: 9 * 86_400, startedAt: bootedAt, zone: { name: 'Europe/Berlin', offset: '+0100' } }) });
    assert.equal(guestOf({ pid: 2043179, timeText: 'Nov 20 11:30:00' }, zoned)?.vmid, 100);
    assert.equal(guestOf({ pid: 2043179, timeText: 'Nov 20 10:30:00' }, zoned), undefined, 'it is 9:30 by UTC');
    assert.equal(guestOf({ pid: 2043179, timeText: 'Nov 22 11:30:00' }, zoned), undefined, 'that was last year');
  });
});

describe('a failure in a log of a host at hand', () => {
  const line = (time: number) => `${new Date(time).toISOString().replace(/\.\d+Z/, '+00:00')} pve8 QEMU[2043179]: KVM internal error. Suberror: 3\n`;
  const searched = (changes = {}) => resultOf([{ at: now + 10 * 60_000, failures: [], boots: [{ time: bootedAt }], machineChecks: [], outOfMemory: [], truncated: false, sources: [{ source: 'journal', id: 'journal' }], next: { cursor: '', files: [] }, ...changes }]);
  const explained = (time: number, result = searched()) => checkLog(line(time), elsewhereOf(host, result))[0];

  it('names the guest, with the reason', () => {
    const finding = explained(later);
    assert.match(finding?.message ?? '', /^Guest 100 died/);
    assert.match(finding?.explanation ?? '', /Guest: 100, because its pid file on the host names process 2043179\./);
    assert.match(explained(since - 1000)?.message ?? '', /^A guest died/);
  });

  it('reads the numbers as this host’s CPU and this boot’s kernel have them', () => {
    const explained = (time: number, changes: Parameters<typeof facts>[0]) => checkLog(`${line(time)}${line(time).replace(/KVM.*/, 'extra data[0]: 0x80000b0e')}${line(time).replace(/KVM.*/, 'extra data[1]: 0x20')}${line(time).replace(/KVM.*/, 'extra data[2]: 0xd82')}`, elsewhereOf(facts({ failures: none, ...changes }), undefined))[0]?.explanation ?? '';
    const kernel = known({ release: '6.14.8-2-pve', version: '#1' });
    assert.match(explained(later, { kernel }), /exit qualification 0xd82/);
    assert.match(explained(bootedAt - hour, { kernel }), /may be left over/, 'that was another boot');
  });

  it('says what was reported of this host’s CPU, and that it is no proof', () => {
    const about = (cpu: CpuIdentity | undefined) => checkLog(line(later), elsewhereOf(facts({ failures: none, cpu: cpu ? known(cpu) : { state: 'absent' } }), undefined))[0]?.explanation ?? '';
    assert.match(about(j6412), /This host’s CPU is a Celeron J6412, at revision 0x16 now\. Reported of this kind: guests that died .* at 0x16 were reported to run on at 0x17 and later\. That is no proof/);
    assert.match(about({ ...j6412, modelName: 'Intel(R) Core(TM) i5-8500T CPU @ 2.10GHz', signature: 0x906ea }), /a Core i5-8500T, at revision 0x16 now; of this kind no report is known\./);
    assert.match(about({ ...j6412, vendor: 'amd', modelName: 'AMD Ryzen 7 5700G with Radeon Graphics' }), /a Ryzen 7 5700G, .*; no report of suberror 3 on AMD is known\./);
    assert.match(about(undefined), /A Celeron J6412 was reported to have it/);
  });

  it('says plainly that no machine check was logged in that boot, and only where that is known', () => {
    assert.match(explained(later)?.explanation ?? '', /No machine check was logged in that boot\./);
    assert.match(explained(bootedAt - hour)?.explanation ?? '', /not known: the log of that boot’s kernel is not among what was searched/);
    assert.match(explained(later, searched({ at: since }))?.explanation ?? '', /not known: it came after this host’s logs were searched last/);
    assert.match(explained(later, searched({ sources: [{ source: 'journal', id: 'journal' }, { source: '/var/log/kern.log.2.zst', unknown: 'x' }] }))?.explanation ?? '', /as far as the logs could be read \(not: \/var\/log\/kern\.log\.2\.zst\)/);
  });

  it('says what else was logged: machine checks, and memory that ran out for that guest', () => {
    const { explanation = '' } = explained(later, searched({ machineChecks: [{ time: later }], outOfMemory: [{ vmid: 100, time: later }, { vmid: 101, time: later }] })) ?? {};
    assert.match(explanation, /Machine checks or memory errors were logged in that boot \(once\)/);
    assert.match(explanation, /it ran out of memory and killed this guest \(once\)/);
    assert.doesNotMatch(explanation, /No machine check/);
  });

  it('says nothing of logs that were not searched', () => {
    const [finding] = checkLog(line(later), elsewhereOf(host, undefined));
    assert.doesNotMatch(finding?.explanation ?? '', /machine check/i);
  });
});
