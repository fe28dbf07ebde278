import assert from 'node:assert/strict';
import { checkLog, scanLog, type Failure } from '../../../src/kvm';
import { numbers } from '../../support/numbers';
import { framings, wholeFailure } from './logs';

const start = 'Dec 31 12:00:00 proxmox pvedaemon[900]: VM 100 started with PID 2043179.\n';
const samples = framings.map(({ line }) => `${start}${wholeFailure(line)}${line('KVM: entry failed, hardware error 0x80000021')}`);
const pieces = ['KVM internal error.', ' Suberror: 3', 'KVM: entry failed, hardware error 0x1', 'error: kvm run failed', 'QEMU[1]: ', 'extra data[0]: 0x1', '\n', '"MESSAGE":"', '"MESSAGE":[75,86,77,32', '{', '}', '[', ']', 'MESSAGE\n', 'MESSAGE=', '\t\t75,\n\t\t86,\n\t\t77,', '\u001b[31m', '#033[', 'Dec 31 12:49:30 ', ' ', '\0', '\ud83d', '> ', '`', 'started with PID 1.', '\\"', 'RAX=', 'Code=', '-- Boot ', 'task=kvm,pid=1'];

function mutated(text: string, random: (below: number) => number): string {
  const [from, to] = [random(text.length), random(text.length)].sort((a, b) => a - b);
  const piece = pieces[random(pieces.length)] ?? '';
  switch (random(4)) {
    case 0: return text.slice(from, to);
    case 1: return text.slice(0, from) + text.slice(to);
    case 2: return text.slice(0, from) + piece + text.slice(from);
    default: return text.slice(0, from) + piece + text.slice(to);
  }
}

/** What holds of every failure in any text. */
function holds(text: string, failures: readonly Failure[]): void {
  let last = -1;
  for (const { offset, end, line, dump, vmidEvidence } of failures) {
    assert.match(text.slice(offset, offset + 30), /^(?:KVM internal error\.|KVM: |error: kvm run failed|75,\s*86,\s*77,)/);
    assert.ok(offset > last && end > offset && end <= text.length);
    assert.equal(line, text.slice(0, offset).split('\n').length - 1);
    for (const range of [dump, vmidEvidence]) assert.ok(!range || (range.start < range.end && range.end <= text.length));
    last = offset;
  }
}

describe('any text', () => {
  it('has failures whose offsets and lines are right, and none that throws', function () {
    this.timeout(60_000);
    const random = numbers(1);
    for (let round = 0; round < 3000; round += 1) {
      let text = round % 3 === 0 ? Array.from({ length: random(40) }, () => pieces[random(pieces.length)]).join('') : samples[random(samples.length)] ?? '';
      for (let times = random(4); times > 0; times -= 1) text = mutated(text, random);
      holds(text, scanLog(text));
      checkLog(text);
    }
  });

  it('put before another, keeps its failures and moves those of the other', function () {
    this.timeout(60_000);
    const random = numbers(2);
    // What attributes a guest may stand in the other text; a dump may not run over where another source begins.
    const bare = ({ offset, end, line, kind, suberror, code, pid, time }: Failure, by = 0, lines = 0) => ({ offset: offset + by, end: end + by, line: line + lines, kind, suberror, code, pid, time });
    for (let round = 0; round < 600; round += 1) {
      const [a, b] = [samples[random(samples.length)] ?? '', samples[random(samples.length)] ?? ''].map((text) => text.slice(0, text.lastIndexOf('\n', random(text.length)) + 1));
      const joined = `${a}\n${b}`;
      const lines = a!.split('\n').length;
      assert.deepEqual(scanLog(joined).map((failure) => bare(failure)), [...scanLog(a!).map((failure) => bare(failure)), ...scanLog(b!).map((failure) => bare(failure, a!.length + 1, lines))]);
    }
  });
});

describe('the line of a failure', () => {
  for (const failures of [3, 1500]) {
    it(`goes along with a copy, among ${failures}`, () => {
      const text = wholeFailure().repeat(failures);
      const expected = [...text.matchAll(/KVM internal error/g)].map(({ index }) => text.slice(0, index).split('\n').length - 1);
      assert.deepEqual(scanLog(text).map((failure) => ({ ...failure }).line), expected);
      assert.deepEqual(scanLog(text).toReversed().map(({ line }) => line), expected.toReversed());
      assert.equal((JSON.parse(JSON.stringify(scanLog(text))) as Failure[]).at(-1)?.line, expected.at(-1));
    });
  }
});
