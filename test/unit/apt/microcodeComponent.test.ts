import assert from 'node:assert/strict';
import { type SourcesContext, type SourcesFormat, checkSources, parseSources } from '../../../src/apt';

const rule = 'apt/microcode-component-missing';
const physical: SourcesContext = { host: { codename: 'bookworm', physicalPve: true } };

function findings(text: string, format: SourcesFormat = 'one-line', context: SourcesContext = physical) {
  return checkSources(parseSources(text, format), context).filter((finding) => finding.rule === rule);
}

/** The text after every fix of the rule. */
function fixed(text: string, format: SourcesFormat = 'one-line'): string {
  const edits = findings(text, format).flatMap(({ fixes }) => fixes.flatMap((fix) => (fix.kind === 'edit' ? fix.edits : [])));
  return edits.sort((a, b) => b.range.start - a.range.start).reduce((result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end), text);
}

describe('the component that holds CPU microcode', () => {
  it('is added behind the last component, and nothing else is touched', () => {
    const cases: [string, string][] = [
      ['deb http://ftp.debian.org/debian bookworm main contrib\n', 'deb http://ftp.debian.org/debian bookworm main contrib non-free-firmware\n'],
      ['deb http://security.debian.org bookworm-security main contrib # x\r\n', 'deb http://security.debian.org bookworm-security main contrib non-free-firmware # x\r\n'],
      ['deb http://ftp.au.debian.org/debian  bullseye   main\n', 'deb http://ftp.au.debian.org/debian  bullseye   main contrib non-free\n'],
      ['deb http://security.debian.org/debian-security bullseye-security main contrib', 'deb http://security.debian.org/debian-security bullseye-security main contrib non-free'],
      ['deb http://security.debian.org buster/updates main non-free', 'deb http://security.debian.org buster/updates main non-free contrib'],
      ['deb [arch=amd64] http://mirror.example/debian trixie main', 'deb [arch=amd64] http://mirror.example/debian trixie main non-free-firmware'],
      ['deb http://ftp.debian.org/debian oldoldstable main', 'deb http://ftp.debian.org/debian oldoldstable main contrib non-free'],
      ['deb http://ftp.debian.org/debian bookworm main non-free', 'deb http://ftp.debian.org/debian bookworm main non-free non-free-firmware'],
    ];
    for (const [before, after] of cases) assert.equal(fixed(before), after);
  });

  it('is added to a stanza, folded or not', () => {
    const stanza = 'Types: deb\nURIs: http://ftp.debian.org/debian\nSuites: trixie trixie-updates\nComponents: main\n contrib\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n';
    assert.equal(fixed(stanza, 'deb822'), stanza.replace(' contrib\n', ' contrib non-free-firmware\n'));
  });

  it('is asked for of Debian’s own, enabled binary entries alone', () => {
    for (const silent of [
      'deb http://ftp.debian.org/debian bookworm main contrib non-free-firmware',
      'deb-src http://ftp.debian.org/debian bookworm main',
      '# deb http://ftp.debian.org/debian bookworm main',
      'deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription',
      'deb https://download.docker.example/linux/ubuntu noble stable',
      'deb https://packages.example/debian bookworm main',
      'deb http://ftp.debian.org/debian bullseye main contrib non-free',
    ]) assert.deepEqual(findings(silent), [], silent);
    assert.deepEqual(findings('Types: deb\nURIs: http://ftp.debian.org/debian\nSuites: trixie\nComponents: main\nEnabled: no\n', 'deb822'), []);
  });

  it('is a warning where it costs guests, and information elsewhere', () => {
    const debian = 'deb http://ftp.debian.org/debian bookworm main\n';
    assert.equal(findings(debian)[0]?.severity, 'warning');
    assert.equal(findings(debian, 'one-line', { host: { physicalPve: false } })[0]?.severity, 'information');
    assert.equal(findings(debian, 'one-line', {})[0]?.severity, 'information');
    assert.equal(findings(`${debian}deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription\n`, 'one-line', {})[0]?.severity, 'warning');
  });
});

describe('the other rules', () => {
  const ids = (text: string, context: SourcesContext) => checkSources(parseSources(text, 'one-line'), context).map((finding) => finding.rule);
  const enterprise = 'deb https://enterprise.proxmox.com/debian/pve bookworm pve-enterprise\n';

  it('say what makes apt refuse a file', () => {
    assert.deepEqual(ids('debb http://ftp.debian.org/debian bookworm main non-free-firmware\n', {}), ['apt/refused']);
    assert.deepEqual(ids('deb http://ftp.debian.org/debian bookworm main non-free-firmware\n', {}), []);
  });

  it('know the enterprise repository only from the host', () => {
    assert.deepEqual(ids(enterprise, { host: { physicalPve: true, subscription: false } }), ['apt/enterprise-without-subscription']);
    assert.deepEqual(ids(enterprise, { host: { physicalPve: true, subscription: true } }), []);
    assert.deepEqual(ids(enterprise, {}), []);
  });
});
