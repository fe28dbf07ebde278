import assert from 'node:assert/strict';
import { type FileNameFate, fateOfFileName, formatOfPath, isReadByApt } from '../../../src/apt/format';
import { aptInstalled, aptOracle } from '../../support/apt';
import { seeded } from '../../support/words';

const names = [
  'pve-enterprise.list', 'debian.sources', 'a.b.list', 'A_1-2.sources', 'a:b.list', '-.list', '..list', '.list', '.hidden.list', 'a.LIST', 'a.List', 'a.sources.list', 'list', 'sources', 'none', 'a.', 'a.list.', 'a.lists', 'a.txt',
  'a.list~', 'a.list.bak', 'a.list.BAK', 'a.list.save', 'a.list.orig', 'a.list.old', 'a.list.disabled', 'a.list.dpkg-new', 'a.list.dpkg-1', 'a.list.ucf-dist', 'a.list.distUpgrade', 'a.list.distupgrade', 'a.list.1', 'a.bak.list',
  'a b.list', 'a+b.list', 'a@b.list', 'a(1).list', 'é.list', 'a\nb.list', 'a.list\n', 'a.list ', 'a,b', '#a.list#', 'a.list.swp', '.a.list.swp', 'a~.list', 'bak', 'a.bak~', '~',
];

function randomNames(count: number, seed: number): string[] {
  const random = seeded(seed);
  const pieces = ['a', 'B', '7', '-', '_', '.', ':', '~', ' ', '+', '%', 'é', '😀', '.list', '.sources', '.list', '.bak', '.dpkg-old', '.save', '.LIST', 'list'];
  return Array.from({ length: count }, () => Array.from({ length: 1 + Math.floor(random() * 5) }, () => pieces[Math.floor(random() * pieces.length)]).join(''));
}

const fates = (all: readonly string[]) => Object.fromEntries(all.map((name): [string, FileNameFate] => [name, fateOfFileName(name)]));

describe('the name of a file in sources.list.d', () => {
  it('decides whether apt reads it, as the installed apt does', async function () {
    if (!aptInstalled) this.skip();
    const all = [...new Set([...names, ...randomNames(1500, 3)])].filter((name) => name !== '.' && name !== '..');
    const oracle = await aptOracle();
    try {
      // A place of its own for each, and a text that is right in one format and nothing in the other.
      const text = (name: string, index: number) => (formatOfPath(name) === 'deb822' ? `Types: deb\nURIs: http://n${index}.example.org\nSuites: ./\n` : `deb http://n${index}.example.org ./\n`);
      const { errors, warnings, targets } = await oracle.askTogether(all.map((name, index) => ({ name, text: text(name, index) })));
      assert.deepEqual(errors, []);
      const read = new Set(targets.map(({ target }) => Number(/n(\d+)\.example/.exec(target)?.[1])));
      const noticed = new Set(warnings.flatMap((warning) => /^N: Ignoring file '(.*)' in directory/s.exec(warning)?.[1] ?? []));
      // A notice is printed with other line ends than the name has.
      const asPrinted = (name: string) => name.replace(/[\n\r]+/g, '\n   ');
      const apts = all.map((name, index): [string, FileNameFate] => [name, read.has(index) ? 'read' : noticed.has(asPrinted(name)) ? 'skipped-with-notice' : 'skipped-silently']);
      assert.deepEqual(fates(all), Object.fromEntries(apts));
    } finally {
      await oracle.dispose();
    }
  });

  it('is read with letters, digits and a few signs before .list or .sources', () => {
    assert.deepEqual(fates(['pve-enterprise.list', 'debian.sources', 'a:b.list']), { 'pve-enterprise.list': 'read', 'debian.sources': 'read', 'a:b.list': 'read' });
    assert.ok(isReadByApt('ceph.list') && !isReadByApt('ceph.list.bak'));
  });

  it('is passed over in silence where it is hidden, a copy, or has a sign that apt does not allow', () => {
    for (const name of ['.a.list', 'a.list~', 'a.list.BAK', 'a.list.dpkg-new', 'a b.list', 'é.sources']) assert.equal(fateOfFileName(name), 'skipped-silently', name);
  });

  it('is passed over with a notice where its extension is another one', () => {
    for (const name of ['a', 'a.LIST', 'a.list.old', 'a.list.1', 'a.txt']) assert.equal(fateOfFileName(name), 'skipped-with-notice', name);
  });
});
