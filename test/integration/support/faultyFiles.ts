/** Sources files with one fault each, and the titles of the quick fixes that mend it: for a host of that release. */
import type { SourcesFormat } from '../../../src/apt';
import type { Release } from '../../hosts';

export interface FaultyFile {
  readonly rule: string;
  readonly format: SourcesFormat;
  readonly text: string;
  readonly fixes: readonly string[];
}

const debian = 'http://ftp.debian.org/debian';
const commentLine = 'Comment this line out';
const commentStanza = 'Comment this stanza out';

const components = { bullseye: 'contrib non-free', bookworm: 'non-free-firmware', trixie: 'non-free-firmware' } as const;
/** Beside its own release; an older one is a fault of its own, and after trixie none is out. */
const newer = { bullseye: 'bookworm', bookworm: 'trixie', trixie: undefined } as const;
const older = { bullseye: 'buster', bookworm: 'bullseye', trixie: 'bookworm' } as const;

/** A file in which nothing is to be mended. */
export function goodFile(release: Release, format: SourcesFormat): string {
  return format === 'one-line' ? `deb ${debian} ${release} main ${components[release]}\n` : stanza(release);
}

function stanza(release: Release, changes: Readonly<Record<string, string>> = {}): string {
  const fields = { Types: 'deb', URIs: debian, Suites: release, Components: `main ${components[release]}`, ...changes };
  return Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`).join('');
}

export function faultyFiles(release: Release): readonly FaultyFile[] {
  return [...faultyLines(release), ...faultyStanzas(release)];
}

function faultyLines(release: Release): FaultyFile[] {
  const wanted = components[release];
  const good = goodFile(release, 'one-line');
  const line = (suite: string, words = wanted as string) => `deb ${debian} ${suite} main ${words}\n`;
  const file = (rule: string, text: string, ...fixes: string[]): FaultyFile => ({ rule: `apt/${rule}`, format: 'one-line', text, fixes });
  return [
    file('refused', good.replace('deb', 'debb'), 'Replace debb by deb', commentLine),
    file('refused', good.replace('deb ', 'deb [arch=amd64 '), 'Close the bracket before the URI'),
    file('refused', good.replace('deb ', 'deb [arch] '), commentLine),
    file('refused', good.replace('http://', ''), 'Put http:// before it'),
    file('refused', good.replace(`${release} `, `${release}/ `), 'Remove the slash behind the suite'),
    file('refused', `deb ${debian} ${release} main\n  ${wanted}\n`, 'Join it to the line above'),
    file('microcode-component-missing', line(release, '# mine'), `Add ${wanted} to this entry`),
    file('microcode-component-missing', line(release, '') + line(`${release}-updates`, ''), 'Add the microcode components to all 2 entries of this file'),
    file('enterprise-without-subscription', `${good}deb https://enterprise.proxmox.com/debian/pve ${release} pve-enterprise\n`, 'Disable this entry'),
    file('comma-in-value', `deb ${debian} ${release} main, ${wanted.replace(' ', ', ')}\n`, 'Separate by spaces'),
    file('unknown-component', line(release, `contirb ${wanted}`), release === 'bullseye' ? 'Remove contirb' : 'Replace contirb by contrib'),
    file('misspelt-field', good.replace('deb ', 'deb [archs=amd64] '), 'Replace archs by arch'),
    file('option-case', good.replace('deb ', 'deb [ARCH=amd64] '), 'Replace ARCH by arch'),
    file('old-suite', line(older[release]), `Replace ${older[release]} by ${release}`),
    file('unreleased-suite', line('sid'), `Replace sid by ${release}`),
    file('suite-alias', line('stable'), `Replace stable by ${release}`),
    file('unknown-suite', line(`${release}x`), `Replace ${release}x by ${release}`),
    file('wrong-security-suite', `${good}deb http://security.debian.org/debian-security ${release}/updates main ${wanted}\n`, `Replace ${release}/updates by ${release}-security`),
    file('test-repository', `${good}deb http://download.proxmox.com/debian/pve ${release} ${release === 'trixie' ? 'pve-test' : 'pvetest'}\n`, 'Disable this entry'),
    file('duplicate-entry', good + good, 'Disable this entry'),
  ];
}

function faultyStanzas(release: Release): FaultyFile[] {
  const wanted = components[release];
  const good = goodFile(release, 'deb822');
  const beside = newer[release];
  const updates = stanza(release, { Suites: `${release}-updates` });
  const file = (rule: string, text: string, ...fixes: string[]): FaultyFile => ({ rule: `apt/${rule}`, format: 'deb822', text, fixes });
  return [
    file('refused', `${good}\nEnabled: yes\n`, 'Remove the stray “Enabled”', 'Join it to the stanza above', commentStanza),
    file('refused', good.replace('Types', 'Type'), 'Write Types'),
    file('refused', good.replace('URIs', 'URI'), 'Write URIs'),
    file('refused', good.replace('Suites', 'Suite'), 'Write Suites'),
    file('refused', good.replace('Components', 'Component'), 'Write Components'),
    file('refused', good.replace('deb', 'debb'), 'Write deb', commentStanza),
    file('refused', good.replace('Types: deb\n', ''), 'Add “Types: deb”'),
    file('microcode-component-missing', stanza(release, { Suites: `${release} ${release}-updates`, Components: 'main' }), `Add ${wanted} to this entry`),
    file('enterprise-without-subscription', `${good}\nTypes: deb\nURIs: https://enterprise.proxmox.com/debian/pve\nSuites: ${release}\nComponents: pve-enterprise\n`, 'Disable this entry'),
    file('swallowed-stanza', `${updates}  \n${good}`, 'Empty the line between the stanzas'),
    file('repeated-field', `${good}Components: main ${wanted}\n`, 'Comment this field out'),
    file('indented-stanza', `${good}\n${updates.replace(/^/gm, '  ')}`, 'Remove the indentation'),
    file('comment-in-value', stanza(release, { Components: `main ${wanted} # why` }), 'Put the comment on a line of its own'),
    file('enabled-not-understood', `${good}\n${updates}Enabled: n\n`, 'Write “Enabled: no”'),
    file('misspelt-field', `${good}Singed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`, 'Replace Singed-By by Signed-By'),
    file('ignored-field', `${good}Allow-Insecure: yes\n`, 'Comment this field out'),
    file('duplicate-entry', `${good}\n${good}`, 'Disable this entry'),
    ...(beside === undefined ? [] : [file('mixed-suites', `${good}\n${stanza(release, { Suites: `${beside}-updates` })}`, `Replace ${beside}-updates by ${release}-updates`)]),
  ];
}
