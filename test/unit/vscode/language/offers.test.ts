import assert from 'node:assert/strict';
import type { Finding, TextEdit, TextRange } from '../../../../src/finding';
import { analyse, beginningOf, findingsAt, findingsOf } from '../../../../src/vscode/language/analysis';
import { type Offer, offersAt } from '../../../../src/vscode/language/offers';
import { longLog } from '../../../support/longLog';

const bookworm = [
  'deb http://ftp.debian.org/debian bookworm main contrib',
  'deb http://ftp.debian.org/debian bookworm-updates main contrib',
  '# security',
  'deb http://security.debian.org bookworm-security main contrib',
  'deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription',
  '',
].join('\n');

function offers(text: string, at: TextRange, hide: readonly string[] = []): Offer[] {
  const analysis = analyse(text, { kind: 'sources', format: 'one-line' }, {});
  const shown = (findings: readonly Finding[]) => findings.filter(({ rule }) => !hide.includes(rule));
  return offersAt(analysis, shown(findingsAt(analysis, at)), () => shown(findingsOf(analysis)), at);
}

/** The line that holds `words`. */
function lineWith(text: string, words: string): TextRange {
  const start = text.lastIndexOf('\n', text.indexOf(words)) + 1;
  return { start, end: text.indexOf('\n', start) };
}

function applied(text: string, edits: readonly TextEdit[]): string {
  return [...edits].sort((a, b) => b.range.start - a.range.start).reduce((result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end), text);
}

describe('what the light bulb offers', () => {
  it('mends one entry, then all, then installs', () => {
    const [one, all, install, ...others] = offers(bookworm, lineWith(bookworm, 'bookworm-updates'));
    assert.deepEqual(others, []);
    assert.ok(one?.kind === 'edit' && all?.kind === 'edit' && install?.kind === 'action');
    assert.ok(one.preferred);
    assert.equal(applied(bookworm, one.edits), bookworm.replace('bookworm-updates main contrib', 'bookworm-updates main contrib non-free-firmware'));
    assert.equal(all.title, 'Add the microcode components to all 3 entries of this file');
    assert.equal(all.mends.length, 3);
    assert.equal(applied(bookworm, all.edits), bookworm.replaceAll('main contrib', 'main contrib non-free-firmware'));
    assert.deepEqual([install.title, install.action], ['Install CPU microcode in a terminal…', 'installMicrocode']);
  });
  it('does not speak of all where there is one', () => {
    const text = 'deb http://ftp.debian.org/debian bullseye main\n';
    assert.deepEqual(offers(text, lineWith(text, 'bullseye')).map(({ title }) => title), ['Add contrib non-free to this entry', 'Install CPU microcode in a terminal…']);
  });
  it('offers the package where the component is enabled already', () => {
    const text = 'deb http://ftp.debian.org/debian bookworm main non-free-firmware\n';
    assert.deepEqual(offers(text, { start: 3, end: 3 }).map(({ title }) => title), ['Install CPU microcode in a terminal…']);
  });
  it('has nothing to say of a comment or of somebody else’s archive', () => {
    assert.deepEqual(offers(bookworm, lineWith(bookworm, '# security')), []);
    assert.deepEqual(offers(bookworm, lineWith(bookworm, 'download.proxmox.com')), []);
  });
  it('offers no fix for a rule that is turned off', () => {
    const titles = offers(bookworm, lineWith(bookworm, 'bookworm-updates'), ['apt/microcode-component-missing']).map(({ title }) => title);
    assert.deepEqual(titles, ['Install CPU microcode in a terminal…']);
  });
  it('offers once what several failures ask for', () => {
    const line = 'Dec 31 12:49:30 proxmox QEMU[2043179]: KVM internal error. Suberror: 3\n';
    const analysis = analyse(line.repeat(3), { kind: 'log' }, {});
    const range = { start: 0, end: 2 * line.length - 1 };
    const given = offersAt(analysis, findingsAt(analysis, range), () => findingsOf(analysis), range);
    const mends = findingsOf(analysis).slice(0, 2);
    assert.deepEqual(given, [
      { kind: 'action', title: 'Show the microcode revision', action: 'showRevision', args: [], mends },
      { kind: 'action', title: 'Open the host’s apt sources', action: 'openSources', args: [], mends },
    ]);
  });
});

describe('the analysis of a document', () => {
  it('judges a log without knowing a host', () => {
    const findings = findingsOf(analyse('Dec 31 12:49:30 proxmox QEMU[2043179]: KVM internal error. Suberror: 3\n', { kind: 'log' }, {}));
    assert.deepEqual(findings.map(({ rule, severity }) => [rule, severity]), [['kvm/suberror-3', 'warning']]);
  });
  it('judges a log of 45 MB with a line of 10 MB', () => {
    const failure = 'Dec 31 12:49:30 proxmox QEMU[2043179]: KVM internal error. Suberror: 3\n';
    const ordinary = 'Dec 31 12:49:31 proxmox pvedaemon[1234]: <root@pam> starting task qmstart:100:root@pam\n'.repeat(200_000);
    const text = `${failure}${ordinary}${'Suberror: KVM '.repeat(750_000)}\n${ordinary}${failure}`;
    assert.ok(text.length > 44_000_000);
    assert.equal(findingsOf(analyse(text, { kind: 'log' }, {})).length, 2);
  }).timeout(20_000);
  it('finds nothing in an empty document of either kind', () => {
    assert.deepEqual(findingsOf(analyse('', { kind: 'log' }, {})), []);
    assert.deepEqual(findingsOf(analyse('', { kind: 'sources', format: 'deb822' }, {})), []);
  });
  it('tells first what the beginning of a large log tells, where that is more than is shown of all of it', () => {
    for (const failures of [5_000, 50_000]) {
      const full = longLog(8_100_000, failures);
      const whole = analyse(full, { kind: 'log' }, {});
      const first = beginningOf(full);
      assert.ok(whole.kind === 'log' && first && first.failures.length > 1_000 && first.failures.length < 4_000);
      assert.deepEqual(first.failures, whole.failures.slice(0, first.failures.length));
    }
    for (const other of [longLog(8_100_000, 20), longLog(7_900_000, 20_000), `${'KVM internal error. '.repeat(500_000)}\n`]) assert.equal(beginningOf(other), undefined);
  });
});
