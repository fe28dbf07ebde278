import assert from 'node:assert/strict';
import { type SourcesContext, checkSources, parseSources } from '../../../src/apt';
import { applyEdits } from '../../../src/apt/applyEdits';
import { debian, editFixes, hostOf, security, stanza } from './ruleCases';

const proxmox = 'http://download.proxmox.com/debian/pve';
const entry = (uri: string, suite: string): string => `deb ${uri} ${suite} main contrib non-free non-free-firmware\n`;
const both = (first: string, second: string): string => entry(debian, first) + entry(debian, second);

/** Rule, the suite that is marked and the suite that its fix writes, for each finding about a suite. */
function suitesIn(text: string, context: SourcesContext = {}, format: 'one-line' | 'deb822' = 'one-line'): string[] {
  const found = checkSources(parseSources(text, format), context).filter(({ rule }) => rule.includes('suite'));
  return found.map((finding) => {
    const { where, rule } = finding;
    assert.ok(where.kind === 'document');
    const [fix] = editFixes(finding);
    const edit = fix?.edits[0];
    if (edit) assert.deepEqual(edit.range, where.range);
    return `${rule.replace('apt/', '')} ${text.slice(where.range.start, where.range.end)}${edit ? ` → ${edit.newText}` : ''}`;
  });
}

describe('suites of another release than the host’s', () => {
  const cases: readonly (readonly [title: string, text: string, host: string, expected: readonly string[]])[] = [
    ['its own, in every pocket', ['bookworm', 'bookworm-updates', 'bookworm-backports', 'bookworm-proposed-updates'].map((suite) => entry(debian, suite)).join('') + entry(security, 'bookworm-security'), 'bookworm', []],
    ['older', entry(debian, 'bullseye-updates'), 'bookworm', ['old-suite bullseye-updates → bookworm-updates']],
    ['much older', entry(debian, 'lenny'), 'trixie', ['old-suite lenny → trixie']],
    ['older, of security updates', entry(security, 'buster/updates'), 'bookworm', ['old-suite buster/updates → bookworm-security']],
    ['older, of security updates, for a host that is old itself', entry(security, 'stretch/updates'), 'buster', ['old-suite stretch/updates → buster/updates']],
    ['older, of Proxmox', `deb ${proxmox} bullseye pve-no-subscription\n`, 'bookworm', ['old-suite bullseye → bookworm']],
    ['newer beside its own', both('bookworm', 'trixie'), 'bookworm', ['mixed-suites trixie → bookworm']],
    ['newer throughout', both('trixie', 'trixie-updates'), 'bookworm', ['newer-suite trixie', 'newer-suite trixie-updates']],
    ['testing', entry(debian, 'testing'), 'bookworm', ['unreleased-suite testing → bookworm']],
    ['unstable and experimental', both('sid', 'experimental'), 'trixie', ['unreleased-suite sid → trixie', 'unreleased-suite experimental → trixie']],
    ['a release to come', entry(debian, 'forky-updates'), 'trixie', ['unreleased-suite forky-updates → trixie-updates']],
    ['testing on a host of testing', both('forky', 'testing'), 'forky', []],
    ['stable', entry(debian, 'stable'), 'bookworm', ['suite-alias stable → bookworm']],
    ['an alias that means the host’s release today', entry(security, 'oldstable-security'), 'bookworm', ['suite-alias oldstable-security → bookworm-security']],
    ['misspelt', entry(debian, 'bookwrom'), 'bookworm', ['unknown-suite bookwrom → bookworm']],
    ['a misspelt pocket', entry(debian, 'bookworm-update'), 'bookworm', ['unknown-suite bookworm-update → bookworm-updates']],
    ['misspelt, and of another release', entry(debian, 'bullsey'), 'bookworm', ['unknown-suite bullsey']],
    ['misspelt on a mirror', entry('http://mirror.example.org/debian', 'bookwrom'), 'bookworm', ['unknown-suite bookwrom → bookworm']],
    ['of another distribution', entry(debian, 'focal'), 'bookworm', ['unknown-suite focal']],
    ['somebody else’s, named after an older release', 'deb https://apt.example.org/x bullseye stable\n', 'bookworm', ['old-suite bullseye']],
    ['somebody else’s', 'deb https://apt.example.org/x stable main\ndeb https://apt.example.org/y jammy main\ndeb https://apt.example.org/z sid main\ndeb https://apt.example.org/q trixie main\n', 'bookworm', []],
    ['a path', 'deb http://ftp.debian.org/debian bullseye/\n', 'bookworm', []],
    ['older, disabled or of sources', `# ${entry(debian, 'bullseye')}deb-src ${debian} bullseye main\n`, 'bookworm', []],
    ['anything, on a host of another distribution', both('bookworm', 'bookworm-updates'), 'noble', []],
  ];
  for (const [title, text, host, expected] of cases) it(`${title}: ${expected.join('; ') || 'nothing'}`, () => assert.deepEqual(suitesIn(text, hostOf(host)), expected));

  it('are judged one by one in a stanza, and mended one by one', () => {
    const text = stanza({ Suites: 'bullseye bookworm sid' });
    assert.deepEqual(suitesIn(text, hostOf('bookworm'), 'deb822'), ['old-suite bullseye → bookworm', 'unreleased-suite sid → bookworm']);
    const [old] = checkSources(parseSources(text, 'deb822'), hostOf('bookworm')).filter(({ rule }) => rule === 'apt/old-suite');
    assert.ok(old);
    const [fix] = editFixes(old);
    assert.deepEqual([applyEdits(text, fix?.edits ?? []), fix?.group, fix?.preferred], [text.replace('bullseye', 'bookworm'), undefined, undefined]);
  });

  it('are a mixture also over several files', () => {
    const others = [{ path: '/etc/apt/sources.list.d/pve.list', parsed: parseSources(`deb ${proxmox} bookworm pve-no-subscription\n`, 'one-line') }];
    assert.deepEqual(suitesIn(entry(debian, 'trixie'), { ...hostOf('bookworm'), others }), ['mixed-suites trixie → bookworm']);
    assert.deepEqual(suitesIn(entry(debian, 'trixie'), { others }), []);
    assert.deepEqual(suitesIn(both('trixie', 'trixie-updates'), { others: [{ path: '/x.list', parsed: parseSources(entry(debian, 'trixie') + entry(debian, 'bookworm'), 'one-line') }] }), []);
  });
});

describe('suites of a loose file', () => {
  const cases: readonly (readonly [title: string, text: string, expected: readonly string[]])[] = [
    ['one release', both('bullseye', 'bullseye-backports'), []],
    ['two releases: those of the minority', entry(debian, 'bullseye') + both('bookworm', 'bookworm-updates'), ['mixed-suites bullseye']],
    ['one each: the older', both('trixie', 'bookworm'), ['mixed-suites bookworm']],
    ['an alias', entry(debian, 'stable'), ['suite-alias stable']],
    ['unstable', entry(debian, 'sid'), ['unreleased-suite sid']],
    ['misspelt', entry(debian, 'bookwrom'), ['unknown-suite bookwrom']],
  ];
  for (const [title, text, expected] of cases) it(`${title}: ${expected.join('; ') || 'nothing'}, and no suite is rewritten`, () => assert.deepEqual(suitesIn(text), expected));

  it('weigh more where the file names a repository of Proxmox', () => {
    const severities = (text: string) => checkSources(parseSources(text, 'one-line'), {}).filter(({ rule }) => rule === 'apt/suite-alias').map(({ severity }) => severity);
    assert.deepEqual(severities(entry(debian, 'stable')), ['information']);
    assert.deepEqual(severities(`${entry(debian, 'stable')}deb ${proxmox} bookworm pve-no-subscription\n`), ['warning']);
    assert.deepEqual(severities(`${entry(debian, 'stable')}# deb ${proxmox} bookworm pve-no-subscription\n`), ['warning']);
  });
});

describe('the suite of security updates', () => {
  const wrong = (suite: string, expected?: string) => [`wrong-security-suite ${suite}${expected === undefined ? '' : ` → ${expected}`}`];
  const servers = ['http://security.debian.org', 'http://security.debian.org/', 'http://security.debian.org:80/debian-security', 'http://ftp.debian.org/debian-security', 'https://mirror.example.org/pub/debian-security/', 'http://cache.example.org:3142/security.debian.org', 'http://cache.example.org:3142/HTTPS///security.debian.org/debian-security'];
  for (const server of servers) {
    it(`is known at ${server}`, () => {
      assert.deepEqual(suitesIn(entry(server, 'bullseye/updates'), hostOf('bullseye')), wrong('bullseye/updates', 'bullseye-security'));
      assert.deepEqual(suitesIn(entry(server, 'bullseye/updates')), wrong('bullseye/updates'));
      assert.deepEqual(suitesIn(entry(server, 'bullseye-security'), hostOf('bullseye')), []);
    });
  }

  it('has the spelling of its release', () => {
    assert.deepEqual(suitesIn(entry(security, 'buster-security'), hostOf('buster')), wrong('buster-security', 'buster/updates'));
    assert.deepEqual(suitesIn(entry(security, 'buster/updates'), hostOf('buster')), []);
    assert.deepEqual(suitesIn(entry(security, 'bookworm'), hostOf('bookworm')), wrong('bookworm', 'bookworm-security'));
    assert.deepEqual(suitesIn(entry(security, 'bookworm-updates'), hostOf('bookworm')), wrong('bookworm-updates', 'bookworm-security'));
  });

  it('is not asked for elsewhere', () => assert.deepEqual(suitesIn(entry(debian, 'bookworm-updates'), hostOf('bookworm')), []));
});
