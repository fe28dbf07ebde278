import assert from 'node:assert/strict';
import { foldsOfSources } from '../../../src/apt/folds';
import { parseSources } from '../../../src/apt/parse';
import { symbolsOfSources } from '../../../src/apt/symbols';
import type { SourcesFormat } from '../../../src/apt/types';

/** `name | detail | text of the range`, and whether it is on. */
function outline(text: string, format: SourcesFormat): string[] {
  return symbolsOfSources(parseSources(text, format)).map(({ name, detail, range, enabled }) => `${enabled ? '+' : '-'} ${name} | ${detail} | ${text.slice(range.start, range.end).replaceAll('\n', '\\n')}`);
}

describe('the outline of a sources file', () => {
  it('has each entry of a one-line file, those behind a comment sign too', () => {
    const text = '# stock\n# deb lines come here\ndeb http://a.example x main contrib # deb http://b.example x main\r\n #  deb-src http://c.example y main # y\n##deb http://d.example ./\n#deb http://e.example x\n';
    assert.deepEqual(outline(text, 'one-line'), [
      '+ x | http://a.example · main contrib | deb http://a.example x main contrib',
      '- y | disabled · http://c.example · main | #  deb-src http://c.example y main',
      '- ./ | disabled · http://d.example | ##deb http://d.example ./',
    ]);
  });

  it('has each stanza, with all its suites', () => {
    const text = '# c\nTypes: deb\nURIs: http://a.example\nSuites: x x-updates\nComponents: main\n\nTypes: deb\nURIs: http://b.example\nSuites: ./\nEnabled: no\n';
    assert.deepEqual(outline(text, 'deb822'), [
      '+ x x-updates | http://a.example · main | Types: deb\\nURIs: http://a.example\\nSuites: x x-updates\\nComponents: main',
      '- ./ | disabled · http://b.example | Types: deb\\nURIs: http://b.example\\nSuites: ./\\nEnabled: no',
    ]);
    assert.deepEqual(outline('Types: deb\nEnabled: no\n', 'deb822'), ['- (no suite) | disabled | Types: deb\\nEnabled: no']);
  });
});

describe('folding of a sources file', () => {
  /** `kind first-last`, counted from 1 as an editor does. */
  const folds = (text: string, format: SourcesFormat) => foldsOfSources(parseSources(text, format)).map(({ kind, first, last }) => `${kind} ${first + 1}-${last + 1}`);

  it('takes blocks of comments', () => {
    assert.deepEqual(folds('# a\n  # b\ndeb http://a.example x main # c\n# d\n\n# e\n# f', 'one-line'), ['comment 1-2', 'comment 6-7']);
    assert.deepEqual(folds('# a\r\n# b\r\n', 'one-line'), ['comment 1-2']);
    assert.deepEqual(folds('\n', 'one-line'), []);
  });

  it('takes stanzas as apt parts them, without the comments around them', () => {
    assert.deepEqual(folds('# a\n# b\nTypes: deb\n# c\nSuites: x\n \nURIs: y\n# d\n\nTypes: deb\n\n# e\n\nTypes: deb\r\nSuites: x\r\n', 'deb822'), ['comment 1-2', 'stanza 3-7', 'stanza 14-15']);
    assert.deepEqual(folds('Types: deb\n# c\n# d\nSuites: x', 'deb822'), ['stanza 1-4', 'comment 2-3']);
  });

  it('takes an indented # in a stanza for the value that it is', () => assert.deepEqual(folds(' # a\n # b\n', 'deb822'), ['stanza 1-2']));
});
