import assert from 'node:assert/strict';
import { type ParsedSources, type SourceEntry, type Token, parseSources } from '../../../src/apt';
import { unquote } from '../../../src/apt/quoteWord';
import { readStanzas } from '../../../src/apt/stanzas';
import type { TextRange } from '../../../src/finding';
import { aptFiles } from '../../support/aptFiles';
import { seeded } from '../../support/words';

const files = aptFiles(1500, 21);

function tokensOf({ types, uris, suites, components, options }: SourceEntry): Token[] {
  return [types, uris, suites, components].flat().concat(options.flatMap(({ name, values }) => [name, ...values]));
}

/** What apt makes of a piece of the file: a name that goes over several lines goes around comments. */
function meaning({ format, text }: ParsedSources, { start, end }: TextRange): string {
  return format === 'one-line' ? unquote(text, start, end).text : text.slice(start, end).replace(/\n(?:#[^\n]*\n)+/g, '\n');
}

const within = (inner: TextRange, outer: TextRange) => outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end;
const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length - 1;

/** Says which file it was; building the message for each assertion would take longer than the assertions. */
function each(check: (parsed: ParsedSources) => void): void {
  for (const { text, format } of files) {
    try {
      check(parseSources(text, format));
    } catch (error) {
      throw new Error(`${format}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
}

describe('the offsets of a parsed file', function () {
  this.timeout(60_000);

  it('point at text that is, or decodes to, the token', () => {
    let tokens = 0;
    each((parsed) => {
      for (const entry of parsed.entries) {
        for (const token of tokensOf(entry)) {
          assert.equal(meaning(parsed, token), token.text);
          assert.ok(within(token, entry.range));
          tokens += 1;
        }
      }
    });
    assert.ok(tokens > 10_000, `${tokens} tokens`);
  });

  it('follow each other in each list', () => {
    each(({ entries }) => {
      for (const { types, uris, suites, components, options } of entries) {
        for (const list of [types, uris, suites, components, options.map(({ name }) => name), ...options.map(({ values }) => values)]) {
          list.forEach((token, index) => assert.ok(token.end <= (list[index + 1]?.start ?? Infinity)));
        }
      }
    });
  });

  it('give an entry and an error their line and their place', () => {
    each(({ text, entries, errors }) => {
      for (const { range, line } of [...entries, ...errors]) {
        assert.equal(line, lineOf(text, range.start));
        assert.ok(within(range, { start: 0, end: text.length }) && range.start < range.end);
        assert.doesNotMatch(text.slice(range.end - 1, range.end), /[\n\r]/);
      }
      for (const { range, at } of errors) assert.ok(within(at, range));
    });
  });

  it('hold for the fields of stanzas, too', () => {
    each((parsed) => {
      if (parsed.format !== 'deb822') return;
      for (const stanza of readStanzas(parsed.text).stanzas) {
        for (const { name, words, range } of stanza.fields) {
          for (const token of [name, ...words]) assert.equal(meaning(parsed, token), token.text);
          assert.ok(within(range, stanza.range) && within(name, range) && words.every((word) => within(word, range)));
        }
      }
    });
  });

  it('exist for whatever text: nothing makes the parser throw', () => {
    const random = seeded(5);
    const signs = ['deb ', 'Types:', ':', '\n', '\n\n', '\r', ' ', '\t', '#', '[', ']', '=', '"', '%', '%5d', '%ff', '\0', '\ud83d', '\udc4d', '\ufeff', 'é', 'a', '/', '@', 'URIs: x:\n', 'Suites: y\n'];
    for (let count = 0; count < 5000; count += 1) {
      const text = Array.from({ length: Math.floor(random() * 30) }, () => signs[Math.floor(random() * signs.length)]).join('');
      for (const format of ['one-line', 'deb822'] as const) assert.equal(parseSources(text, format).text, text);
    }
  });
});
