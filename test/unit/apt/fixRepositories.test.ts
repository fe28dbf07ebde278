import assert from 'node:assert/strict';
import { type SourcesFormat, checkSources, disableEnterprise, enableNoSubscription, formatOfPath, isReadByApt, noSubscriptionRepository, parseSources } from '../../../src/apt';
import { applyEdits } from '../../../src/apt/applyEdits';
import { aptInstalled, aptOracle } from '../../support/apt';

const enterprise = 'https://enterprise.proxmox.com/debian';
const line = `deb ${enterprise}/pve bookworm pve-enterprise\n`;
const stanza = (more = '', uri = `${enterprise}/pve`, component = 'pve-enterprise') => `Types: deb\nURIs: ${uri}\nSuites: trixie\nComponents: ${component}\nSigned-By: /usr/share/keyrings/proxmox-archive-keyring.gpg\n${more}`;
const noSubscription9 = stanza('', 'http://download.proxmox.com/debian/pve', 'pve-no-subscription');

function disabled(text: string, format: SourcesFormat): string {
  return applyEdits(text, disableEnterprise(parseSources(text, format)));
}

function enabled(text: string, codename: string): string {
  const format = formatOfPath(noSubscriptionRepository(codename)?.path ?? '');
  assert.ok(format);
  return applyEdits(text, enableNoSubscription(parseSources(text, format), codename));
}

describe('to disable the enterprise repository', () => {
  const cases: readonly (readonly [title: string, format: SourcesFormat, before: string, after: string])[] = [
    ['puts a comment sign before the line', 'one-line', `# mine\n${line}`, `# mine\n# ${line}`],
    ['keeps comment, spacing and end of line', 'one-line', `\tdeb  ${enterprise}/pve bookworm pve-enterprise # why\r\n`, `\t# deb  ${enterprise}/pve bookworm pve-enterprise # why\r\n`],
    ['is for Ceph’s too', 'one-line', `deb ${enterprise}/ceph-quincy bookworm enterprise\n`, `# deb ${enterprise}/ceph-quincy bookworm enterprise\n`],
    ['is for all of them in the file, and for no other', 'one-line', `${line}deb http://ftp.debian.org/debian bookworm main\n${line}`, `# ${line}deb http://ftp.debian.org/debian bookworm main\n# ${line}`],
    ['adds a field to the stanza', 'deb822', stanza(), stanza('Enabled: no\n')],
    ['adds it where the file does not end with a line end', 'deb822', stanza().trimEnd(), `${stanza()}Enabled: no`],
    ['adds it in the ends of line that the file has', 'deb822', stanza().replaceAll('\n', '\r\n'), stanza('Enabled: no\n').replaceAll('\n', '\r\n')],
    ['replaces what Enabled says', 'deb822', stanza('Enabled: yes\n'), stanza('Enabled: no\n')],
    ['replaces what Enabled says first of all', 'deb822', `enabled:  true  \n${stanza()}`, `enabled:  no  \n${stanza()}`],
    ['gives Enabled the value that it lacks', 'deb822', stanza('Enabled:\n'), stanza('Enabled: no\n')],
    ['replaces the Enabled that counts', 'deb822', stanza('Enabled: no\nEnabled: yes\n'), stanza('Enabled: no\nEnabled: no\n')],
    ['touches the one stanza alone', 'deb822', `${noSubscription9}\n${stanza()}\n# end\n`, `${noSubscription9}\n${stanza('Enabled: no\n')}\n# end\n`],
  ];
  for (const [title, format, before, after] of cases) {
    it(title, () => {
      assert.equal(disabled(before, format), after);
      assert.equal(disabled(after, format), after, 'a second time there is nothing to do');
      assert.ok(parseSources(after, format).entries.every((entry) => !entry.enabled || entry.uris[0]?.text.includes('enterprise') === false));
    });
  }

  it('changes nothing where there is none', () => {
    for (const text of ['', `# ${line}`, 'deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription\n']) assert.deepEqual(disableEnterprise(parseSources(text, 'one-line')), []);
    assert.deepEqual(disableEnterprise(parseSources(stanza('Enabled: no\n'), 'deb822')), []);
  });
});

describe('to enable the no-subscription repository', () => {
  it('is a stanza in a file of its own from trixie on, and a line of sources.list before', () => {
    assert.deepEqual(noSubscriptionRepository('trixie'), { path: '/etc/apt/sources.list.d/proxmox.sources', format: 'deb822', text: noSubscription9 });
    for (const codename of ['bullseye', 'bookworm']) {
      assert.deepEqual(noSubscriptionRepository(codename), { path: '/etc/apt/sources.list', format: 'one-line', text: `deb http://download.proxmox.com/debian/pve ${codename} pve-no-subscription\n` });
    }
    assert.ok(isReadByApt('proxmox.sources'));
  });

  it('is nothing for a release that is not out, an alias, and another distribution', () => {
    for (const codename of ['forky', 'sid', 'stable', 'noble', '']) assert.equal(noSubscriptionRepository(codename), undefined);
  });

  const cases: readonly (readonly [title: string, codename: string, before: string, after: string])[] = [
    ['fills an empty file', 'trixie', '', noSubscription9],
    ['appends a stanza behind an empty line', 'trixie', stanza(), `${stanza()}\n${noSubscription9}`],
    ['appends one where there is an empty line already', 'trixie', `${stanza()}\n`, `${stanza()}\n${noSubscription9}`],
    ['ends the last line first', 'trixie', stanza().trimEnd(), `${stanza()}\n${noSubscription9}`],
    ['appends in the ends of line that the file has', 'trixie', stanza().replaceAll('\n', '\r\n'), `${stanza()}\n${noSubscription9}`.replaceAll('\n', '\r\n')],
    ['enables one that is disabled', 'trixie', noSubscription9.replace('Suites', 'Enabled: no\nSuites'), noSubscription9.replace('Suites', 'Enabled: yes\nSuites')],
    ['adds one for the release where there is one for another', 'trixie', noSubscription9.replace('trixie', 'bookworm'), `${noSubscription9.replace('trixie', 'bookworm')}\n${noSubscription9}`],
    ['appends a line', 'bookworm', 'deb http://ftp.debian.org/debian bookworm main\n', 'deb http://ftp.debian.org/debian bookworm main\n\ndeb http://download.proxmox.com/debian/pve bookworm pve-no-subscription\n'],
  ];
  for (const [title, codename, before, after] of cases) {
    it(title, () => {
      assert.equal(enabled(before, codename), after);
      assert.equal(enabled(after, codename), after, 'a second time there is nothing to do');
    });
  }

  it('is read by apt, and nothing is found in it', async function () {
    for (const codename of ['bullseye', 'bookworm', 'trixie']) {
      const repository = noSubscriptionRepository(codename);
      assert.ok(repository);
      assert.deepEqual(checkSources(parseSources(repository.text, repository.format), { path: repository.path, host: { codename, physicalPve: true, subscription: false } }), []);
    }
    if (!aptInstalled) this.skip();
    this.timeout(60_000);
    const oracle = await aptOracle();
    try {
      for (const { text, format } of ['bookworm', 'trixie'].flatMap((codename) => noSubscriptionRepository(codename) ?? [])) {
        const { errors, targets } = await oracle.ask(text, format === 'one-line' ? 'list' : 'sources');
        assert.deepEqual([errors, targets.every((target) => target.includes('|pve-no-subscription|')), targets.length > 0], [[], true, true]);
      }
    } finally {
      await oracle.dispose();
    }
  });
});
