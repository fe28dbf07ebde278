import assert from 'node:assert/strict';
import { type ParsedSources, type SourcesFormat, parseSources } from '../../../src/apt';
import { readLines } from '../../../src/apt/readLines';
import { readStanzas } from '../../../src/apt/stanzas';

const texts = (tokens: readonly { readonly text: string }[]) => tokens.map(({ text }) => text);
const stanza = 'Types: deb\nURIs: http://example.org/debian\nSuites: bookworm\nComponents: main\n';

/** Of each error its reason and the word at fault. */
function errorsOf(text: string, format: SourcesFormat = 'one-line') {
  return parseSources(text, format).errors.map(({ reason, at }) => [reason, text.slice(at.start, at.end)]);
}

function only({ entries }: ParsedSources) {
  const [entry] = entries;
  assert.ok(entry && entries.length === 1);
  return entry;
}

describe('a file that apt reads', () => {
  it('gives the parts of a line, with what quotes and %xx stand for', () => {
    const { types, uris, suites, components, enabled, options } = only(parseSources('deb [ arch=amd64,i386 lang+=de signed-by="/a b.gpg" ] "http://example.org/a%20b" book%77orm main con"trib" # x\n', 'one-line'));
    assert.deepEqual([types, uris, suites, components].map(texts), [['deb'], ['http://example.org/a b'], ['bookworm'], ['main', 'contrib']]);
    assert.equal(enabled, true);
    assert.deepEqual(options.map(({ name, operator, values, value }) => [name.text, operator, texts(values), value]), [['arch', '=', ['amd64', 'i386'], 'amd64,i386'], ['lang', '+=', ['de'], 'de'], ['signed-by', '=', ['/a b.gpg'], '/a b.gpg']]);
  });

  it('gives the fields of a stanza, the last of each name, and the others as options', () => {
    const { suites, components, enabled, options, line } = only(parseSources(`# x\n${stanza}components: contrib\n# y\n\tnon-free\nEnabled: off\nArchitectures-Add: i386\nX-Note: a\n b\n`, 'deb822'));
    assert.deepEqual([suites, components].map(texts), [['bookworm'], ['contrib', 'non-free']]);
    assert.deepEqual([enabled, line], [false, 1]);
    assert.deepEqual(options.map(({ name, operator, value }) => [name.text, operator, value]), [['Architectures-Add', '+=', 'i386'], ['X-Note', '=', 'a\n b']]);
  });

  it('keeps the entries that only contradict each other', () => {
    const { entries, errors } = parseSources('deb [trusted=yes] http://example.org a main\ndeb http://example.org a contrib\n', 'one-line');
    assert.deepEqual([entries.length, errors.length], [2, 1]);
  });
});

describe('a file that apt refuses', () => {
  it('shows the word at fault in a line', () => {
    const uri = 'http://example.org';
    const cases: [string, [string, string]][] = [
      ['  deb  ', ['no-type', 'deb']],
      [`debb ${uri} a main`, ['unknown-type', 'debb']],
      [`deb [arch=amd64 ${uri} a main`, ['option-not-assignment', uri]],
      [`deb [arch=amd64, i386] ${uri} a main`, ['option-not-assignment', 'i386]']],
      [`deb [ "x y ] ${uri} a main`, ['option-unparsable', `"x y ] ${uri} a main`]],
      [`deb [=] ${uri} a main`, ['option-too-short', '=]']],
      [`deb [=ab] ${uri} a main`, ['option-no-key', '=ab]']],
      [`deb [ab=] ${uri} a main`, ['option-no-value', 'ab=]']],
      ['deb [arch=amd64]', ['no-uri', 'deb [arch=amd64]']],
      [`deb ${uri}  # x`, ['no-suite', `deb ${uri}`]],
      ['deb /srv a main', ['bad-uri', '/srv']],
      [`deb ${uri} ./ main contrib`, ['component-on-exact-path', 'main contrib']],
      [`deb ${uri} a`, ['no-component', `deb ${uri} a`]],
      [`deb [signed-by=a.gpg] ${uri} a main`, ['not-a-fingerprint', 'signed-by=a.gpg']],
    ];
    for (const [text, error] of cases) assert.deepEqual(errorsOf(text), [error], text);
  });

  it('shows the word at fault in a stanza', () => {
    const cases: [string, [string, string]][] = [
      [stanza.replace('Types', 'Type'), ['no-type', stanza.replace('Types', 'Type').trim()]],
      [stanza.replace('deb\n', 'deb rpm\n'), ['unknown-type', 'rpm']],
      [stanza.replace('http:', 'http'), ['bad-uri', 'http//example.org/debian']],
      [stanza.replace('bookworm', './ bookworm'), ['component-on-exact-path', './']],
      [`${stanza}Signed-By: a.gpg\n`, ['not-a-fingerprint', 'Signed-By: a.gpg']],
      ['nonsense', ['unparsable', 'nonsense']],
    ];
    for (const [text, error] of cases) assert.deepEqual(errorsOf(text, 'deb822'), [error], text);
  });

  it('shows every error, not only the one that apt comes to first', () => {
    const bad = 'deb http://example.org a\nrpm http://example.org a main\ndeb http://example.org b main\ndeb nonsense c main\n';
    assert.deepEqual(errorsOf(bad).map(([reason]) => reason), ['no-component', 'unknown-type', 'bad-uri']);
    assert.deepEqual(errorsOf(`Types: x\n\n${stanza}\nTypes: deb\n\nType: deb\n`, 'deb822').map(([reason]) => reason), ['unknown-type', 'no-uri', 'no-type']);
  });

  it('tells a contradiction once for each entry, at its option', () => {
    const line = (option: string) => `deb [${option}] http://example.org a main contrib\n`;
    assert.deepEqual(errorsOf(`${line('trusted=yes')}${line('trusted=no')}`), [['conflict', 'trusted=no']]);
    assert.deepEqual(errorsOf(`${line('trusted=yes')}${line('trusted=1')}`), []);
    const twice = stanza.replace('deb\n', 'deb deb-src\n').replace('bookworm', 'a b');
    assert.deepEqual(errorsOf(`${twice}Signed-By: a.gpg\n`, 'deb822').length, 2);
  });
});

describe('apt’s buffers', () => {
  it('make a line of 4095 bytes swallow the next one, and get lost at the end of the file', () => {
    const line = `${'x'.repeat(4094)}\n`;
    const lines = (text: string) => {
      const found: number[][] = [];
      readLines(text, (...read) => found.push(read));
      return found;
    };
    assert.deepEqual(lines(`${line}b\nc\n`), [[0, 4096, 1, 0, 0], [4097, 4098, 2, 2, 0]]);
    assert.deepEqual(lines(`a\n${line}`), [[0, 1, 1, 0, 0]]);
    assert.deepEqual(lines(`x${line}b\n`), [[0, 4095, 1, 0, 0], [4096, 4097, 2, 1, 0]]);
    assert.deepEqual(lines(`${'é'.repeat(2047)}\nb\n`), [[0, 2049, 1, 0, 0]]);
    // A letter of which the second byte begins the second chunk, and fills it.
    assert.deepEqual(lines(`${'é'.repeat(2048)}${'x'.repeat(4093)}\nb\n`), [[0, 6143, 1, 0, 0]]);
  });

  it('give the rest of a character that a NUL and the end of a chunk cut off to the next line', () => {
    const errorsOf = (before: number, rest: string) => parseSources(`${'deb http://ftp.debian.org/debian bookworm main # \0'.padEnd(before, 'a')}${rest}`, 'one-line').errors.map(({ message }) => message);
    const unknown = (type: string) => [`Type '${type}' is not known on line 2 in source list FILE`];
    // As apt 2.6.1 has it.
    assert.deepEqual(errorsOf(4094, '€ main\n'), unknown('\uFFFD\uFFFD'));
    assert.deepEqual(errorsOf(4093, '€ main\n'), unknown('\uFFFD'));
    assert.deepEqual(errorsOf(4094, '😀 main\n'), unknown('\uFFFD\uFFFD\uFFFD'));
    assert.deepEqual(errorsOf(4093, '€# x\n'), ['Malformed line 2 in source list FILE (type)']);
    assert.deepEqual(errorsOf(4092, '€# x\n'), []);
  });

  it('hold a stanza of a megabyte', () => {
    const comfortable = `${stanza}X: ${'x'.repeat(1_048_703 - stanza.length - 5)}\n\n`;
    assert.equal(comfortable.length, 1_048_703);
    assert.equal(readStanzas(comfortable).unparsable, undefined);
    assert.deepEqual(readStanzas(comfortable.replace('xx', 'xxx')).unparsable, { start: 0, end: comfortable.length - 1 });
    assert.notEqual(readStanzas(comfortable.replace('xx', 'éx')).unparsable, undefined);
  });
});
