import assert from 'node:assert/strict';
import { type SourcesFile, parseProbe, valueOf } from '../../../src/host';
import { type FileAnswer, hostText, sourcesSection } from './probeText';

const parse = (files: readonly FileAnswer[], silencers?: readonly string[]) => parseProbe(hostText({ sources: sourcesSection(files, silencers) }));
const read = (files: readonly FileAnswer[]): readonly SourcesFile[] => valueOf(parse(files).sources) ?? [];

const list = { path: '/etc/apt/sources.list', content: 'deb http://ftp.debian.org/debian bookworm main\n' };

describe('a probe brings the sources files', () => {
  it('to the character, in both formats', () => {
    const stanza = '\uFEFF# Größe\r\nTypes: deb\r\n';
    assert.deepEqual(read([list, { path: '/etc/apt/sources.list.d/debian.sources', content: stanza }]), [
      { path: list.path, format: 'one-line', text: list.content },
      { path: '/etc/apt/sources.list.d/debian.sources', format: 'deb822', text: stanza },
    ]);
  });

  it('also empty ones, long ones, and one without an end of line', () => {
    const long = '# a comment\n'.repeat(87_000);
    const texts = read([{ ...list, content: '' }, { path: '/etc/apt/sources.list.d/a.list', content: long }, { path: '/etc/apt/sources.list.d/b.list', content: 'deb x' }]).map(({ text }) => text);
    assert.deepEqual(texts, ['', long, 'deb x']);
  });

  it('says that sources.list is not there, which apt does not mind', () => {
    assert.deepEqual(read([]), [{ path: list.path, format: 'one-line', problem: 'not there' }]);
  });

  const problems: readonly (readonly [title: string, file: FileAnswer, problem: string])[] = [
    ['a folder', { path: '/etc/apt/sources.list.d/a.list', kind: 'folder' }, 'this is a folder: apt reads nothing from it'],
    ['a socket', { path: '/etc/apt/sources.list.d/a.list', kind: 'other' }, 'this is no ordinary file'],
    ['closed to this user', { path: '/etc/apt/sources.list.d/a.sources', kind: 'denied' }, 'it can be read by root alone'],
    ['not UTF-8', { path: '/etc/apt/sources.list.d/a.list', content: Buffer.from([0x23, 0xe9, 0x0a]) }, 'not UTF-8: its text cannot be judged'],
  ];
  for (const [title, file, problem] of problems) {
    it(`without a text where it is ${title}, and says so`, () => {
      const found = read([list, file])[1];
      assert.deepEqual([found?.path, found?.problem, found?.text], [file.path, problem, undefined]);
    });
  }

  for (const name of ['my repo.list', 'a~.list', '.hidden.list', 'a.list.save', 'ä.sources', 'a+b.list']) {
    it(`but not ${name}, which apt passes over`, () => assert.deepEqual(read([list, { path: `/etc/apt/sources.list.d/${name}`, content: 'x' }]).map(({ path }) => path), [list.path]));
  }

  it('and names those that hold entries and are passed over, but no copies', () => {
    const folder = '/etc/apt/sources.list.d';
    const body = `${sourcesSection([list, ...['my repo.list', 'a+b.sources', 'a~.list', 'b.list'].map((name) => ({ path: `${folder}/${name}`, content: 'x' }))])}${['debian', 'debian.LIST', 'debian.list.bak', 'debian.sources.dpkg-old'].map((name) => `${folder}/${name} ignored\n`).join('')}`;
    assert.deepEqual(valueOf(parseProbe(hostText({ sources: body })).passedOver), ['my repo.list', 'a+b.sources', 'a~.list', 'debian', 'debian.LIST'].map((name) => `${folder}/${name}`));
    assert.deepEqual(parse([list]).passedOver, { state: 'absent' });
    assert.equal(parseProbe(hostText({ sources: { code: 124 } })).passedOver.state, 'unknown');
  });

  it('and tells whose lists apt has', () => {
    const body = `${sourcesSection([list])}/var/lib/apt/lists/ftp.debian.org_debian_dists_bookworm_InRelease origin Debian\n/var/lib/apt/lists/x.example.org_dists_a_Release origin Some Body\n`;
    assert.deepEqual(valueOf(parseProbe(hostText({ sources: body })).origins), [
      { list: 'ftp.debian.org_debian_dists_bookworm_InRelease', origin: 'Debian' },
      { list: 'x.example.org_dists_a_Release', origin: 'Some Body' },
    ]);
    assert.deepEqual(parse([list]).origins, { state: 'absent' });
  });

  it('and names what switches off apt’s hint about firmware', () => {
    const silencer = '/etc/apt/apt.conf.d/no-bookworm-firmware.conf';
    assert.deepEqual(parse([list], [silencer]).firmwareHintSilencedBy, { state: 'known', value: [silencer] });
    assert.deepEqual(parse([list]).firmwareHintSilencedBy, { state: 'absent' });
    assert.equal(parseProbe(hostText({ sources: { code: 124 } })).firmwareHintSilencedBy.state, 'unknown');
  });
});
