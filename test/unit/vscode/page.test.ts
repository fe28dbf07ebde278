import assert from 'node:assert/strict';
import { unbroken } from '../../../src/vscode/page';

describe('text of a page', () => {
  for (const [text, expected] of [
    ['as of 2026-11-25; dated 2024-04-05', 'as of [2026-11-25]; dated [2024-04-05]'],
    ['Suberror 3, 2 h ago', 'Suberror 3, [2 h ago]'],
    ['3 × Suberror 3 in 9 days', '[3 × Suberror 3] in [9 days]'],
    ['3 entries', '3 entries'],
    ['<b>12 min</b>', '&lt;b&gt;[12 min]&lt;/b&gt;'],
  ] as const) {
    it(`keeps dates and spans of time on one line, and is text: ${text}`, () => {
      assert.equal(unbroken(text).text.replace(/<span class="whole">([^<]*)<\/span>/g, '[$1]'), expected);
    });
  }
});
