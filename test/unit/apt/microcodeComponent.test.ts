import assert from 'node:assert/strict';
import { type SourcesContext, type SourcesFormat, checkSources, parseSources } from '../../../src/apt';
import { applyEdits } from '../../../src/apt/applyEdits';
import type { Finding } from '../../../src/finding';
import { debian, editFixes, hostOf, security, stanza } from './ruleCases';

const rule = 'apt/microcode-component-missing';

function findings(text: string, format: SourcesFormat = 'one-line', context: SourcesContext = hostOf('bookworm')): Finding[] {
  return checkSources(parseSources(text, format), context).filter((finding) => finding.rule === rule);
}

/** The text after every fix of the rule: “fix all in this file”. */
function fixed(text: string, format: SourcesFormat = 'one-line'): string {
  return applyEdits(text, findings(text, format).flatMap((finding) => editFixes(finding).flatMap(({ edits }) => edits)));
}

const messages = (text: string, format?: SourcesFormat): string[] => findings(text, format).map(({ message }) => message);

describe('the component that holds CPU microcode', () => {
  const added: readonly (readonly [title: string, before: string, after: string])[] = [
    ['behind the last component', `deb ${debian} bookworm main contrib\n`, `deb ${debian} bookworm main contrib non-free-firmware\n`],
    ['before a comment', 'deb http://security.debian.org bookworm-security main contrib # x\r\n', 'deb http://security.debian.org bookworm-security main contrib non-free-firmware # x\r\n'],
    ['before a comment that is glued to it', `deb ${debian} bookworm main contrib#x`, `deb ${debian} bookworm main contrib non-free-firmware#x`],
    ['in whatever spacing', 'deb http://ftp.au.debian.org/debian  bullseye   main\n', 'deb http://ftp.au.debian.org/debian  bullseye   main contrib non-free\n'],
    ['behind a quoted component', `deb ${debian} bookworm "main"\n`, `deb ${debian} bookworm "main" non-free-firmware\n`],
    ['on the security suite', `deb ${security} bullseye-security main contrib`, `deb ${security} bullseye-security main contrib non-free`],
    ['on the security suite of old', 'deb http://security.debian.org buster/updates main non-free', 'deb http://security.debian.org buster/updates main non-free contrib'],
    ['on the security suite’s own components', `deb ${security} bullseye-security updates/main contrib`, `deb ${security} bullseye-security updates/main contrib non-free`],
    ['on a mirror, with options', 'deb [arch=amd64] http://mirror.example.org/debian trixie main', 'deb [arch=amd64] http://mirror.example.org/debian trixie main non-free-firmware'],
    ['of the other era’s entry', `deb ${debian} bookworm main non-free`, `deb ${debian} bookworm main non-free non-free-firmware`],
    ['in place of the other era’s', `deb ${debian} bullseye main contrib non-free-firmware`, `deb ${debian} bullseye main contrib non-free`],
    ['in place of the other era’s, with contrib', `deb ${debian} bullseye main non-free-firmware # x`, `deb ${debian} bullseye main non-free contrib # x`],
    ['in place of a misspelt one', `deb ${debian} bookworm main non-free-firmwre contrib`, `deb ${debian} bookworm main non-free-firmware contrib`],
    ['in place of a comma before it', `deb ${debian} bookworm main,non-free-firmware`, `deb ${debian} bookworm main non-free-firmware`],
    ['in place of one behind it', `deb ${debian} bookworm main non-free-firmware, contrib`, `deb ${debian} bookworm main non-free-firmware contrib`],
  ];
  for (const [title, before, after] of added) {
    it(`is added ${title}, and nothing else is touched`, () => {
      assert.equal(fixed(before), after);
      assert.deepEqual(findings(after), []);
    });
  }

  it('is that of the release which an alias means today', () => {
    const components = Object.fromEntries(['stable', 'oldstable', 'oldoldstable', 'testing', 'unstable', 'sid', 'oldoldstable-updates'].map((suite) => [suite, fixed(`deb ${debian} ${suite} main`).replace(/^.* main ?/, '')]));
    const late = 'non-free-firmware';
    assert.deepEqual(components, { 'stable': late, 'oldstable': late, 'oldoldstable': 'contrib non-free', 'testing': late, 'unstable': late, 'sid': late, 'oldoldstable-updates': 'contrib non-free' });
  });

  it('is added to a stanza, folded or not, and before what looks like a comment', () => {
    const text = stanza({ 'Suites': 'trixie trixie-updates', 'Components': 'main\n contrib', 'Signed-By': '/usr/share/keyrings/debian-archive-keyring.gpg' });
    assert.equal(fixed(text, 'deb822'), text.replace(' contrib\n', ' contrib non-free-firmware\n'));
    assert.equal(fixed(stanza({ Components: 'main # contrib' }), 'deb822'), stanza({ Components: 'main non-free-firmware # contrib' }));
  });

  it('is missed by each suite of its own release alone', () => {
    assert.deepEqual(messages(`deb ${debian} bookworm main non-free-firmware\ndeb ${debian} bookworm-updates main\ndeb ${security} bookworm-security main contrib\n`), ['bookworm-updates', 'bookworm-security'].map((suite) => `${suite} lacks non-free-firmware, which holds CPU microcode`));
    const [finding] = findings(`deb ${debian} bookworm main non-free-firmware\ndeb ${security} bookworm-security main contrib\n`);
    assert.match(finding?.explanation ?? '', /Another suite of the release has it/);
  });

  it('is missed once for a suite that several entries share, at the one with main', () => {
    const text = `deb ${debian} bookworm contrib\ndeb ${debian} bookworm main\n`;
    assert.equal(fixed(text), `deb ${debian} bookworm contrib\ndeb ${debian} bookworm main non-free-firmware\n`);
    assert.deepEqual(findings(`${text}deb ${debian} bookworm non-free-firmware\n`), []);
    const others = [{ path: '/etc/apt/sources.list.d/firmware.list', parsed: parseSources('deb http://ftp.de.debian.org/debian bookworm non-free-firmware\n', 'one-line') }];
    assert.deepEqual(findings(text, 'one-line', { ...hostOf('bookworm'), others }), []);
    assert.equal(findings(`${text}# deb ${debian} bookworm non-free-firmware\ndeb-src ${debian} bookworm non-free-firmware\n`).length, 1);
  });

  it('cannot be added to a stanza of both eras: that has to be split', () => {
    const [finding] = findings(stanza({ Suites: 'bullseye bookworm', Components: 'main contrib' }), 'deb822');
    assert.equal(finding?.message, 'bullseye, bookworm lacks non-free and non-free-firmware, which hold CPU microcode');
    assert.match(finding.explanation, /a stanza of its own/);
    assert.deepEqual(finding.fixes, []);
    assert.deepEqual(findings(stanza({ Suites: 'bullseye bookworm', Components: 'main contrib non-free non-free-firmware' }), 'deb822'), []);
  });

  it('is asked for of Debian’s own, enabled binary entries alone', () => {
    for (const silent of [
      `deb ${debian} bookworm main contrib non-free-firmware`,
      `deb-src ${debian} bookworm main`,
      `# deb ${debian} bookworm main`,
      `deb [arch=arm64] ${debian} bookworm main`,
      `deb ${debian} bookworm-backports main`,
      `deb ${debian} bookworm/`,
      'deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription',
      'deb https://download.example.org/linux/ubuntu noble stable',
      'deb https://packages.example/debian bookworm main',
      `deb ${debian} bullseye main contrib non-free`,
    ]) assert.deepEqual(findings(silent), [], silent);
    assert.deepEqual(findings(stanza({ Components: 'main', Enabled: 'no' }), 'deb822'), []);
    assert.deepEqual(findings(stanza({ Components: 'main', Types: 'deb-src' }), 'deb822'), []);
  });

  it('is a warning where it costs guests, and information elsewhere', () => {
    const text = `deb ${debian} bookworm main\n`;
    const severity = (more: string, context: SourcesContext) => findings(text + more, 'one-line', context)[0]?.severity;
    const proxmox = 'deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription\n';
    assert.equal(severity('', hostOf('bookworm')), 'warning');
    assert.equal(severity(proxmox, { host: { physicalPve: false } }), 'information');
    assert.equal(severity('', {}), 'information');
    assert.equal(severity(proxmox, {}), 'warning');
    assert.equal(severity(`#${proxmox}`, {}), 'warning');
    assert.equal(severity('# see proxmox.com/deb\n', {}), 'information');
    assert.equal(severity('', { others: [{ path: '/etc/apt/sources.list.d/pve.list', parsed: parseSources(proxmox, 'one-line') }] }), 'warning');
  });

  it('is the one thing that “fix all in this file” mends', () => {
    const text = `deb ${debian} bullseye main, contrib\ndeb ${debian} bookworm main\ndeb ${debian} bookworm main\ndeb ${security} bookworm main\n`;
    const groups = checkSources(parseSources(text, 'one-line'), hostOf('bookworm')).flatMap((finding) => editFixes(finding).flatMap(({ group }) => (group === undefined ? [] : [`${finding.rule} ${group}`])));
    assert.deepEqual([...new Set(groups)], [`${rule} microcode-component`]);
  });
});
