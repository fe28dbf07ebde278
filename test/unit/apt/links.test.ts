import assert from 'node:assert/strict';
import { linksOfSources } from '../../../src/apt/links';
import { parseSources } from '../../../src/apt/parse';
import type { SourcesFormat } from '../../../src/apt/types';

/** `text of the range → target`. */
function links(text: string, format: SourcesFormat = 'one-line'): string[] {
  return linksOfSources(parseSources(text, format)).map((link) => `${text.slice(link.range.start, link.range.end)} → ${link.kind === 'page' ? link.uri : `file ${link.path}`}`);
}

describe('links in sources files', () => {
  it('lead to the page of the suite, and to the archive where there are several', () => {
    assert.deepEqual(links('deb http://ftp.debian.org/debian trixie main\n'), ['http://ftp.debian.org/debian → http://ftp.debian.org/debian/dists/trixie/']);
    assert.deepEqual(links('deb http://security.debian.org/ buster/updates main\n'), ['http://security.debian.org/ → http://security.debian.org/dists/buster/updates/']);
    assert.deepEqual(links('Types: deb\nURIs: http://a.example/x https://b.example\nSuites: x y\nComponents: main\n', 'deb822'), ['http://a.example/x → http://a.example/x/', 'https://b.example → https://b.example/']);
  });

  it('lead to the path itself where the suite is one', () => {
    assert.deepEqual(links('deb http://a.example/x ./\n'), ['http://a.example/x → http://a.example/x/']);
    assert.deepEqual(links('deb http://a.example/x updates/\n'), ['http://a.example/x → http://a.example/x/updates/']);
    assert.deepEqual(links('deb http://a.example/x binary-$(ARCH)/\n'), ['http://a.example/x → http://a.example/x/']);
  });

  it('leave a password where it is, and what no browser opens', () => {
    assert.deepEqual(links('deb https://user:p@ss@a.example/x y main\n'), ['https://user:p@ss@a.example/x → https://a.example/x/dists/y/']);
    assert.deepEqual(links('deb cdrom:[Debian]/ trixie main\ndeb file:/srv trixie main\ndeb ftp://a.example x main\n# deb http://a.example x main\n'), []);
  });

  it('lead to keyrings by their absolute paths', () => {
    assert.deepEqual(links('deb [arch=amd64 signed-by=/a.gpg,/b/c.gpg] file:/srv x main\n'), ['/a.gpg → file /a.gpg', '/b/c.gpg → file /b/c.gpg']);
    assert.deepEqual(links('Types: deb\nURIs: file:/srv\nSuites: x\nComponents: main\nsigned-by: /a.gpg 0123456789ABCDEF0123456789ABCDEF01234567 b.gpg\n /c.gpg\n', 'deb822'), ['/a.gpg → file /a.gpg', '/c.gpg → file /c.gpg']);
  });

  it('take no line of a key for a path', () => {
    const stanza = 'Types: deb\nURIs: file:/srv\nSuites: x\nComponents: main\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n /mDMEYCQ\n -----END PGP PUBLIC KEY BLOCK-----\n';
    assert.deepEqual(links(stanza, 'deb822'), []);
  });
});
