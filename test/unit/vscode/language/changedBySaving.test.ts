import assert from 'node:assert/strict';
import { changedBySaving, savingWarning } from '../../../../src/vscode/language/changedBySaving';
import { seeded } from '../../../support/words';

const bytes = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** What the editor keeps of a text and writes back, as it was seen to do: one kind of line end, that of most lines. */
function savedByEditor(text: string): string {
  const [returns, all] = [text.match(/\r\n?/g)?.length ?? 0, text.match(/\r\n|\r|\n/g)?.length ?? 0];
  return text.replace(/\r\n|\r|\n/g, returns > all / 2 ? '\r\n' : '\n');
}

describe('what saving changes beside what was typed', () => {
  it('is nothing where all lines end alike', () => {
    for (const text of ['', 'deb x', 'a\nb\n', 'a\r\nb\r\nc', 'é\n', '\ufeffa\n', '\n\n']) assert.equal(changedBySaving(bytes(text)), undefined, JSON.stringify(text));
    assert.equal(changedBySaving(Uint8Array.of(0xff, 0xfe, 0x61, 0x00, 0x0d, 0x0a)), undefined);
  });

  it('is the end of those lines that are fewer', () => {
    const cases: [string, object][] = [
      ['a\nb\r\nc\n', { becomes: 'LF', lines: 1, firstLine: 2, split: 0 }],
      ['a\r\nb\r\nc\nd\n e\r\n', { becomes: 'CRLF', lines: 2, firstLine: 3, split: 0 }],
      ['a\nb\r\n', { becomes: 'LF', lines: 1, firstLine: 2, split: 0 }],
      ['a\rb\n', { becomes: 'LF', lines: 1, firstLine: 1, split: 1 }],
      ['a\rb\r\nc', { becomes: 'CRLF', lines: 1, firstLine: 1, split: 1 }],
      ['a\r\r\n', { becomes: 'CRLF', lines: 1, firstLine: 1, split: 1 }],
    ];
    for (const [text, lineEnds] of cases) assert.deepEqual(changedBySaving(bytes(text)), { lineEnds }, JSON.stringify(text));
  });

  it('is told exactly where the editor would write another text', () => {
    const random = seeded(3);
    const pieces = ['\n', '\n', '\r\n', '\r\n', '\r', 'a', 'é', ''];
    for (let count = 0; count < 2_000; count += 1) {
      const text = Array.from({ length: Math.floor(random() * 9) }, () => pieces[Math.floor(random() * pieces.length)] ?? '').join('');
      assert.equal(changedBySaving(bytes(text)) !== undefined, savedByEditor(text) !== text, JSON.stringify(text));
    }
  });

  it('is every byte that is not UTF-8', () => {
    const cases: [Uint8Array, number][] = [
      [latin1('# M\xe4rz\n'), 1],
      [latin1('a\nb\r\n# M\xe4rz'), 3],
      [latin1('# \xc3\xa4\n# \xe4\n# \xe4\n'), 2],
      [latin1('a\n\xc3'), 2],
      [latin1(`${'# \xc3\xa4\xc3\xa4\xc3\xa4\n'.repeat(50)}\xe4`), 51],
      [latin1('\xed\xa0\x80'), 1],
    ];
    for (const [file, line] of cases) assert.equal(changedBySaving(file)?.lossyLine, line);
    assert.equal(changedBySaving(latin1('# \xf0\x9f\x98\x80\n')), undefined);
  });

  it('is said in one message, the worst first', () => {
    assert.equal(savingWarning('a.list', { lineEnds: { becomes: 'LF', lines: 1, firstLine: 2, split: 0 } }), 'Saving changes more of a.list than you typed: one line ends otherwise than most, the first is line 2, and its end becomes LF.');
    assert.equal(
      savingWarning('a.list', { lineEnds: { becomes: 'CRLF', lines: 3, firstLine: 1, split: 2 }, lossyLine: 7 }),
      'Saving changes more of a.list than you typed: line 7 holds bytes that are not UTF-8, and they would be lost for good. Reopen it with its encoding before you save. 3 lines end otherwise than most, the first is line 1, and their ends become CRLF. 2 lone carriage returns become line ends, and apt reads other lines then.',
    );
    assert.match(savingWarning('a', { lineEnds: { becomes: 'LF', lines: 1, firstLine: 1, split: 1 } }), /A lone carriage return becomes a line end, and apt reads other lines then\.$/);
  });
});
