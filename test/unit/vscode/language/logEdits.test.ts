import assert from 'node:assert/strict';
import { analyse, findingsOf, type LogAnalysis } from '../../../../src/vscode/language/analysis';
import { afterEdit, type Context, type Edit } from '../../../../src/vscode/language/logEdits';
import { numbers } from '../../../support/numbers';
import { framings, header, syslog, wholeFailure } from '../../kvm/logs';

const judge = (text: string): LogAnalysis => {
  const analysis = analyse(text, { kind: 'log' }, { path: '/var/log/syslog' });
  assert.ok(analysis.kind === 'log');
  return analysis;
};

/** All that is known of a log, findings that are not made yet included. */
const known = (analysis: LogAnalysis | undefined) => analysis && { ...analysis, judge: analysis.judge.beside, findings: findingsOf(analysis) };

/** As the editor tells of an edit; the context is so many lines around it. */
function edited(text: string, start: number, removed: number, insert: string, around: number): { readonly after: string; readonly edit: Edit; readonly context: Context } {
  const after = text.slice(0, start) + insert + text.slice(start + removed);
  const count = (part: string) => part.split('\n').length - 1;
  const lines = after.split('\n');
  const first = count(after.slice(0, start));
  const last = first + count(insert);
  const from = Math.max(0, first - around);
  return {
    after,
    edit: { start, removed, added: insert.length, lines: count(insert) - count(text.slice(start, start + removed)) },
    context: { text: lines.slice(from, last + around + 1).join('\n'), start: lines.slice(0, from).join('\n').length + (from > 0 ? 1 : 0), changed: lines.slice(first, last + 1).join('\n') },
  };
}

describe('typing in a large log', () => {
  const quiet = 'Dec 31 12:40:00 proxmox systemd[1]: something else\n';
  const start = 'Dec 31 12:00:00 proxmox pvedaemon[900]: VM 100 started with PID 2043179.\n';
  const text = start + quiet.repeat(300) + wholeFailure() + quiet.repeat(300) + syslog(header, 7) + quiet.repeat(300);

  it('moves what is known along, without another look at the whole', () => {
    for (const [at, removed, insert] of [[start.length + 20, 0, 'x'], [start.length + 20, 0, 'x\ny\n'], [start.length + 5, quiet.length * 2, ''], [text.length, 0, 'end'], [text.length - 4, 4, '']] as const) {
      const { after, edit, context } = edited(text, at, removed, insert, 100);
      assert.deepEqual(known(afterEdit(judge(text), edit, context)), known(judge(after)), JSON.stringify([at, removed, insert]));
    }
  });

  it('keeps the very finding of a failure above, and makes a new one of a failure below', () => {
    const analysis = judge(text);
    const [above, below] = findingsOf(analysis);
    const { edit, context } = edited(text, text.lastIndexOf(syslog(header, 7)) - 20, 0, 'x', 100);
    const after = afterEdit(analysis, edit, context);
    assert.ok(after && above && below);
    const [first, second] = findingsOf(after);
    assert.equal(first, above);
    assert.deepEqual([second?.message, second?.where], [below.message, { kind: 'document', range: { start: text.lastIndexOf(header) + 1, end: text.lastIndexOf(header) + 1 + header.length } }]);
  });

  it('asks for the whole where a failure comes, changes or goes, and where guests or boots are told of', () => {
    const first = text.indexOf(header);
    for (const [at, removed, insert] of [[first + 5, 0, 'x'], [text.indexOf('extra data[1]'), 3, ''], [start.length, 0, syslog(header, 9)], [start.length, 0, start], [10, 0, 'x'], [text.indexOf('RAX='), 4, 'RBX=']] as const) {
      const { edit, context } = edited(text, at, removed, insert, 100);
      assert.equal(afterEdit(judge(text), edit, context), undefined, JSON.stringify([at, removed, insert]));
    }
  });

  it('says what a look at the whole says, whatever is typed or deleted and in whatever framing', () => {
    const random = numbers(5);
    const pieces = ['x', '\n', 'KVM internal error. Suberror: 3', syslog(header), syslog('extra data[0]: 0x1'), quiet, '', ' '];
    let moved = 0;
    for (let round = 0; round < 1500; round += 1) {
      const framing = framings[random(framings.length)];
      assert.ok(framing);
      const log = start + quiet.repeat(random(60)) + wholeFailure(framing.line) + quiet.repeat(30 + random(60)) + framing.line(header) + quiet.repeat(random(60));
      const at = random(log.length);
      const { after, edit, context } = edited(log, at, Math.min(log.length - at, random(3) * random(60)), pieces[random(pieces.length)] ?? '', 1500);
      const result = afterEdit(judge(log), edit, context);
      if (!result) continue;
      moved += 1;
      assert.deepEqual(known(result), known(judge(after)));
    }
    assert.ok(moved > 300, String(moved));
  });
});
