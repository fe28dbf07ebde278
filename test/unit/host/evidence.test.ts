import assert from 'node:assert/strict';
import { type EvidenceRecord, duration } from '../../../src/host';
import { microcodeEvidence, newRecord, revisionBefore } from '../../../src/host/evidence';
import { evidenceLine, failuresInThisBoot, hostNow } from '../../../src/host/history/oneLine';
import { j6412, running } from '../microcode/cpus';
import { absent, bootId, bootedAt, facts, failuresAt, known, now, onDisk, runs, unknown } from './hostFacts';

const record = (changes: Partial<EvidenceRecord> = {}): EvidenceRecord => ({ at: now - 1000, bootId, revision: 0x16, signature: 0x90661, ...changes });

describe('what was observed of a host', () => {
  it('is kept when it is new: the first look, another boot, another revision', () => {
    assert.deepEqual(newRecord(facts(), []), { at: facts().observedAt, bootId, revision: 0x16, signature: 0x90661 });
    assert.equal(newRecord(facts(), [record()]), undefined);
    assert.ok(newRecord(facts(), [record({ bootId: 'earlier' })]));
    assert.ok(newRecord(facts({ cpu: runs(0x1a) }), [record()]));
    assert.ok(newRecord(facts(), [record(), record({ bootId: 'later' })]));
  });

  it('is not kept where it is not known', () => {
    for (const changes of [{ boot: unknown('x') }, { cpu: unknown('x') }, { cpu: known(running(j6412)) }] as const) assert.equal(newRecord(facts(changes), []), undefined);
  });

  const earlier = [record({ revision: 0x10 }), record({ revision: 0x16 }), record({ revision: 0x20, signature: 0x906c0 })];
  it('tells the revision before this one, of this CPU alone', () => {
    assert.equal(revisionBefore(facts({ cpu: runs(0x1a) }), earlier), 0x16);
    assert.equal(revisionBefore(facts(), earlier), 0x10);
    assert.equal(revisionBefore(facts(), [record()]), undefined);
    assert.equal(revisionBefore(facts({ cpu: unknown('x') }), earlier), undefined);
  });

  it('goes behind the kernel’s own word', () => {
    const logged = (from?: number) => facts({ cpu: runs(0x1a), microcode: onDisk(0, { earlyUpdate: known({ ...(from === undefined ? {} : { from }), to: 0x1a, line: '' }) }) });
    assert.equal(revisionBefore(logged(0x17), earlier), 0x17);
    assert.equal(revisionBefore(logged(), earlier), 0x16);
    assert.equal(revisionBefore(logged(0x1a), earlier), 0x16);
  });

  it('is judged by what is known of it, and nothing in place of the rest', () => {
    const { cpu, machine, bootedAt: started, onDisk: file, onDiskSince } = microcodeEvidence(facts({ microcode: onDisk(7) }));
    assert.deepEqual([cpu?.signature, machine, started, file?.revision, onDiskSince], [0x90661, 'physical', bootedAt, 0x1a, 7]);
    assert.equal(microcodeEvidence(facts()).codename, 'bookworm');
    assert.deepEqual(microcodeEvidence(facts({ cpu: unknown('closed'), machine: unknown('x'), boot: unknown('x'), os: unknown('x') })), { cpuUnknownReason: 'closed', machine: 'unknown' });
  });
});

describe('the logs in one line', () => {
  const hour = 3_600_000;
  const other = (...suberrors: readonly number[]) => known({ failures: suberrors.map((suberror) => ({ time: now - hour, suberror, text: '' })), truncated: false });
  const lines: readonly (readonly [title: string, failures: Parameters<typeof facts>[0], expected: string])[] = [
    ['several of one kind', {}, '3 × Suberror 3 in 8 days, last one 2 h ago'],
    ['one', { failures: failuresAt(now - 2 * hour) }, '1 × Suberror 3, 2 h ago'],
    ['of different kinds', { failures: other(3, 1) }, '2 × KVM failure in 1 h, last one 1 h ago'],
    ['a burst of one guest', { failures: failuresAt(now - hour, now - hour + 40_000, now - hour + 41_000) }, '1 × Suberror 3, 1 h ago'],
    ['without a number', { failures: other(0) }, '1 × KVM failure, 1 h ago'],
    ['more than were listed', { failures: known({ failures: [{ time: now - hour, suberror: 3, text: '' }], truncated: true }) }, '1 or more × Suberror 3, 1 h ago'],
    ['none', { failures: failuresAt() }, 'no failures in the journal of 39 days'],
    ['none, for how long is not known', { failures: known({ failures: [], truncated: false }) }, 'no failures in the journal'],
    ['no journal', { failures: absent }, 'no journal to look for failures in'],
    ['a closed journal', { failures: unknown('it can be read by root alone') }, 'failures are not known: it can be read by root alone'],
  ];
  for (const [title, changes, expected] of lines) it(title, () => assert.equal(evidenceLine(facts(changes)), expected));

  it('goes by the host’s own clock, and by ours where that is not known', () => {
    assert.equal(hostNow(facts()), now);
    assert.equal(hostNow(facts({ boot: unknown('x') })), facts().observedAt);
  });

  it('counts the failures of this boot by its id, else by the time', () => {
    const of = (time: number, id?: string) => ({ time, suberror: 3, text: '', ...(id === undefined ? {} : { bootId: id }) });
    const count = (...failures: ReturnType<typeof of>[]) => failuresInThisBoot(facts({ failures: known({ failures, truncated: false }) }));
    assert.equal(count(of(bootedAt - 1), of(bootedAt + 1)), 1);
    assert.equal(count(of(bootedAt - 1, bootId.replaceAll('-', '')), of(bootedAt + 1, 'f'.repeat(32))), 1);
    assert.equal(failuresInThisBoot(facts({ failures: unknown('x') })), undefined);
    assert.equal(failuresInThisBoot(facts({ boot: unknown('x') })), undefined);
  });

  it('spans of time are told in the largest unit', () => {
    const spans: readonly (readonly [number, string])[] = [[-5, '0 s'], [59_400, '59 s'], [60_000, '1 min'], [3_599_000, '59 min'], [hour, '1 h'], [47 * hour, '47 h'], [48 * hour, '2 days'], [9.9 * 24 * hour, '9 days']];
    for (const [milliseconds, text] of spans) assert.equal(duration(milliseconds), text);
  });
});
