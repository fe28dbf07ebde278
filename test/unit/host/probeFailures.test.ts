import assert from 'node:assert/strict';
import { type FailureSummary, parseProbe, valueOf } from '../../../src/host';
import { type JournalEntry, failuresSection, hostText, suberror3 } from './probeText';

const of = (text: string): FailureSummary => {
  const found = valueOf(parseProbe(hostText({ failures: text })).failures);
  assert.ok(found);
  return found;
};
const read = (...entries: readonly JournalEntry[]) => of(failuresSection(entries));

describe('a probe counts the failures in the journal', () => {
  it('with time, process, guest and boot', () => {
    assert.deepEqual(read({ message: suberror3 }), {
      failures: [{ time: 1_794_000_000_000, suberror: 3, pid: 2043179, vmid: 100, bootId: '0123456789abcdef0123456789abcdef', text: suberror3 }],
      since: 1_790_000_000_123,
      truncated: false,
    });
  });

  it('oldest first, in whatever order journalctl prints them', () => {
    assert.deepEqual(read({ message: suberror3, time: 3 }, { message: suberror3, time: 1 }, { message: suberror3, time: 2 }).failures.map(({ time }) => time), [1000, 2000, 3000]);
  });

  const messages: readonly (readonly [title: string, message: JournalEntry['message'], suberrors: readonly number[]])[] = [
    ['another suberror', 'KVM internal error. Suberror: 1', [1]],
    ['without a number, as an old QEMU prints it', 'KVM internal error.', [0]],
    ['a sister message', 'KVM: entry failed, hardware error 0x80000021', [0]],
    ['bytes, since it has colours', [...Buffer.from(`${String.fromCharCode(27)}[31m${suberror3}${String.fromCharCode(27)}[0m`)], [3]],
    ['too long for journalctl to print', null, []],
    ['something else', 'vm 100 started', []],
  ];
  for (const [title, message, suberrors] of messages) it(`a message that is ${title}`, () => assert.deepEqual(read({ message }).failures.map(({ suberror }) => suberror), suberrors));

  it('names no guest where the unit is not one’s', () => {
    for (const unit of ['pvedaemon.service', '100.scope.d', 'session-3.scope']) assert.equal(read({ message: suberror3, unit }).failures[0]?.vmid, undefined, unit);
  });

  it('says so where there are more than were listed', () => {
    const many = (count: number) => read(...Array.from({ length: count }, () => ({ message: suberror3 })));
    assert.deepEqual([many(199).truncated, many(200).truncated, many(200).failures.length], [false, true, 200]);
  });

  it('none is known to be none, since the first entry', () => assert.deepEqual(read(), { failures: [], since: 1_790_000_000_123, truncated: false }));

  it('passes over what is not a whole JSON object', () => {
    for (const line of ['{"MESSAGE":', '[]', 'null', '{}', '{"MESSAGE":"KVM internal error. Suberror: 3"}', '"x"']) assert.deepEqual(of(`1790000000.1\n${line}\n`).failures, [], line);
    assert.deepEqual(of(''), { failures: [], truncated: false });
  });

  it('and says why where it could not look', () => {
    assert.deepEqual(parseProbe(hostText({ failures: { code: 4 } })).failures, { state: 'unknown', reason: 'it can be read by root alone' });
    assert.deepEqual(parseProbe(hostText({ failures: { code: 3 } })).failures, { state: 'absent' });
    assert.deepEqual(parseProbe(hostText({ failures: { code: 137 } })).failures, { state: 'unknown', reason: 'the host did not answer within 15 s' });
  });

  it('lists the log files', () => {
    assert.deepEqual(parseProbe(hostText()).logs, { state: 'known', value: [
      { path: '/var/log/syslog', bytes: 1234, modifiedAt: 1_794_999_999_000 },
      { path: '/var/log/syslog.2.gz', bytes: 99, modifiedAt: 1_794_000_000_000 },
    ] });
  });
});
