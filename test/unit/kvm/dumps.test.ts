import assert from 'node:assert/strict';
import { scanLog } from '../../../src/kvm';
import { dumpLines, framings, header, pid, syslog, wholeFailure } from './logs';

const values = (text: string) => scanLog(text).map(({ data }) => data);

describe('what belongs to a failure', () => {
  it('extra data of old and new QEMU, without zeros and 0x lost or added', () => {
    assert.deepEqual(values(syslog(header) + syslog('extra data[0]: 80000B0E') + syslog('extra data[1]: 31')), [['80000b0e', '31']]);
    assert.deepEqual(values(syslog(header) + syslog('extra data[0]: 0x0000000080000b0e')), [['0000000080000b0e']]);
  });

  it('the dump reaches from the first value to the code, in 32 bits and in RHEL 6’s small letters too', () => {
    for (const lines of [
      dumpLines,
      ['extra data[0]: 80000b08', 'EAX=00000000 EBX=00000000 ECX=00000000 EDX=00000663', 'EIP=0000fff0 EFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=0', 'Code=00 <ff> ??'],
      ['extra data[0]: 80000202', 'rax 0000000000000000 rbx 0000000000000000', 'rip 0000000000000000 rflags 00000002', 'cs 0008 (00000000/ffffffff p 1 dpl 0 db 0)', 'code: 00 --> ff'],
      ['emulation failure', 'RAX=0000000000000000 RBX=0000000000000000', 'Code=kvm: ../hw/core/cpu-sysemu.c:77: cpu_asidx_from_attrs: Assertion `ret < cpu->num_ases\' failed.'],
    ]) {
      const before = syslog('before') + syslog(header);
      const own = lines.map((line) => syslog(line)).join('');
      const [failure] = scanLog(`${before}${own}${syslog('after')}${syslog('RAX=0')}`);
      assert.deepEqual(failure?.dump, { start: before.length, end: before.length + own.length - 1 });
    }
  });

  it('lines of other processes and of kernels between them do no harm', () => {
    const foreign = ['Dec 31 12:49:30 proxmox kernel: x\n', syslog('extra data[0]: 0x99', 77), syslog('RAX=0', 77), 'Dec 31 12:49:30 proxmox pvestatd[900]: y\n'].join('');
    assert.deepEqual(values([header, ...dumpLines].map((line) => syslog(line) + foreign).join('')), [['0000000080000b0e', '0000000000000031', '0000000000000582', '00000000fee000b0', '0000000000000002']]);
  });

  it('two guests at once, line by line', () => {
    for (const { line, tells } of framings.filter((framing) => framing.tells.pid !== undefined)) {
      const other = ['KVM internal error. Suberror: 1', 'extra data[0]: 0x0000000000000000', 'emulation failure'];
      const text = [header, ...dumpLines.slice(0, 4)].map((message, index) => line(message) + (index < other.length ? line(other[index] ?? '', 9) : '')).join('');
      assert.deepEqual(
        scanLog(text).map((failure) => [failure.suberror, failure.pid, failure.data?.length]),
        [[3, tells.pid, 4], [1, 9, 1]],
      );
    }
  });

  it('two virtual CPUs whose values mix: values go by their index, and one dump to the first', () => {
    const mixed = [header, header, 'extra data[0]: 0xa0', 'extra data[0]: 0xb0', 'extra data[1]: 0xa1', 'extra data[1]: 0xb1', 'RAX=0', 'Code=00', 'RAX=1', 'Code=01'];
    const text = mixed.map((line) => syslog(line)).join('');
    assert.deepEqual(values(text), [['a0', 'a1'], ['b0', 'b1']]);
    assert.deepEqual(scanLog(text).map(({ dump }) => dump && text.slice(dump.start, dump.end).split('\n').at(-1)?.replace(/.*: /, '')), ['Code=00', 'Code=01']);
    const oneDump = scanLog([header, header, 'RAX=0', 'Code=00'].map((line) => syslog(line)).join(''));
    assert.deepEqual(oneDump.map(({ dump }) => dump !== undefined), [true, false]);
  });

  it('values long after a failure are not its own, nor those of the next one', () => {
    const quiet = Array.from({ length: 40 }, (_, index) => syslog(`line ${index}`)).join('');
    assert.deepEqual(values(syslog(header) + quiet + syslog('extra data[0]: 0x1')), [undefined]);
    assert.deepEqual(values(syslog(header) + syslog('a') + syslog('b') + syslog('c') + syslog('d') + syslog(header) + syslog('extra data[0]: 0x2')), [undefined, ['2']]);
    assert.deepEqual(values(wholeFailure() + wholeFailure()).map((data) => data?.length), [5, 5]);
  });

  it('behind much prose without a process id there is nothing of its own', () => {
    const behind = (lines: number) => scanLog(`${header}\n${'He asked what that means.\n'.repeat(lines)}extra data[0]: 5\n`)[0]?.data;
    assert.deepEqual([behind(20), behind(30)], [['5'], undefined]);
  });

  it('a bare "KVM internal error." counts where a dump vouches for it', () => {
    assert.deepEqual(scanLog('KVM internal error.\nRAX=0000 RBX=0000\n').map(({ suberror, pid: process }) => [suberror, process]), [[undefined, undefined]]);
    assert.equal(scanLog(`KVM internal error.\n`).length, 0);
    assert.equal(scanLog(syslog('KVM internal error.', pid)).length, 1);
  });
});
