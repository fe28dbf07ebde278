import assert from 'node:assert/strict';
import { escapeMarkdown, explanationMarkdown } from '../../../../src/vscode/language/markdown';

describe('text of a host in a hover', () => {
  it('is text, whatever it looks like', () => {
    const cases: [string, string][] = [
      ['[x](command:run)', '\\[x\\]\\(command\\:run\\)'],
      ['<img src=x>', '\\<img src\\=x\\>'],
      ['![](http://a.example/)', '\\!\\[\\]\\(http\\:\\/\\/a\\.example\\/\\)'],
      ['`a` **b** _c_ ~d~ &amp; | # $(alert)', '\\`a\\` \\*\\*b\\*\\* \\_c\\_ \\~d\\~ \\&amp\\; \\| \\# \\$\\(alert\\)'],
      ['a\\b', 'a\\\\b'],
      ['Prüfe 0x17', 'Prüfe 0x17'],
    ];
    for (const [text, expected] of cases) assert.equal(escapeMarkdown(text), expected);
  });
});

describe('an explanation', () => {
  it('has a bold title, paragraphs, bold lead-ins and a list', () => {
    const text = 'QEMU stopped the guest: it is dead.\n\nGuest: 100 (a guess).\n\nCheck:\n- one thing\n- another\n\n\n';
    assert.equal(
      explanationMarkdown('Guest 100 died', text),
      '**Guest 100 died**\n\nQEMU stopped the guest\\: it is dead\\.\n\n**Guest\\:** 100 \\(a guess\\)\\.\n\n**Check\\:**\n\n- one thing\n- another',
    );
  });
  it('keeps the end of a list apart from what follows', () => {
    assert.equal(explanationMarkdown('T', '- a\nb'), '**T**\n\n- a\n\nb');
  });
});
