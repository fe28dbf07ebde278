import assert from 'node:assert/strict';
import { lineEnding, lineStart, lineStop, linesIn } from '../../../src/apt/lines';

const texts = ['', '\n', '\na', 'a', 'a\n', 'a\nbc\n\nd', '\r\n', 'a\r\nbc\r\n\r\nd\r\n', 'a\rb\n\r'];

/** Line by line from the head: slow, and plain to see. */
function linesOf(text: string): { readonly start: number; readonly stop: number }[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const found = { start, stop: start + line.length - (line.endsWith('\r') ? 1 : 0) };
    start += line.length + 1;
    return found;
  });
}

describe('lines of a text by offset', () => {
  for (const text of texts) {
    it(`has their starts and ends, and finds those of a range: ${JSON.stringify(text)}`, () => {
      const lines = linesOf(text);
      for (let offset = 0; offset <= text.length; offset += 1) {
        const index = lines.findLastIndex(({ start }) => start <= offset);
        const line = lines[index];
        assert.ok(line);
        assert.equal(lineStart(text, offset), line.start, `start of ${offset}`);
        if (offset <= line.stop) assert.equal(lineStop(text, offset), Math.max(offset, line.stop), `end of ${offset}`);
        const touched = [...linesIn(text, { start: offset, end: text.length })].map(({ start }) => start);
        assert.deepEqual(touched, lines.slice(index).map(({ start }) => start), `from ${offset}`);
      }
    });
  }

  it('tells how a line ends, the last one as the one before it', () => {
    const text = 'a\r\nb\nc';
    assert.deepEqual([0, 3, 5].map((offset) => lineEnding(text, offset)), ['\r\n', '\n', '\n']);
    assert.equal(lineEnding('a', 0), '\n');
  });
});
