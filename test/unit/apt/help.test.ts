import assert from 'node:assert/strict';
import { type Help, hoverSources } from '../../../src/apt/help';
import { parseSources } from '../../../src/apt/parse';
import { indexLinesOf } from '../../../src/apt/resolve';
import type { SourcesContext, SourcesFormat } from '../../../src/apt/types';
import { aptInstalled, aptOracle } from '../../support/apt';

/** At the `|` of the text. */
function hover(marked: string, format: SourcesFormat = 'one-line', context: SourcesContext = {}): Help | undefined {
  return hoverSources(parseSources(marked.replace('|', ''), format), marked.indexOf('|'), context);
}

function text(marked: string, format: SourcesFormat = 'one-line', context: SourcesContext = {}): string {
  return hover(marked, format, context)?.text ?? '';
}

describe('hovers in sources files', () => {
  it('say what an entry comes to, line by line', () => {
    const stanza = 'Types: deb\nURIs: http://ftp.debian.or|g/debian\nSuites: trixie trixie-updates\nComponents: main contrib\n';
    const help = hover(stanza, 'deb822');
    assert.equal(stanza.replace('|', '').slice(help?.range.start, help?.range.end), 'http://ftp.debian.org/debian');
    assert.equal(
      help?.text,
      'The entry comes to:\n- deb http://ftp.debian.org/debian/ trixie main\n- deb http://ftp.debian.org/debian/ trixie contrib\n- deb http://ftp.debian.org/debian/ trixie-updates main\n- deb http://ftp.debian.org/debian/ trixie-updates contrib',
    );
    assert.match(text(`${stanza}Enabled: no\n`, 'deb822'), /^The entry is disabled, and apt reads nothing of it\./);
    const many = `Types: deb deb-src\nURIs: http://a.example|\nSuites: x ${Array.from({ length: 20 }, (_, index) => `s${index}`).join(' ')}\nComponents: main\n`;
    assert.equal(text(many, 'deb822').split('\n').length, 1 + 24 + 1);
    assert.match(text(many, 'deb822'), /\n- and 18 more$/);
  });

  it('say whose archive it is', () => {
    const cases: [string, string][] = [
      ['http://security.debian.org/debian-security trixie-security main', 'Debian’s archive of security updates, or a mirror of it'],
      ['http://download.proxmox.com/debian/pve trixie pve-no-subscription', 'Proxmox’s archive of Proxmox VE'],
      ['https://enterprise.proxmox.com/debian/ceph-squid trixie enterprise', 'Proxmox’s archive of Ceph for Proxmox VE, for hosts with a subscription'],
      ['https://packages.example/apt trixie main', 'An archive of somebody else'],
    ];
    for (const [rest, title] of cases) assert.equal(hover(`deb |${rest}`)?.title, title);
    const mirror = 'http://10.0.0.1/d';
    assert.equal(hover(`deb |${mirror} trixie main`, 'one-line', { host: { physicalPve: true, debianUris: [mirror] } })?.title, 'Debian’s archive, or a mirror of it');
  });

  it('say of a suite what it brings, and where its microcode is', () => {
    assert.equal(text('deb http://ftp.debian.org/debian book|worm main'), 'Debian 12 bookworm: the release itself.\n\nCPU microcode of bookworm is in non-free-firmware. This entry lacks non-free-firmware.');
    assert.equal(text('deb http://security.debian.org buster/upd|ates main contrib non-free'), 'Debian 10 buster: security updates.\n\nCPU microcode of buster is in non-free; the iucode-tool that intel-microcode needs is in contrib. This entry has it.');
    assert.match(text('deb http://security.debian.org buster/upd|ates main'), /This entry lacks contrib and non-free\.$/);
  });

  it('say what an alias means today, and of a codename nothing of that kind', () => {
    assert.match(text('deb http://security.debian.org/debian-security sta|ble-security main'), /^Debian 13 trixie: security updates\.\n\nstable is trixie today, and another release/);
    for (const suite of ['trixie', 'sid', 'unstable']) assert.doesNotMatch(text(`deb http://ftp.debian.org/debian |${suite} main`), /today/, suite);
  });

  it('say of Proxmox’s suites which release of the product they bring', () => {
    const cases: [string, string, string][] = [
      ['pve', 'trixie', 'Proxmox VE 9 for Debian 13 trixie.'],
      ['pbs', 'bookworm', 'Proxmox Backup Server 3 for Debian 12 bookworm.'],
      ['pdm', 'trixie', 'Proxmox Datacenter Manager 1 for Debian 13 trixie.'],
      ['ceph-reef', 'bookworm', 'Ceph for Proxmox VE for Debian 12 bookworm.'],
      ['pve', 'forky', 'Proxmox VE for Debian 14 forky.'],
    ];
    for (const [product, suite, expected] of cases) assert.equal(text(`deb http://download.proxmox.com/debian/${product} ${suite}| x`), expected);
  });

  it('say nothing of the suites and components of archives that they do not know', () => {
    assert.equal(hover('deb https://packages.example/apt trix|ie main'), undefined);
    assert.equal(hover('deb https://packages.example/apt trixie ma|in'), undefined);
    assert.equal(hover('deb http://ftp.debian.org/debian trixie wron|g'), undefined);
    assert.equal(text('deb https://packages.example/apt ./|'), 'An exact path below the URI, without components.');
  });

  it('say what a component holds, and where there is none of that name', () => {
    assert.match(text('deb http://ftp.debian.org/debian bookworm cont|rib'), /^Free software that needs software from outside main\..*intel-microcode needs\.$/);
    assert.match(text('deb http://ftp.debian.org/debian bullseye non-free-firm|ware'), /CPU microcode is here\.\n\nbullseye has no such component\.$/);
    assert.doesNotMatch(text('deb http://security.debian.org/debian-security bookworm-security updates/non-free-firm|ware'), /no such/);
    assert.match(text('deb http://download.proxmox.com/debian/pve trixie pvete|st'), /not for production\. The spelling up to bookworm; from trixie on it is pve-test\.\n\ntrixie has no such component\.$/);
    assert.equal(text('deb https://enterprise.proxmox.com/debian/ceph-squid trixie enter|prise'), 'Ceph for Proxmox VE for hosts with a subscription.');
    assert.match(text('Types: deb\nURIs: http://ftp.debian.org/debian\nSuites: bullseye bookworm buster\nComponents: non-free-firmware|\n', 'deb822'), /bullseye, buster have no such component\.$/);
  });

  it('say what a type is', () => {
    assert.match(text('de|b http://a.example x main'), /^Packages that apt installs\.\n\nThe entry comes to:\n- deb http:\/\/a\.example\/ x main$/);
    assert.match(text('deb-src| http://a.example ./'), /^Sources of packages.*\n\nThe entry comes to:\n- deb-src http:\/\/a\.example\/ \.\/$/s);
  });

  it('say what an option does, and that apt ignores what it does not know', () => {
    assert.equal(text('deb [lang+=d|e] http://a.example x main'), 'Languages of the package descriptions to fetch.\n\nValues: none, en\n\nIn a stanza Languages, in a one-line entry lang.');
    assert.equal(hover('deb [lan|g+=de] http://a.example x main')?.title, 'lang+=');
    assert.match(text('deb [ARC|H=amd64] http://a.example x main'), /ignores it without a word: it is called arch\.$/);
    assert.match(text('deb [wron|g=amd64] http://a.example x main'), /does not know this option/);
  });

  it('say what a field does, also where apt refuses the stanza', () => {
    assert.match(text('sign|ed-by: /a.gpg\n', 'deb822'), /^Keyrings \(absolute paths\) or fingerprints.*\n\nIn a stanza Signed-By, in a one-line entry signed-by\.$/s);
    assert.match(text('Languages-A|dd: de\n', 'deb822'), /^Languages of/);
    assert.match(text('Allow-Wea|k: yes\n', 'deb822'), /Only as allow-weak in a one-line entry: in a stanza apt ignores it/);
    assert.match(text('Suite|: x\n', 'deb822'), /does not know this field/);
    assert.match(text('X-Any|: x\n', 'deb822'), /there for others/);
    assert.equal(hover('Types: deb\nURIs: http://a.example\nSuites:| ./\n', 'deb822'), undefined);
  });

  it('have nothing to say elsewhere', () => {
    for (const marked of ['# deb http://ftp.debian.org/debian tri|xie main', '|', 'deb http://ftp.debian.org/debian trixie main # m|ain', 'deb |']) assert.equal(hover(marked), undefined, marked);
    assert.equal(hover('# Suite|s: x\n', 'deb822'), undefined);
  });
});

describe('what an entry comes to', function () {
  this.timeout(60_000);
  it('is what apt makes of it', async function () {
    if (!aptInstalled) this.skip();
    const oracle = await aptOracle();
    try {
      const files: [string, SourcesFormat][] = [
        ['deb http://ftp.debian.org/debian trixie main contrib main\n', 'one-line'],
        ['deb-src http://ftp.debian.org/debian/ trixie main\ndeb http://a.example x/\n', 'one-line'],
        ['Types: deb deb-src\nURIs: http://a.example/a http://a.example/b/\nSuites: x y\nComponents: main contrib\n', 'deb822'],
        ['Types: deb\nURIs: http://a.example\nSuites: ./ x/\n', 'deb822'],
      ];
      for (const [file, format] of files) {
        const ours = parseSources(file, format).entries.flatMap(indexLinesOf).map(({ type, uri, suite, component }) => [type, uri, suite, component].join('|'));
        const { targets } = await oracle.ask(file, format === 'one-line' ? 'list' : 'sources');
        const theirs = new Set(targets.map((target) => target.replace('$(COMPONENT)', '').split('|').slice(0, 4).join('|')));
        assert.deepEqual(ours.sort(), [...theirs].sort(), file);
      }
    } finally {
      await oracle.dispose();
    }
  });
});
