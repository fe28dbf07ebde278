import assert from 'node:assert/strict';
import { looksLikeSources } from '../../../../src/vscode/language/looksLikeSources';

const entry = 'deb http://ftp.debian.org/debian bookworm main contrib';

describe('whether a pasted text is a sources file', () => {
  const cases: [string, string, string | undefined][] = [
    ['one entry', entry, 'debsources'],
    ['entries with CRLF, comments and options', `# mine\r\n\r\n${entry}\r\ndeb-src [arch=amd64 trusted=yes] cdrom:[Debian]/ bookworm main\r\n`, 'debsources'],
    ['an entry and a typing error', `${entry}\n${entry}\ndebb x\n`, 'debsources'],
    ['a stanza', 'Types: deb\nURIs: http://ftp.debian.org/debian\nSuites: trixie\nComponents: main\n contrib\n# x\nSigned-By: /a.gpg\n', 'deb822sources'],
    ['nothing', '', undefined],
    ['prose that quotes an entry', `Put this in the file:\n${entry}\nand update.\nThen go on.`, undefined],
    ['comments alone', `# ${entry}\n`, undefined],
    ['a script', `echo "${entry}" > /etc/apt/sources.list\n`, undefined],
    ['another file of fields', 'Package: intel-microcode\nVersion: 3\n', undefined],
    ['prose about stanzas', 'Types: deb\nURIs: http://x\n\nThis is how it looks.\n', undefined],
    ['a long text', `${entry}\n`.repeat(5_000), undefined],
  ];
  for (const [what, text, expected] of cases) it(`says ${expected ?? 'no'} to ${what}`, () => assert.equal(looksLikeSources(text), expected));
});
