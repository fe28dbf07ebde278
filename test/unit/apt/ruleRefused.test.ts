import assert from 'node:assert/strict';
import { parseSources } from '../../../src/apt';
import { applyEdits } from '../../../src/apt/applyEdits';
import type { Finding } from '../../../src/finding';
import { aptInstalled, aptOracle } from '../../support/apt';
import { debian, editFixes, findingsIn, stanza } from './ruleCases';

type Row = readonly [text: string, says: RegExp, fixed: string | undefined];

const rest = `${debian} bookworm main non-free-firmware`;
const right = `deb ${rest}\n`;

/** Where there is no fix but to leave the entry out, `fixed` is undefined. */
const lines: readonly Row[] = [
  [`debb ${rest}\n`, /“debb” is no type/, right],
  [`DEB ${rest}\n`, /“DEB” is no type/, right],
  [`deb_src ${rest}\n`, /“deb_src” is no type/, `deb-src ${rest}\n`],
  [`rpm ${rest}\n`, /“rpm” is no type/, undefined],
  [`\uFEFF${right}`, /byte order mark/, right],
  [`deb\u00a0${rest}\n`, /is no type/, right],
  [`deb[arch=amd64] ${rest}\n`, /is no type/, `deb [arch=amd64] ${rest}\n`],
  [`deb [arch=amd64]${rest}\n`, /is no option/, `deb [arch=amd64] ${rest}\n`],
  [`deb [arch=amd64, i386] ${rest}\n`, /“i386\]” is no option/, `deb [arch=amd64,i386] ${rest}\n`],
  [`deb [arch=amd64 , trusted=no] ${rest}\n`, /“,” is no option/, `deb [arch=amd64 trusted=no] ${rest}\n`],
  [`deb [ , arch=amd64 ] ${rest}\n`, /“,” is no option/, `deb [arch=amd64 ] ${rest}\n`],
  [`deb [arch= amd64] ${rest}\n`, /no value/, `deb [arch=amd64] ${rest}\n`],
  [`deb [arch += i386] ${rest}\n`, /is no option/, `deb [arch+=i386] ${rest}\n`],
  [`deb [arch=] ${rest}\n`, /no value/, undefined],
  [`deb [trusted] ${rest}\n`, /“trusted\]” is no option/, undefined],
  [`deb [arch=amd64 ${rest}\n`, /is no option/, `deb [arch=amd64] ${rest}\n`],
  [`deb [arch=amd64] [trusted=no] ${rest}\n`, /“\[trusted=no\]” is no URI/, `deb [arch=amd64 trusted=no] ${rest}\n`],
  [`deb http//ftp.debian.org/debian bookworm main\n`, /is no URI/, `deb ${debian} bookworm main\n`],
  [`deb ftp.debian.org/debian bookworm main\n`, /is no URI/, `deb ${debian} bookworm main\n`],
  [`deb /srv/mirror bookworm main\n`, /is no URI/, undefined],
  [`deb "${rest}\n`, /URI is missing, or its quote/, undefined],
  [`deb ${debian}\n`, /suite is missing/, undefined],
  [`deb ${debian} bookworm\n`, /needs components/, `deb ${debian} bookworm main\n`],
  ['deb https://apt.example.org/x bookworm\n', /needs components/, undefined],
  [`deb ${debian} bookworm/ main\n`, /ends in a slash/, `deb ${debian} bookworm main\n`],
  [`deb ${debian} ./ main\n`, /ends in a slash/, undefined],
  [`deb ${debian} bookworm main\n  contrib non-free-firmware\n`, /“contrib” is no type/, `deb ${debian} bookworm main contrib non-free-firmware\n`],
  [`deb ${debian} bookworm main \\\r\n  non-free-firmware # x\r\n`, /an entry needs/, `${right.trimEnd()} # x\r\n`],
  [`# deb ${debian} bookworm main\n  contrib non-free-firmware\n`, /“contrib” is no type/, undefined],
  ['deb [signed-by=keyrings/x.gpg] https://apt.example.org/x bookworm main\n', /absolute path or a fingerprint/, undefined],
];

const stanzas: readonly Row[] = [
  [`${stanza()}\nEnabled: false\n`, /“Enabled” stands alone/, `${stanza()}\n`],
  [`\uFEFF${stanza()}`, /byte order mark/, stanza()],
  [stanza({ Types: '', Type: 'deb' }), /no field Types/, stanza({ Types: '' }) + 'Types: deb\n'],
  ['Type: deb\nURI: http://x.example.org\nSuite: bookworm\nComponent: main\n', /no field Types/, 'Types: deb\nURIs: http://x.example.org\nSuites: bookworm\nComponents: main\n'],
  [stanza().replace('Suites:', 'Suites'), /field Suites is missing/, stanza()],
  [stanza({ Types: '' }), /no field Types/, `Types: deb\n${stanza({ Types: '' })}`],
  [stanza({ Components: '' }), /field Components is missing/, 'Types: deb\nURIs: http://ftp.debian.org/debian\nSuites: bookworm\nComponents: main\n'],
  [stanza({ Components: '', URIs: 'http://x.example.org' }), /field Components is missing/, undefined],
  [stanza({ Types: 'DEB' }), /“DEB” is no type/, stanza()],
  [stanza({ Types: 'deb, deb-src' }), /“deb,” is no type/, stanza({ Types: 'deb deb-src' })],
  [stanza({ Types: 'deb # deb-src' }), /“#” is no type/, stanza({ Types: 'deb\n# deb-src' })],
  [stanza({ URIs: `${debian} # main mirror` }), /“#” is no URI/, stanza({ URIs: `${debian}\n# main mirror` })],
  [stanza({ URIs: 'ftp.debian.org/debian' }), /is no URI/, stanza()],
  [stanza({ Suites: 'bookworm/' }), /ends in a slash/, stanza()],
  [stanza().replace('URIs', '  URIs'), /field URIs is missing/, stanza()],
  [stanza({ Types: 'Deb' }).replace('Suites', 'Suite'), /“Deb” is no type/, stanza()],
  [`deb ${debian} bookworm main\n`, /belongs in a \.list file/, undefined],
];

const tables = [{ format: 'one-line', extension: 'list', rows: lines, out: 'Comment this line out' }, { format: 'deb822', extension: 'sources', rows: stanzas, out: 'Comment this stanza out' }] as const;

describe('what apt refuses', () => {
  for (const { format, rows, out } of tables) {
    for (const [text, says, fixed] of rows) {
      it(`is said of ${JSON.stringify(text)}, with ${fixed === undefined ? 'no fix but to leave it out' : 'a fix'}`, () => {
        const { message, severity, explanation, fixes } = refusal(text, format);
        assert.match(message, says);
        assert.match(message, /^apt refuses this: [^\n]*[^.\n]$/);
        assert.equal(severity, 'error');
        assert.match(explanation, /^apt says “E: [MTCIU].*”\. /s);
        const titles = fixes.map(({ title }) => title);
        assert.equal(titles.at(-1), out);
        const [first] = editFixes({ ...refusal(text, format) });
        assert.equal(first?.title === out ? undefined : applyEdits(text, first?.edits ?? []), fixed);
        assert.equal(first?.preferred, fixed === undefined ? undefined : true);
      });
    }
  }

  it('is mended at its place alone: the other entries of the file stay as they are', () => {
    const text = `# a\n${right}debb ${rest}\n\n${right}`;
    const [fix] = editFixes(refusal(text, 'one-line'));
    assert.equal(applyEdits(text, fix?.edits ?? []), `# a\n${right}${right}\n${right}`);
  });

  it('is joined to the stanza above where a script meant to disable that', () => {
    const text = `${stanza()}\n\nEnabled: false\n\n${stanza()}`;
    const join = editFixes(refusal(text, 'deb822')).find(({ title }) => title.startsWith('Join'));
    assert.equal(applyEdits(text, join?.edits ?? []), `${stanza()}Enabled: false\n\n${stanza()}`);
    assert.ok(!editFixes(refusal(`${stanza()}Enabled: yes\n\nEnabled: false\n`, 'deb822')).some(({ title }) => title.startsWith('Join')));
  });

  it('is said of each entry that is refused', () => {
    assert.equal(findingsIn(`debb ${rest}\nrpm ${rest}\n`, 'one-line').filter(({ rule }) => rule === 'apt/refused').length, 2);
    assert.deepEqual(findingsIn(`debb ${rest}\n`.repeat(3), 'one-line').map(({ rule }) => rule), Array(3).fill('apt/refused'));
  });

  it('is accepted by apt after every fix that is offered', async function () {
    if (!aptInstalled) this.skip();
    this.timeout(120_000);
    const oracle = await aptOracle();
    try {
      for (const { format, extension, rows } of tables) {
        for (const [text] of rows) {
          assert.notDeepEqual((await oracle.ask(text, extension)).errors, [], text);
          for (const { title, edits } of editFixes(refusal(text, format))) {
            const after = applyEdits(text, edits);
            assert.deepEqual((await oracle.ask(after, extension)).errors, [], `${title}: ${after}`);
            assert.deepEqual(parseSources(after, format).errors, []);
          }
        }
      }
    } finally {
      await oracle.dispose();
    }
  });
});

function refusal(text: string, format: 'one-line' | 'deb822'): Finding {
  const finding = findingsIn(text, format).find(({ rule }) => rule === 'apt/refused');
  assert.ok(finding, text);
  return finding;
}
