import assert from 'node:assert/strict';
import { completeSources } from '../../../src/apt/complete';
import { sourcesFields } from '../../../src/apt/fields';
import { parseSources } from '../../../src/apt/parse';
import type { Suggestion } from '../../../src/apt/suggestion';
import type { SourcesContext, SourcesFormat } from '../../../src/apt/types';
import { seeded } from '../../support/words';

const on = (codename: string): SourcesContext => ({ host: { codename, physicalPve: true } });

/** At the `|` of the text. */
function suggestions(marked: string, format: SourcesFormat = 'one-line', context: SourcesContext = on('trixie')): Suggestion[] {
  const offset = marked.indexOf('|');
  return completeSources(marked.replace('|', ''), format, offset, context);
}

function labels(marked: string, format: SourcesFormat = 'one-line', context: SourcesContext = on('trixie')): string[] {
  return suggestions(marked, format, context).map(({ label }) => label);
}

/** The text after the suggestion of that name. */
function accepted(marked: string, label: string, format: SourcesFormat = 'one-line'): string {
  const suggestion = suggestions(marked, format).find((one) => one.label === label);
  assert.ok(suggestion, `${label} is not among ${labels(marked, format).join(', ')}`);
  const text = marked.replace('|', '');
  return text.slice(0, suggestion.range.start) + suggestion.insert + text.slice(suggestion.range.end);
}

describe('completion in a one-line file', () => {
  it('begins with the type', () => {
    assert.deepEqual(labels('|'), ['deb', 'deb-src']);
    assert.equal(accepted('de|', 'deb'), 'deb ');
    assert.equal(accepted('de| http://a.example', 'deb'), 'deb http://a.example');
  });

  it('knows the archives, those of this file first', () => {
    const text = 'deb http://mirror.example/debian trixie main\ndeb |';
    assert.deepEqual(labels(text).slice(0, 4), ['http://mirror.example/debian', 'http://ftp.debian.org/debian', 'http://security.debian.org/debian-security', 'http://download.proxmox.com/debian/pve']);
    assert.ok(!labels('deb http://ftp.debian.org/debian/ trixie main\ndeb |').includes('http://ftp.debian.org/debian/'));
    assert.deepEqual(labels('deb | http://a.example trixie main'), []);
    assert.ok(!labels('deb http://ftp.deb|').includes('http://ftp.deb'));
  });

  it('knows the archives of other files of the host', () => {
    const others = [{ path: '/etc/apt/sources.list', parsed: parseSources('deb http://mirror.example/debian trixie main\n', 'one-line') }];
    assert.equal(labels('deb |', 'one-line', { ...on('trixie'), others })[0], 'http://mirror.example/debian');
  });

  it('names Ceph by the release', () => {
    const ceph = (codename: string) => labels('deb |', 'one-line', on(codename)).flatMap((label) => /download.*ceph-(.+)/.exec(label)?.[1] ?? []);
    assert.deepEqual([ceph('bullseye'), ceph('bookworm'), ceph('trixie')], [['pacific', 'quincy'], ['quincy', 'reef', 'squid'], ['squid', 'tentacle']]);
    assert.deepEqual(labels('deb |', 'one-line', on('sid')), ['http://ftp.debian.org/debian', 'http://security.debian.org/debian-security']);
  });

  it('has the suites of the archive and of the release', () => {
    const cases: [string, string, string[]][] = [
      ['trixie', 'deb http://ftp.debian.org/debian |', ['trixie', 'trixie-updates', 'trixie-backports', 'trixie-proposed-updates']],
      ['bullseye', 'deb http://ftp.debian.org/debian |', ['bullseye', 'bullseye-updates']],
      ['trixie', 'deb http://security.debian.org/debian-security |', ['trixie-security']],
      ['bullseye', 'deb http://security.debian.org/debian-security |', ['bullseye-security']],
      ['buster', 'deb http://security.debian.org |', ['buster/updates']],
      ['sid', 'deb http://ftp.debian.org/debian |', ['sid']],
      ['sid', 'deb http://security.debian.org/debian-security |', []],
      ['trixie', 'deb http://download.proxmox.com/debian/pve |', ['trixie']],
      ['trixie', 'deb http://cache.example:3142/ftp.debian.org/debian |', ['trixie', 'trixie-updates', 'trixie-backports', 'trixie-proposed-updates']],
      ['trixie', 'deb https://packages.example/apt |', []],
    ];
    for (const [codename, text, expected] of cases) assert.deepEqual(labels(text, 'one-line', on(codename)), expected, `${codename}: ${text}`);
  });

  it('takes the release from the host first, then from the file, and the current ones where neither tells', () => {
    assert.deepEqual(labels('deb http://download.proxmox.com/debian/pve |\n# bullseye', 'one-line', on('bookworm')), ['bookworm', 'bullseye']);
    assert.deepEqual(labels('deb http://download.proxmox.com/debian/pve |\n# bullseye', 'one-line', {}), ['bullseye']);
    assert.deepEqual(labels('deb http://download.proxmox.com/debian/pve |', 'one-line', {}), ['trixie', 'bookworm']);
    assert.deepEqual(labels('deb http://download.proxmox.com/debian/pve |', 'one-line', on('noble')), ['trixie', 'bookworm']);
  });

  it('has the components of the archive and of the suite', () => {
    const cases: [string, string[]][] = [
      ['deb http://ftp.debian.org/debian bullseye |', ['main', 'contrib', 'non-free']],
      ['deb http://ftp.debian.org/debian bookworm |', ['main', 'contrib', 'non-free-firmware', 'non-free']],
      ['deb http://ftp.debian.org/debian oldoldstable |', ['main', 'contrib', 'non-free']],
      ['deb http://download.proxmox.com/debian/pve trixie |', ['pve-no-subscription', 'pve-test']],
      ['deb http://download.proxmox.com/debian/pve bookworm |', ['pve-no-subscription', 'pvetest']],
      ['deb http://download.proxmox.com/debian bullseye |', ['pve-no-subscription', 'pvetest']],
      ['deb https://enterprise.proxmox.com/debian/pve trixie |', ['pve-enterprise']],
      ['deb http://mirror.example/proxmox/debian/pve trixie |', ['pve-no-subscription', 'pve-enterprise', 'pve-test']],
      ['deb http://download.proxmox.com/debian/pbs bookworm |', ['pbs-no-subscription', 'pbstest']],
      ['deb http://download.proxmox.com/debian/pdm bookworm |', []],
      ['deb http://download.proxmox.com/debian/ceph-squid trixie |', ['no-subscription', 'test']],
      ['deb https://enterprise.proxmox.com/debian/ceph-squid trixie |', ['enterprise']],
      ['deb http://download.proxmox.com/debian/ceph-pacific bullseye |', ['main', 'test']],
      ['deb http://download.proxmox.com/debian/pbs-client trixie |', []],
      ['deb https://packages.example/apt trixie |', []],
      ['deb http://ftp.debian.org/debian ./ |', []],
    ];
    for (const [text, expected] of cases) assert.deepEqual(labels(text), expected, text);
  });

  it('offers nothing that is given, but replaces the word it stands in', () => {
    assert.deepEqual(labels('deb http://ftp.debian.org/debian trixie main | contrib # non-free'), ['non-free-firmware', 'non-free']);
    assert.deepEqual(labels('deb http://ftp.debian.org/debian trixie ma|in contrib'), ['main', 'non-free-firmware', 'non-free']);
    assert.equal(accepted('deb http://ftp.debian.org/debian trixie ma|n contrib', 'main'), 'deb http://ftp.debian.org/debian trixie main contrib');
    assert.deepEqual(labels('deb http://download.proxmox.com/debian/pve | trixie'), []);
  });

  it('has nothing to say in a comment, glued or not', () => {
    for (const text of ['# deb |', 'deb http://ftp.debian.org/debian trixie main # |', 'deb http://ftp.debian.org/debian trixie main#|', '#|', '  # de|b']) assert.deepEqual(labels(text), [], text);
    assert.ok(labels('deb http://ftp.debian.org/debian trixie main |# x').includes('contrib'));
  });

  it('keeps the bracket before an option', () => {
    assert.equal(accepted('deb [|', 'arch='), 'deb [arch=');
    assert.equal(accepted('deb [ar|', 'arch='), 'deb [arch=');
    assert.equal(accepted('deb [ar|] http://a.example x main', 'arch+='), 'deb [arch+=] http://a.example x main');
    assert.equal(accepted('deb [lang=en ar|=amd64] http://a.example x main', 'arch'), 'deb [lang=en arch=amd64] http://a.example x main');
  });

  it('offers each option once, several values with all their operators', () => {
    const first = labels('deb [|]');
    assert.deepEqual(first.filter((label) => label.startsWith('arch')), ['arch=', 'arch+=', 'arch-=']);
    assert.deepEqual(first.filter((label) => label.startsWith('trusted')), ['trusted=']);
    assert.deepEqual(first.filter((label) => /^[^a-z]|[A-Z]/.test(label)), []);
    assert.deepEqual(labels('deb [arch=amd64 | trusted=no]').filter((label) => /^(?:arch|trusted)/.test(label)), []);
    const optionNames = sourcesFields.flatMap(({ option }) => option ?? []);
    assert.deepEqual([...new Set(first.map((label) => label.replace(/[+-]?=$/, '')))], optionNames);
  });

  it('knows the values of options', () => {
    assert.deepEqual(labels('deb [by-hash=|]'), ['yes', 'no', 'force']);
    assert.deepEqual(labels('deb [trusted=|]'), ['no', 'yes']);
    assert.deepEqual(labels('deb [valid-until-min=|]'), []);
    assert.deepEqual(labels('deb [arch=amd64,|]'), ['i386', 'arm64']);
    assert.deepEqual(labels('deb [arch-=amd64,i|]'), ['i386', 'arm64']);
    assert.equal(accepted('deb [arch=am|,i386] x', 'amd64'), 'deb [arch=amd64,i386] x');
    assert.deepEqual(labels('deb [ARCH=|]'), []);
  });

  it('knows the keyring of the archive and of the release', () => {
    const cases: [string, string[]][] = [
      ['deb [signed-by=|] http://ftp.debian.org/debian trixie main', ['/usr/share/keyrings/debian-archive-keyring.gpg']],
      ['deb [signed-by=|] http://download.proxmox.com/debian/pve trixie x', ['/usr/share/keyrings/proxmox-archive-keyring.gpg']],
      ['deb [signed-by=|] http://download.proxmox.com/debian/pve bookworm x', ['/etc/apt/trusted.gpg.d/proxmox-release-bookworm.gpg']],
      ['deb [signed-by=|', ['/usr/share/keyrings/debian-archive-keyring.gpg', '/usr/share/keyrings/proxmox-archive-keyring.gpg']],
      ['deb [signed-by=|] https://packages.example/apt trixie x', []],
    ];
    for (const [text, expected] of cases) assert.deepEqual(labels(text), expected, text);
  });

  it('puts no word against the brackets', () => assert.deepEqual(labels('deb [arch=amd64]|'), []));
});

describe('completion in stanzas', () => {
  const debian = 'Types: deb\nURIs: http://ftp.debian.org/debian\nSuites: trixie\n';

  it('offers the fields that the stanza does not have yet, whatever their case', () => {
    const given = labels('types: deb\nURIs: http://a.example\n|\nSuites: trixie\n\nComponents: main\n', 'deb822');
    assert.deepEqual(given.slice(0, 2), ['Components', 'Signed-By']);
    assert.ok(!given.includes('Types') && !given.includes('Suites'));
    assert.deepEqual(labels('Types: deb\n\n|', 'deb822').slice(0, 4), ['Types', 'URIs', 'Suites', 'Components']);
    assert.deepEqual(labels(`${debian}# c\n \n|`, 'deb822')[0], 'Components');
  });

  it('has one line to say of every field', () => {
    const all = suggestions('|', 'deb822');
    // Four are options alone to apt, and three have fields that add to the usual values, and that take from them.
    assert.equal(all.length, sourcesFields.length - 4 + 6);
    assert.deepEqual(all.filter(({ label }) => /^Allow|^InRelease/.test(label)), []);
    for (const { label, detail } of all) assert.match(detail, /^[^\n]{5,120}$/, label);
    for (const label of ['By-Hash', 'Snapshot', 'Include', 'Exclude', 'Check-Date', 'Languages-Remove']) assert.ok(all.some((one) => one.label === label), label);
  });

  it('gives a field its colon once', () => {
    assert.equal(accepted('Sui|', 'Suites', 'deb822'), 'Suites: ');
    assert.equal(accepted('Sui|: trixie', 'Suites', 'deb822'), 'Suites: trixie');
    assert.equal(accepted('Sui| : trixie', 'Suites', 'deb822'), 'Suites : trixie');
  });

  it('does not take the field for a part of the value behind its colon', () => {
    assert.equal(accepted(`Types: deb\nURIs: http://ftp.debian.org/debian\nSuites:tri|\n`, 'trixie', 'deb822'), 'Types: deb\nURIs: http://ftp.debian.org/debian\nSuites:trixie\n');
    assert.equal(accepted('Types:|', 'deb', 'deb822'), 'Types:deb');
  });

  it('has the values that the stanza’s archive and suites have', () => {
    assert.deepEqual(labels(`${debian}Components: |`, 'deb822'), ['main', 'contrib', 'non-free-firmware', 'non-free']);
    assert.deepEqual(labels('Components: |\nSuites: trixie\nURIs: https://enterprise.proxmox.com/debian/pve\nTypes: deb\n', 'deb822'), ['pve-enterprise']);
    assert.deepEqual(labels('URIs: http://ftp.debian.org/debian\nSuites: bullseye bookworm\nComponents: |', 'deb822'), ['main', 'contrib', 'non-free']);
    assert.deepEqual(labels('URIs: http://ftp.debian.org/debian\nSuites: trixie |', 'deb822'), ['trixie-updates', 'trixie-backports', 'trixie-proposed-updates']);
    assert.deepEqual(labels('URIs: https://packages.example/apt\nSuites: |', 'deb822'), []);
    assert.deepEqual(labels('Suites: |', 'deb822'), ['trixie', 'trixie-updates', 'trixie-backports', 'trixie-proposed-updates', 'trixie-security']);
    assert.deepEqual(labels('Suites: ./\nURIs: http://ftp.debian.org/debian\nComponents: |', 'deb822'), []);
    assert.equal(labels('Types: deb\nURIs: |', 'deb822')[0], 'http://ftp.debian.org/debian');
  });

  it('reads folded values, comments among them', () => {
    assert.deepEqual(labels(`${debian}Components: main\n# contrib\n non-free\n |`, 'deb822'), ['contrib', 'non-free-firmware']);
    assert.deepEqual(labels(`${debian}Components: main\n|# contrib\n`, 'deb822'), []);
    assert.deepEqual(labels(`${debian}\n con|`, 'deb822'), [], 'indented before any field');
  });

  it('offers no second word where one is the value', () => {
    assert.deepEqual(labels('Enabled: |', 'deb822'), ['no', 'yes']);
    assert.deepEqual(labels('Enabled: no |', 'deb822'), []);
    assert.deepEqual(labels('By-Hash: |', 'deb822'), ['yes', 'no', 'force']);
    assert.deepEqual(labels('Types: deb |', 'deb822'), ['deb-src']);
    assert.deepEqual(labels('Architectures-Add: amd64, |', 'deb822'), ['i386', 'arm64']);
    assert.deepEqual(labels('Wrong: |', 'deb822'), []);
  });

  it('does not meddle with a key', () => {
    assert.deepEqual(labels('Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDME|', 'deb822'), []);
    assert.deepEqual(labels(`${debian}Signed-By: |`, 'deb822'), ['/usr/share/keyrings/debian-archive-keyring.gpg']);
  });
});

describe('completion anywhere', () => {
  const random = seeded(7);
  const pieces: Readonly<Record<SourcesFormat, readonly string[]>> = {
    'one-line': ['deb', 'deb-src', ' ', ' ', '\t', '[', ']', 'arch=amd64', 'signed-by=', 'lang+=', ',', 'http://ftp.debian.org/debian', 'https://enterprise.proxmox.com/debian/pve', 'trixie', 'bullseye-security', './', 'main', '#', '"', '\n', '\n', '\r\n', '\r', '%20', 'é', '=', ''],
    'deb822': ['Types:', 'URIs:', 'Suites', 'Components', ': ', ':', ' ', '\t', '\n', '\n', '\n ', '\r\n', '\r', '#', 'deb', 'http://ftp.debian.org/debian', 'trixie', 'main', 'Architectures:', 'amd64,', 'Signed-By: ', '-----BEGIN', 'Enabled: no', 'é', '.', ''],
  };

  for (const format of ['one-line', 'deb822'] as const) {
    it(`never throws, stays in its word and its line, and leaves the other lines alone (${format})`, () => {
      let tried = 0;
      for (let count = 0; count < 200; count += 1) {
        const text = Array.from({ length: 2 + Math.floor(random() * 16) }, () => pieces[format][Math.floor(random() * pieces[format].length)] ?? '').join('');
        const context = random() < 0.5 ? on('bookworm') : {};
        for (let offset = 0; offset <= text.length; offset += 1) {
          for (const { range, insert, label } of completeSources(text, format, offset, context)) {
            const where = JSON.stringify([text, offset, label, range]);
            assert.ok(range.start <= offset && offset <= range.end, where);
            assert.ok(!text.slice(range.start, range.end).includes('\n') && !insert.includes('\n'), where);
            assert.ok(!text.slice(0, range.end).endsWith('\r') || text[range.end] !== '\n', where);
            const after = text.slice(0, range.start) + insert + text.slice(range.end);
            const line = text.slice(0, offset).split('\n').length - 1;
            const [before, now] = [text.split('\n'), after.split('\n')];
            assert.equal(now.length, before.length, where);
            before.splice(line, 1);
            now.splice(line, 1);
            assert.deepEqual(now, before, where);
            tried += 1;
          }
        }
      }
      assert.ok(tried > 5_000, String(tried));
    });
  }

  it('makes a whole entry that apt takes, word by word', () => {
    const extended = (text: string, format: SourcesFormat, label?: string): string => {
      const offered = completeSources(text, format, text.length, on('trixie')).filter((one) => label === undefined || one.label === label);
      const chosen = offered[Math.floor(random() * offered.length)];
      assert.ok(chosen, text);
      return text.slice(0, chosen.range.start) + chosen.insert;
    };
    for (let count = 0; count < 100; count += 1) {
      const line = ['', '', ' ', ' '].reduce((text, space) => extended(text + space, 'one-line'), '');
      const stanza = ['Types', 'URIs', 'Suites', 'Components', 'Signed-By'].reduce((text, field) => extended(extended(text, 'deb822', field), 'deb822') + '\n', '');
      for (const [text, format] of [[line, 'one-line'], [stanza, 'deb822']] as const) {
        const { errors, entries } = parseSources(text, format);
        assert.deepEqual([errors, entries.length], [[], 1], text);
      }
    }
  });
});
