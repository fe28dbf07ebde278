import assert from 'node:assert/strict';
import { checkLog, scanLog } from '../../../src/kvm';
import { dumpLines, framings, header, pid, syslog, wholeFailure } from './logs';

describe('a failure in a log', () => {
  for (const { name, line, tells } of framings) {
    it(`is found with all that the log tells: ${name}`, () => {
      const noise = line('qemu: a line of no interest', 4);
      const text = `${noise}${[header, ...dumpLines].map((message) => line(message)).join('')}${noise}`;
      const [failure, ...others] = scanLog(text);
      assert.ok(failure);
      assert.deepEqual(others, []);
      const { offset, end, dump, time, ...rest } = failure;
      assert.match(text.slice(offset, end), /^KVM internal error\. Suberror: 3$|^75,\s*86,\s*77,[\d\s,]*\b51$/);
      assert.deepEqual(
        { line: rest.line, kind: rest.kind, suberror: rest.suberror, pid: rest.pid, vmid: rest.vmid, times: rest.times, time: time === undefined ? undefined : new Date(time).toISOString() },
        { line: text.slice(0, offset).split('\n').length - 1, kind: 'internal-error', suberror: 3, pid: tells.pid, vmid: tells.vmid, times: tells.times ?? 1, time: tells.time },
      );
      assert.deepEqual(rest.data, ['0000000080000b0e', '0000000000000031', '0000000000000582', '00000000fee000b0', '0000000000000002']);
      assert.ok(dump && dump.start > offset && dump.end > dump.start);
      assert.deepEqual(scanLog(text.slice(dump.start, dump.end)), [], 'the dump holds no failure of its own');
    });
  }

  it('is one finding, at the message, with the dump linked', () => {
    const text = `${syslog('something')}${wholeFailure()}`;
    const [finding, ...others] = checkLog(text);
    assert.ok(finding?.where.kind === 'document' && finding.where.range);
    assert.deepEqual(others, []);
    assert.equal(text.slice(finding.where.range.start, finding.where.range.end), header);
    assert.deepEqual([finding.rule, finding.severity], ['kvm/suberror-3', 'warning']);
    assert.deepEqual(finding.related?.map(({ message }) => message), ['What QEMU printed with it']);
  });
});

describe('the messages', () => {
  const cases: readonly (readonly [message: string, kind: string, suberror: number | undefined, code: string | undefined, rule: string])[] = [
    ['KVM internal error. Suberror: 1', 'internal-error', 1, undefined, 'kvm/internal-error'],
    ['KVM internal error. Suberror: 2', 'internal-error', 2, undefined, 'kvm/internal-error'],
    ['KVM internal error. Suberror: 4', 'internal-error', 4, undefined, 'kvm/internal-error'],
    ['KVM internal error.Suberror: 3', 'internal-error', 3, undefined, 'kvm/suberror-3'],
    ['KVM internal error. Suberror:3', 'internal-error', 3, undefined, 'kvm/suberror-3'],
    ['KVM internal error.  Suberror: 3', 'internal-error', 3, undefined, 'kvm/suberror-3'],
    ['KVM internal error.', 'internal-error', undefined, undefined, 'kvm/internal-error'],
    ['KVM internal error. Suberror: 3>', 'internal-error', 3, undefined, 'kvm/suberror-3'],
    ['KVM: entry failed, hardware error 0x80000021', 'entry-failed', undefined, '80000021', 'kvm/sister-message'],
    ['KVM: unknown exit, hardware reason 31', 'unknown-exit', undefined, '31', 'kvm/sister-message'],
    ['KVM: unknown exit reason 40', 'unknown-exit', undefined, '40', 'kvm/sister-message'],
    ['KVM: exception 13 exit (error code 0x0)', 'exception-exit', undefined, '13', 'kvm/sister-message'],
    ['error: kvm run failed Bad address', 'run-failed', undefined, undefined, 'kvm/sister-message'],
    ['error: kvm run failed Falsche Adresse', 'run-failed', undefined, undefined, 'kvm/sister-message'],
  ];
  for (const [message, kind, suberror, code, rule] of cases) {
    it(`${message} is ${rule}`, () => {
      const [failure, ...others] = scanLog(syslog(message));
      assert.deepEqual(others, []);
      assert.deepEqual([failure?.kind, failure?.suberror, failure?.code, failure?.pid], [kind, suberror, code, pid]);
      assert.deepEqual(checkLog(syslog(message)).map((finding) => finding.rule), [rule]);
    });
  }

  it('two of one process that cut each other off are told apart', () => {
    const text = `${syslog('KVM internal error.KVM internal error. Suberror: 1')}${syslog(' Suberror: 1')}`;
    assert.deepEqual(scanLog(text).map(({ offset, suberror }) => [text.slice(offset, offset + 31), suberror]), [['KVM internal error. Suberror: 1', 1]]);
    const split = `${syslog('KVM internal error.')}${syslog(' Suberror: 2')}`;
    assert.deepEqual(scanLog(split).map(({ suberror }) => suberror), [2]);
  });
});
