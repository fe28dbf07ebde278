import assert from 'node:assert/strict';
import { type SourcesContext, type SourcesFormat, parseSources, ruleTable } from '../../../src/apt';
import { debian, findingsIn, fixedBy, hostOf, marked, rulesIn, security, stanza } from './ruleCases';

interface Case {
  readonly rule: string;
  readonly format?: SourcesFormat;
  readonly context?: SourcesContext;
  /** Files in which the rule fires: the text, what it marks, and the text after its first fix (undefined: it has none). */
  readonly fires: readonly (readonly [text: string, marks: string, fixed: string | undefined])[];
  /** Files that are near to those and right. */
  readonly silent: readonly string[];
}

const two = `${stanza()}\n${stanza({ Suites: 'bookworm-updates' })}`;
const bookworm = `deb ${debian} bookworm main non-free-firmware\n`;
const proxmox = 'http://download.proxmox.com/debian/pve';

const cases: readonly Case[] = [
  {
    rule: 'apt/refused',
    fires: [[bookworm.replace('deb', 'debb'), 'debb', bookworm]],
    silent: [bookworm, '', '# debb\n'],
  },
  {
    rule: 'apt/microcode-component-missing',
    fires: [[`deb ${debian} bookworm main\n`, 'main', bookworm]],
    silent: [bookworm, `deb-src ${debian} bookworm main\n`],
  },
  {
    rule: 'apt/enterprise-without-subscription',
    context: { host: { physicalPve: true, subscription: false } },
    fires: [['deb https://enterprise.proxmox.com/debian/pve bookworm pve-enterprise\n', 'deb https://enterprise.proxmox.com/debian/pve bookworm pve-enterprise', '# deb https://enterprise.proxmox.com/debian/pve bookworm pve-enterprise\n']],
    silent: [`deb ${proxmox} bookworm pve-no-subscription\n`, '# deb https://enterprise.proxmox.com/debian/pve bookworm pve-enterprise\n'],
  },
  {
    rule: 'apt/swallowed-stanza',
    format: 'deb822',
    fires: [
      [two.replace('\n\n', '\n \t\n'), 'Types: deb', two],
      [two.replace('\n\n', '\n# updates\n'), 'Types: deb', two.replace('\n\n', '\n\n# updates\n')],
      [two.replace('\n\n', '\n'), 'Types: deb', two],
      [two.replaceAll('\n', '\r\n').replace('\r\n\r\n', '\r\n  \r\n'), 'Types: deb', two.replaceAll('\n', '\r\n')],
    ],
    silent: [two, two.replace('\n\n', '\n\n  \n\n'), `${stanza()}  \n`, stanza({ Types: 'deb\nTypes: deb-src' })],
  },
  {
    rule: 'apt/repeated-field',
    format: 'deb822',
    fires: [
      [`${stanza()}Components: main contrib\n`, 'Components: main non-free-firmware', `${stanza().replace('Components', '# Components')}Components: main contrib\n`],
      ['Types: deb\nSuites: bookworm\n bookworm-updates\nURIs: http://x.example.org\nComponents: main\nsuites: trixie\n', 'Suites: bookworm\n bookworm-updates', 'Types: deb\n# Suites: bookworm\n#  bookworm-updates\nURIs: http://x.example.org\nComponents: main\nsuites: trixie\n'],
    ],
    silent: [two, `${stanza()}X-Note: a\nX-Note: b\n`, two.replace('\n\n', '\n  \n')],
  },
  {
    rule: 'apt/indented-stanza',
    format: 'deb822',
    fires: [
      [`${stanza()}\n${stanza({ Suites: 'trixie' }).replace(/^/gm, '  ').trimEnd()}\n`, stanza({ Suites: 'trixie' }).replace(/^/gm, '  ').trimEnd(), `${stanza()}\n${stanza({ Suites: 'trixie' })}`],
      [stanza({ Components: 'main\n  non-free-firmware' }).replace(/^/gm, '\t').trimEnd(), stanza({ Components: 'main\n  non-free-firmware' }).replace(/^/gm, '\t').trimEnd(), stanza({ Components: 'main\n  non-free-firmware' }).trimEnd()],
      [`${stanza()} Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`, ' Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg', `${stanza()}Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`],
    ],
    silent: [stanza({ Components: 'main\n non-free-firmware' }), `${stanza()}Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n Version: 1\n .\n mDMEYCQjIxYJ\n -----END PGP PUBLIC KEY BLOCK-----\n`, '# Types: deb\n'],
  },
  {
    rule: 'apt/comment-in-value',
    format: 'deb822',
    fires: [
      [stanza({ Components: 'main non-free-firmware # contrib' }), '# contrib', stanza({ Components: 'main non-free-firmware\n# contrib' })],
      [stanza({ Components: 'main\n # contrib\n non-free-firmware' }), '# contrib', stanza({ Components: 'main\n# contrib\n non-free-firmware' })],
      [`${stanza()}Enabled: no\t# for now\r\n`, '# for now', `${stanza()}Enabled: no\r\n# for now\r\n`],
      [stanza({ Suites: '# bookworm' }), '# bookworm', undefined],
    ],
    silent: [stanza({ Components: 'main\n# contrib\n non-free-firmware' }), `${stanza()}X-Note: see #12\n`, stanza({ URIs: `${debian}#top` })],
  },
  {
    rule: 'apt/comma-in-value',
    fires: [
      [`deb ${debian} bookworm main, contrib, non-free-firmware\n`, 'main, contrib,', `deb ${debian} bookworm main contrib non-free-firmware\n`],
      [`deb ${debian} bookworm main,non-free-firmware # x\n`, 'main,non-free-firmware', `deb ${debian} bookworm main non-free-firmware # x\n`],
      ['deb https://apt.example.org/stable bookworm one , two\n', ',', 'deb https://apt.example.org/stable bookworm one  two\n'],
      [`deb ${debian} bookworm "main, contrib" non-free-firmware\n`, '"main, contrib"', undefined],
    ],
    silent: [`deb [arch=amd64,i386] ${debian} bookworm main non-free-firmware\n`, `# deb ${debian} bookworm main, contrib\n`],
  },
  {
    rule: 'apt/enabled-not-understood',
    format: 'deb822',
    fires: [
      [`${stanza()}Enabled: n\n`, 'Enabled: n', `${stanza()}Enabled: no\n`],
      [`Enabled: flase\n${stanza()}`, 'Enabled: flase', `Enabled: no\n${stanza()}`],
      [`${stanza()}enabled:  y \n`, 'enabled:  y ', `${stanza()}enabled:  yes \n`],
      [`${stanza()}Enabled:\n`, 'Enabled:', `${stanza()}Enabled: no\n`],
      [`${stanza()}Enabled: maybe\n`, 'Enabled: maybe', `${stanza()}Enabled: no\n`],
    ],
    silent: ['no', 'FALSE', 'off', '0', 'yes', 'True', 'with', '1', 'disable'].map((value) => `${stanza()}Enabled: ${value}\n`),
  },
  {
    rule: 'apt/unknown-component',
    fires: [
      [`deb ${debian} bookworm main contirb non-free-firmware\n`, 'contirb', `deb ${debian} bookworm main contrib non-free-firmware\n`],
      [`deb ${debian} bullseye main contrib non-free non-free-firmware\n`, 'non-free-firmware', `deb ${debian} bullseye main contrib non-free\n`],
      [`deb ${debian} bookworm main Contrib non-free-firmware\n`, 'Contrib', `deb ${debian} bookworm main contrib non-free-firmware\n`],
      [`deb ${debian} bookworm main universe non-free-firmware\n`, 'universe', undefined],
      [`deb ${proxmox} bookworm pve-no-subscripton\n`, 'pve-no-subscripton', `deb ${proxmox} bookworm pve-no-subscription\n`],
      [`deb ${proxmox} bookworm no-subscription\n`, 'no-subscription', `deb ${proxmox} bookworm pve-no-subscription\n`],
      ['deb http://download.proxmox.com/debian/ceph-squid bookworm pve-no-subscription\n', 'pve-no-subscription', 'deb http://download.proxmox.com/debian/ceph-squid bookworm no-subscription\n'],
    ],
    silent: [bookworm, `deb ${security} bullseye-security updates/main contrib non-free\n`, 'deb https://apt.example.org/x bookworm mian contirb\n', 'deb http://mirror.example.org/debian bookworm main non-free-firmware universe\n', `deb ${proxmox} trixie pvetest\n`],
  },
  {
    rule: 'apt/misspelt-field',
    format: 'deb822',
    fires: [
      [`${stanza()}Singed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`, 'Singed-By', `${stanza()}Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`],
      [`${stanza()}Arch: amd64\n`, 'Arch', `${stanza()}Architectures: amd64\n`],
      [`${stanza()}Component: contrib\n`, 'Component', undefined],
      [`Enable: no\n${stanza()}`, 'Enable', `Enabled: no\n${stanza()}`],
    ],
    silent: [`${stanza()}X-Repolib-Nam: x\nDescription: Debian\nPin: 1\n`, `${stanza()}SIGNED-BY: /usr/share/keyrings/debian-archive-keyring.gpg\nArchitectures-Add: i386\n`],
  },
  {
    rule: 'apt/misspelt-field',
    fires: [
      [`deb [archs=amd64] ${debian} bookworm main non-free-firmware\n`, 'archs', `deb [arch=amd64] ${debian} bookworm main non-free-firmware\n`],
      [`deb [architectures=amd64] ${debian} bookworm main non-free-firmware\n`, 'architectures', `deb [arch=amd64] ${debian} bookworm main non-free-firmware\n`],
    ],
    silent: [`deb [arch+=i386 frobnicate=yes signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${debian} bookworm main non-free-firmware\n`],
  },
  {
    rule: 'apt/option-case',
    fires: [
      [`deb [ARCH=amd64] ${debian} bookworm main non-free-firmware\n`, 'ARCH', `deb [arch=amd64] ${debian} bookworm main non-free-firmware\n`],
      [`deb [ Arch+=i386 ] ${debian} bookworm main non-free-firmware\n`, 'Arch', `deb [ arch+=i386 ] ${debian} bookworm main non-free-firmware\n`],
    ],
    silent: [`deb [arch=amd64] ${debian} bookworm main non-free-firmware\n`],
  },
  {
    rule: 'apt/ignored-field',
    format: 'deb822',
    fires: [
      [`${stanza()}Allow-Insecure: yes\n`, 'Allow-Insecure', `${stanza()}# Allow-Insecure: yes\n`],
      [`${stanza()}inrelease-path:\n InRelease\n`, 'inrelease-path', `${stanza()}# inrelease-path:\n#  InRelease\n`],
      [`${stanza()}ALLOW-WEAK: no\nAllow-Downgrade-To-Insecure: yes\n`, 'ALLOW-WEAK', `${stanza()}# ALLOW-WEAK: no\nAllow-Downgrade-To-Insecure: yes\n`],
    ],
    silent: [`${stanza()}Trusted: yes\n`, `${stanza()}# Allow-Insecure: yes\n`, `${stanza()}X-Note: see\n Allow-Insecure: yes\n`],
  },
  {
    rule: 'apt/test-repository',
    fires: [
      [`deb ${proxmox} bookworm pvetest\n`, 'pvetest', `# deb ${proxmox} bookworm pvetest\n`],
      [`deb ${proxmox} trixie pvetest\n`, 'pvetest', `deb ${proxmox} trixie pve-test\n`],
      [`deb ${proxmox} bookworm pve-no-subscription pve-test\n`, 'pve-test', `deb ${proxmox} bookworm pve-no-subscription pvetest\n`],
      [`deb ${proxmox} trixie pve-no-subscription pve-test\n`, 'pve-test', `deb ${proxmox} trixie pve-no-subscription\n`],
      ['deb http://download.proxmox.com/debian/ceph-squid trixie test\n', 'test', '# deb http://download.proxmox.com/debian/ceph-squid trixie test\n'],
    ],
    silent: [`deb ${proxmox} bookworm pve-no-subscription\n`, `# deb ${proxmox} bookworm pvetest\n`, 'deb https://apt.example.org/x bookworm test\n'],
  },
  {
    rule: 'apt/duplicate-entry',
    fires: [
      [`${bookworm}${bookworm}`, bookworm.trimEnd(), `${bookworm}# ${bookworm}`],
      [`${bookworm}deb https://ftp.debian.org/debian/ bookworm contrib main\n`, 'deb https://ftp.debian.org/debian/ bookworm contrib main', `${bookworm}deb https://ftp.debian.org/debian/ bookworm contrib\n`],
      [`deb ${proxmox} bookworm/ \ndeb ${proxmox}/ bookworm/\n`, `deb ${proxmox}/ bookworm/`, `deb ${proxmox} bookworm/ \n# deb ${proxmox}/ bookworm/\n`],
    ],
    silent: [`${bookworm}# ${bookworm}`, `${bookworm}deb-src ${debian} bookworm main\n`, `deb [arch=amd64] ${debian} bookworm main non-free-firmware\ndeb [arch=i386] ${debian} bookworm main non-free-firmware\n`, `deb ${debian} bookworm main main non-free-firmware\n`, `${bookworm}deb ${debian} bookworm contrib\n`],
  },
  {
    rule: 'apt/duplicate-entry',
    format: 'deb822',
    fires: [
      [`${stanza()}\n${stanza()}`, stanza().trimEnd(), `${stanza()}\n${stanza()}Enabled: no\n`],
      [`${stanza()}\n${stanza({ Components: 'main non-free-firmware contrib' })}`, stanza({ Components: 'main non-free-firmware contrib' }).trimEnd(), `${stanza()}\n${stanza({ Components: 'contrib' })}`],
      [`${stanza()}\n${stanza({ Suites: 'bookworm bookworm-updates' })}`, stanza({ Suites: 'bookworm bookworm-updates' }).trimEnd(), undefined],
    ],
    silent: [two, `${stanza()}\n${stanza()}Enabled: no\n`],
  },
];

describe('the rules about a sources file', () => {
  for (const { rule, format = 'one-line', context = {}, fires, silent } of cases) {
    describe(`${rule}, ${format}`, () => {
      for (const [text, marks, fixed] of fires) {
        it(`fires on ${JSON.stringify(text)}`, () => {
          const finding = findingsIn(text, format, context).find((one) => one.rule === rule);
          assert.ok(finding);
          assert.equal(marked(text, finding), marks);
          assert.equal(fixedBy(rule, text, format, context), fixed);
          assert.match(finding.message, /^[^\n]*[^.\n]$/);
          assert.match(finding.explanation, /\.$/);
        });
      }

      for (const text of silent) {
        it(`is silent on ${JSON.stringify(text)}`, () => assert.ok(!rulesIn(text, format, context).includes(rule), rulesIn(text, format, context).join()));
      }
    });
  }

  it('are all tried, those about suites in a file of their own', () => {
    const elsewhere = ruleTable.map(({ id }) => id).filter((id) => id.includes('suite'));
    const tried = new Set([...cases.map(({ rule }) => rule), ...elsewhere, 'apt/ignored-file-name']);
    assert.deepEqual(ruleTable.map(({ id }) => id).filter((id) => !tried.has(id)), []);
  });

  it('say nothing graver than the table says', () => {
    const rank = { information: 0, warning: 1, error: 2 };
    for (const { fires, format = 'one-line', context = {} } of cases) {
      for (const [text] of fires) {
        for (const { rule, severity } of findingsIn(text, format, context)) {
          const row = ruleTable.find(({ id }) => id === rule);
          assert.ok(row && rank[severity] <= rank[row.severity], rule);
        }
      }
    }
  });
});

describe('a file name that apt ignores', () => {
  const rule = 'apt/ignored-file-name';
  const at = (name: string): SourcesContext => ({ path: `/etc/apt/sources.list.d/${name}` });

  it('is told where the file holds entries', () => {
    for (const name of ['my repo.list', 'a+b.list', '.hidden.list', 'größe.list', 'debian.LIST', 'debian.list.txt', 'debian']) assert.ok(rulesIn(bookworm, 'one-line', at(name)).includes(rule), name);
    assert.ok(rulesIn('debb\n', 'one-line', at('a b.list')).includes(rule));
  });

  it('is not told of copies, of other folders, of empty files, and of names that apt reads', () => {
    for (const name of ['debian.list', 'a_b-c.1.list', 'debian.list.bak', 'debian.list.save', 'debian.list~', 'debian.list.dpkg-old', 'debian.list.disabled', 'debian.list.bak2', 'debian.sources.disabled-by-hand']) assert.ok(!rulesIn(bookworm, 'one-line', at(name)).includes(rule), name);
    assert.ok(!rulesIn('# nothing\n', 'one-line', at('a b.list')).includes(rule));
    for (const path of ['/home/me/my sources.list', undefined]) assert.ok(!rulesIn(bookworm, 'one-line', path === undefined ? {} : { path }).includes(rule));
  });
});

describe('a copy that apt is not meant to read', () => {
  it('is not judged, whatever stands in it', () => {
    for (const path of ['/etc/apt/sources.list.bak', '/etc/apt/sources.list.save', '/home/me/sources.list.d/debian.list~']) assert.deepEqual(rulesIn(`nonsense\ndeb ${debian} bookworm main\n`, 'one-line', { ...hostOf('bookworm'), path }), []);
    assert.ok(rulesIn('nonsense\n', 'one-line', { path: '/home/me/sources.list' }).length > 0);
  });
});

describe('the enterprise repository without a subscription', () => {
  const enterprise = 'deb https://enterprise.proxmox.com/debian/pve bookworm pve-enterprise\n';
  const free = `deb ${proxmox} bookworm pve-no-subscription\n`;
  const host = { codename: 'bookworm', physicalPve: true, subscription: false };
  const actions = (text: string, context: SourcesContext) => findingsIn(text, 'one-line', context).filter(({ rule }) => rule === 'apt/enterprise-without-subscription').flatMap(({ fixes }) => fixes.flatMap((fix) => (fix.kind === 'action' ? fix.action : [])));

  it('brings the offer of the other one, unless the host has it already, here or in another file', () => {
    assert.deepEqual(actions(enterprise, { host }), ['enableNoSubscription']);
    assert.deepEqual(actions(enterprise + free, { host }), []);
    assert.deepEqual(actions(enterprise, { host, others: [{ path: '/etc/apt/sources.list', parsed: parseSources(free, 'one-line') }] }), []);
    assert.deepEqual(actions(enterprise + free.replace('bookworm', 'bullseye'), { host }), ['enableNoSubscription']);
  });
});

describe('an entry that is in another file as well', () => {
  const rule = 'apt/duplicate-entry';
  const other = (path: string) => ({ path, parsed: parseSources(bookworm, 'one-line') });

  it('is told in the file that apt reads later', () => {
    const context: SourcesContext = { ...hostOf('bookworm'), path: '/etc/apt/sources.list.d/b.list', others: [other('/etc/apt/sources.list')] };
    const finding = findingsIn(bookworm, 'one-line', context).find((one) => one.rule === rule);
    assert.equal(finding?.message, 'The same as /etc/apt/sources.list');
    assert.deepEqual(finding.related?.map(({ where }) => where), [{ kind: 'file', path: '/etc/apt/sources.list' }]);
    assert.ok(rulesIn(bookworm, 'one-line', { ...context, others: [other('/etc/apt/sources.list.d/a.sources')] }).includes(rule));
  });

  it('is not told in the file that apt reads first', () => {
    assert.ok(!rulesIn(bookworm, 'one-line', { ...hostOf('bookworm'), others: [other('/etc/apt/sources.list.d/a.list')] }).includes(rule));
    assert.ok(!rulesIn(bookworm, 'one-line', { ...hostOf('bookworm'), path: '/etc/apt/sources.list.d/b.list', others: [other('/etc/apt/sources.list.d/c.list')] }).includes(rule));
  });
});
