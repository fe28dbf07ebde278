import assert from 'node:assert/strict';
import { type Failure, describeData, scanLog } from '../../../src/kvm';

const failure = (suberror: number | undefined, data: readonly string[], more: Partial<Failure> = {}): Failure => ({
  offset: 0, end: 0, line: 0, kind: 'internal-error', suberror, code: undefined, times: 1, pid: undefined, vmid: undefined, vmidReason: undefined, vmidGuessed: false, vmidEvidence: undefined, time: undefined, timeText: undefined, data, dump: undefined, ...more,
});

describe('what the numbers say', () => {
  const stale = (value: string) => `the third value (${value}) may be left over from an earlier exit: before about kernel 6.9 it was not renewed`;
  const violated = 'exit reason 48 (0x30; EPT_VIOLATION on Intel, WRITE_DR0 on AMD)';
  const qualified = (value: string) => `first word of information ${value} (exit qualification on Intel, EXITINFO1 on AMD)`;
  const idle = 'second word of information 0x0 (no event in delivery on Intel, EXITINFO2 on AMD)';
  const cases: readonly (readonly [what: string, suberror: number, data: string, says: readonly string[]])[] = [
    ['a page fault, two values', 3, '80000b0e 31', ['while delivering hardware exception #PF, with an error code', 'exit reason 49 (EPT_MISCONFIG)']],
    ['an invalid instruction', 3, '80000306 31', ['while delivering hardware exception #UD', 'exit reason 49 (EPT_MISCONFIG)']],
    ['an interrupt', 3, '8000002f 20', ['while delivering external interrupt, vector 47', 'exit reason 32 (MSR_WRITE)']],
    ['another interrupt, padded', 3, '00000000800000ec 0000000000000001', ['while delivering external interrupt, vector 236', 'exit reason 1 (EXTERNAL_INTERRUPT)']],
    ['an interrupt whose vector is below 32 is no exception', 3, '8000000e 1', ['while delivering external interrupt, vector 14', 'exit reason 1 (EXTERNAL_INTERRUPT)']],
    ['an NMI', 3, '80000202 1', ['while delivering NMI', 'exit reason 1 (EXTERNAL_INTERRUPT)']],
    ['a software interrupt', 3, '80000480 1', ['while delivering software interrupt, vector 128', 'exit reason 1 (EXTERNAL_INTERRUPT)']],
    ['three values: the qualification may be stale', 3, '80000b0e 20 d82', ['while delivering hardware exception #PF, with an error code', 'exit reason 32 (MSR_WRITE)', stale('0xd82')]],
    ['four values, reason 49: the fourth is the address', 3, '80000b0e 31 582 fee000b0', ['while delivering hardware exception #PF, with an error code', 'exit reason 49 (EPT_MISCONFIG)', stale('0x582'), 'guest physical address 0xfee000b0']],
    ['four values, another reason: the fourth is the host CPU', 3, '800000fd 20 f82 31', ['while delivering external interrupt, vector 253', 'exit reason 32 (MSR_WRITE)', stale('0xf82'), 'host CPU 49']],
    ['five values, reason 49', 3, '80000b0e 31 582 fee000b0 2', ['while delivering hardware exception #PF, with an error code', 'exit reason 49 (EPT_MISCONFIG)', stale('0x582'), 'guest physical address 0xfee000b0', 'host CPU 2']],
    ['five values of a recent kernel: no address, and a qualification that holds', 3, '80000b0e 30 182 ffffffffffffffff 3', ['while delivering hardware exception #PF, with an error code', 'exit reason 48 (EPT_VIOLATION)', 'exit qualification 0x182 (write)', 'host CPU 3']],
    ['a failed entry', 3, '80000b0e 80000021', ['while delivering hardware exception #PF, with an error code', 'exit reason 33 (INVALID_STATE), the entry into the guest failed']],
    ['AMD: the first value is an address', 3, 'fee000b0 400 80000b0e', ['exit code 0x400 (NPF on AMD)', 'faulting guest physical address 0xfee000b0']],
    ['AMD: an address that looks like an interrupt', 3, '800000ec 400 0', ['exit code 0x400 (NPF on AMD)', 'faulting guest physical address 0x800000ec']],
    ['neither’s layout', 3, '1234 7b', ['the values are not laid out as on Intel, and are not decoded']],
    ['one value', 3, '80000b0e', []],
    ['no values', 3, '', []],
    ['suberror 2: a double fault, then an NMI', 2, '80000b08 80000202', ['while delivering hardware exception #DF, with an error code', 'then came NMI']],
    ['suberror 4: either vendor', 4, '7b 31', ['exit reason 123 (0x7b; IOIO on AMD)', 'host CPU 49']],
    ['suberror 4: old, Intel or AMD', 4, '4e', ['exit reason 78 (0x4e; exception 14 on AMD)']],
    ['a privileged software exception: INT1', 3, '80000501 1', ['while delivering privileged software exception #DB', 'exit reason 1 (EXTERNAL_INTERRUPT)']],
    ['a software exception: INT3', 3, '80000603 1', ['while delivering software exception #BP', 'exit reason 1 (EXTERNAL_INTERRUPT)']],
    ['another event', 3, '80000700 1', ['while delivering other event, vector 0', 'exit reason 1 (EXTERNAL_INTERRUPT)']],
    ['the type that is reserved', 3, '8000010e 1', ['while delivering event of reserved type 1, vector 14', 'exit reason 1 (EXTERNAL_INTERRUPT)']],
    ['suberror 1: bytes of the instruction, nothing in delivery', 1, '1 41c03127ae0f480f 9090909090909090 30 182 0 0 0', ['instruction bytes 48 0f ae 27 31 c0 41 90 90 90 90 90 90 90 90', violated, qualified('0x182'), idle]],
    ['suberror 1: Intel, an exception that came while an interrupt was delivered', 1, '0 0 7fff8 800000ec 80000b0e 2', ['exit reason 0 (0x0; EXCEPTION_NMI on Intel, READ_CR0 on AMD)', qualified('0x7fff8'), 'second word of information 0x800000ec (while delivering external interrupt, vector 236 on Intel, EXITINFO2 on AMD)', 'interruption information: hardware exception #PF, with an error code (what ended the run on Intel, what was being delivered on AMD)', 'error code 0x2']],
    ['suberror 1: an error code of 0 is one', 1, '0 30 182 0 80000b0d 0', [violated, qualified('0x182'), idle, 'interruption information: hardware exception #GP, with an error code (what ended the run on Intel, what was being delivered on AMD)', 'error code 0x0']],
    ['suberror 1: AMD, fewer bytes, a nested page fault while an exception was delivered', 1, '1 0000000000900f02 0 400 10000000f fee000b0 80000b0e 6', ['instruction bytes 0f 90', 'exit code 0x400 (NPF on AMD)', 'exit information 1 0x10000000f', 'faulting guest physical address 0xfee000b0', 'while delivering hardware exception #PF, with an error code', 'error code 0x6']],
    ['suberror 1: AMD, another exit, nothing in delivery', 1, '0 402 80 8000000e 0 0', ['exit code 0x402 (AVIC_UNACCELERATED_ACCESS on AMD)', 'exit information 1 0x80', 'exit information 2 0x8000000e']],
    ['suberror 1: interruption information that is not valid', 1, '0 30 182 0 b0e 0', [violated, qualified('0x182'), idle, 'interruption information 0xb0e, not marked as valid']],
    ['suberror 1: words of debugging after the error code', 1, '0 30 182 0 0 0 dead beef', [violated, qualified('0x182'), idle]],
    ['suberror 1: the oldest, bytes alone', 1, '1 0000000000900f02 0', ['instruction bytes 0f 90']],
    ['suberror 1: flags that are not known', 1, '80000b0e 31', ['flags 0x80000b0e are not all known here, and the values after them are not decoded']],
    ['suberror 1: a flag that is not known beside the bytes', 1, '3 0000000000900f02 0 400', ['instruction bytes 0f 90', 'flags 0x3 are not all known here, and the values after the instruction are not decoded']],
    ['suberror 1: a size that cannot be', 1, '1 ff 0 30', ['an instruction of 255 bytes cannot be, and the values are not decoded']],
    ['suberror 1: bytes that are cut off', 1, '1 ff', []],
  ];
  for (const [what, suberror, data, says] of cases) it(what, () => assert.deepEqual(describeData(failure(suberror, data.split(' ').filter(Boolean))), says));

  it('with what is known of the machine: a kernel that renews the qualification, and the CPU’s vendor', () => {
    const told = (data: string, more: Partial<Failure>, suberror = 3) => describeData(failure(suberror, data.split(' '), more)).slice(1);
    const boot = (kernel: string) => ({ boot: { start: 0, end: 9, kernel } });
    for (const kernel of ['6.9.0-1-pve', '6.14.8-2-pve', '10.0.1']) assert.deepEqual(told('80000b0e 20 d82', boot(kernel)), ['exit reason 32 (MSR_WRITE)', 'exit qualification 0xd82'], kernel);
    for (const kernel of ['6.8.12-9-pve', '5.15.158-2-pve']) assert.deepEqual(told('80000b0e 20 d82', boot(kernel)), ['exit reason 32 (MSR_WRITE)', `${stale('0xd82')}, and this was ${kernel}`], kernel);
    assert.deepEqual(told('80000b0e 20 d82', { host: { kernel: '6.11.0' } }), ['exit reason 32 (MSR_WRITE)', 'exit qualification 0xd82']);
    assert.deepEqual(told('80000b0e 20 d82', { ...boot('6.2.16'), host: { kernel: '6.11.0' } })[1], `${stale('0xd82')}, and this was 6.2.16`, 'the boot’s own kernel counts');
    assert.deepEqual(describeData(failure(3, ['80000b0e', '7c'], { host: { vendor: 'amd' } })), ['exit code 0x7c (MSR on AMD)', 'exit information 2 0x80000b0e']);
    assert.deepEqual(describeData(failure(4, ['4e', '1'], { host: { vendor: 'intel' } })), ['exit reason 78', 'host CPU 1']);
    assert.deepEqual(describeData(failure(4, ['4e', '1'], { host: { vendor: 'amd' } })), ['exit code 0x4e (exception 14 on AMD)', 'host CPU 1']);
    assert.deepEqual(told('0 0 7fff8 800000ec 80000b0e 2', { host: { vendor: 'intel' } }, 1), ['exit qualification 0x7fff8', 'while delivering external interrupt, vector 236', 'interruption information: hardware exception #PF, with an error code', 'error code 0x2']);
    assert.deepEqual(told('0 7c 1 2 800000ec 0', { host: { vendor: 'amd' } }, 1), ['exit information 1 0x1', 'exit information 2 0x2', 'while delivering external interrupt, vector 236']);
  });

  it('the numbers of sister messages', () => {
    const sister = (kind: Failure['kind'], code?: string) => describeData(failure(undefined, [], { kind, code }));
    const hardware = (code: string, host: NonNullable<Failure['host']> = {}) => describeData(failure(undefined, [], { kind: 'unknown-exit', code, ofCpu: true, host }));
    assert.deepEqual(hardware('31'), ['exit reason 49 (0x31; EPT_MISCONFIG on Intel, WRITE_DR1 on AMD)']);
    assert.deepEqual(hardware('31', { vendor: 'intel' }), ['exit reason 49 (EPT_MISCONFIG)']);
    assert.deepEqual(hardware('400'), ['exit code 0x400 (NPF on AMD)']);
    assert.deepEqual(hardware('8000000000000041'), ['hardware reason 0x8000000000000041']);
    assert.deepEqual(scanLog('QEMU[7]: KVM: unknown exit, hardware reason 31\nQEMU[7]: KVM: unknown exit reason 40\n').map(({ ofCpu, code }) => [ofCpu, code]), [[true, '31'], [undefined, '40']]);
    assert.deepEqual(sister('entry-failed', '80000021'), ['exit reason 33 (INVALID_STATE), the entry into the guest failed']);
    assert.deepEqual(sister('entry-failed', 'ffffffff'), ['hardware error 0xffffffff']);
    assert.deepEqual(sister('entry-failed', '7'), ['hardware error 0x7']);
    assert.deepEqual(sister('unknown-exit', '31'), ['reason 31']);
    assert.deepEqual(sister('exception-exit', '13'), ['exception 13']);
    assert.deepEqual(sister('run-failed'), []);
  });

  it('every exit reason that the kernel has a name for', () => {
    const named = Array.from({ length: 120 }, (_, reason) => reason).filter((reason) => describeData(failure(3, ['80000b0e', reason.toString(16)]))[1]?.includes('('));
    const gaps = [5, 11, 17, 35, 38, 42, 65, 66, 69, 70, 71, 72, 73, 78, 79, 80, 81, 82, 83];
    assert.deepEqual(named, Array.from({ length: 86 }, (_, reason) => reason).filter((reason) => !gaps.includes(reason)));
  });

  it('digits that are none are no reason to throw', () => assert.deepEqual(describeData(failure(3, ['xyz', ''])), ['the values are not laid out as on Intel, and are not decoded']));
});
