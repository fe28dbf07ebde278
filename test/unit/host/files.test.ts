import assert from 'node:assert/strict';
import { isReadable, isWritable, parseRead } from '../../../src/host/files';

describe('the files of a host that may be opened', () => {
  const table: readonly (readonly [path: string, readable: boolean, writable: boolean])[] = [
    ['/etc/apt/sources.list', true, true],
    ['/etc/apt/sources.list.d/pve-enterprise.list', true, true],
    ['/etc/apt/sources.list.d/debian.sources', true, true],
    ['/etc/apt/sources.list.d/a:b.list', true, true],
    ['/var/log/syslog', true, false],
    ['/var/log/syslog.2.gz', true, false],
    ['/var/log/pve/tasks/active', true, false],
    ['/var/log/a b', true, false],
    ['/var/log/..hidden', true, false],
    ['/var/log/../../etc/shadow', false, false],
    ['/var/log/pve/..', false, false],
    ['/var/log/', false, false],
    ['/var/log', false, false],
    ['/var/log/a\0b', false, false],
    ['/var/logs/syslog', false, false],
    ['var/log/syslog', false, false],
    ['/etc/shadow', false, false],
    ['/etc/pve/priv/token.cfg', false, false],
    ['/etc/apt/sources.list.d/../../shadow', false, false],
    ['/etc/apt/sources.list.d/a/b.list', false, false],
    ['/etc/apt/sources.list.d/.a.list', false, false],
    ['/etc/apt/sources.list.d/a.conf', false, false],
    ['/etc/apt/sources.list.save', false, false],
    ['/etc/apt/sources.list\n', false, false],
    ['/etc/apt/apt.conf', false, false],
    ['', false, false],
  ];
  for (const [path, readable, writable] of table) {
    it(`${JSON.stringify(path)}: ${readable ? 'read' : 'not read'}, ${writable ? 'written' : 'not written'}`, () => assert.deepEqual([isReadable(path), isWritable(path)], [readable, writable]));
  }

  it('are read to the byte after the line about them', () => {
    const { stat, content } = parseRead(Buffer.from('file 5 1794000000 yes\n\n\xff\nab', 'latin1'), '/etc/apt/sources.list');
    assert.deepEqual(stat, { kind: 'file', size: 5, mtime: 1_794_000_000_000, writable: true });
    assert.deepEqual([...content], [10, 255, 10, 97, 98]);
  });

  it('are shown as read-only where they are logs, whatever the host allows', () => assert.equal(parseRead(Buffer.from('file 5 1 yes\n'), '/var/log/syslog').stat.writable, false));

  for (const answer of ['', '\n', 'file 5 1 yes', 'file 5 1\n', 'link 5 1 yes\n', 'sh: not found\n']) {
    it(`are not guessed from ${JSON.stringify(answer)}`, () => assert.throws(() => parseRead(Buffer.from(answer), '/var/log/x'), /could not be read/));
  }
});
