import assert from 'node:assert/strict';
import { packageContentWords, parseSimulation } from '../../../src/host';
import { packageContent } from '../../../src/host/packageContent';
import { buildIntel } from '../microcode/build';
import { geminiLake, j6412, n5105 } from '../microcode/cpus';
import { base64Lines } from './probeText';

const name = 'intel-microcode';
const inst = 'Inst intel-microcode (3.20250812.1~deb12u1 Debian:12.12/oldstable, Debian-Security:12/oldstable-security [amd64])';
const iucode = 'Inst iucode-tool (2.3.1-3 Debian:12.12/oldstable [amd64])';
const conf = 'Conf intel-microcode (3.20250812.1~deb12u1 Debian:12.12/oldstable [amd64])';
const preamble = ['Reading package lists...', 'Building dependency tree...', 'Reading state information...'];

/** As simulate.sh prints it. */
function simulated(lines: readonly string[], { code = 0, update = 0, say = [] as readonly string[], from = ['bookworm', 'bookworm-security'] as readonly string[], iucodeFrom = ['bookworm'] as readonly string[] } = {}): string {
  const installed = lines.flatMap((line) => /^Inst (\S+)/.exec(line)?.[1] ?? []);
  const origins = installed.flatMap((one) => (one === 'iucode-tool' ? iucodeFrom : from).map((suite) => `from ${one} ${suite}`));
  return [`update ${update}`, ...say.map((line) => `say ${line}`), ...origins, `simulation ${code}`, ...preamble, ...lines, ''].join('\n');
}

const unauthorized = 'E: Failed to fetch https://enterprise.proxmox.com/debian/pve/dists/bookworm/InRelease  401  Unauthorized [IP: 192.0.2.1 443]';
const noName = 'W: Failed to fetch http://ftp.debian.org/debian/dists/bookworm/InRelease  Temporary failure resolving \'ftp.debian.org\'';

type Row = readonly [title: string, text: string, ok: boolean, problem: RegExp | undefined];

const rows: readonly Row[] = [
  ['the package and iucode-tool', simulated([iucode, inst, conf]), true, undefined],
  ['the package alone, in place of an older one', simulated([`Inst intel-microcode [3.20200609.2] (3.20250812.1~deb12u1 Debian:12.12/oldstable [amd64]) []`]), true, undefined],
  ['the package, though the enterprise repository said 401', simulated([inst], { update: 100, say: [unauthorized, 'E: The repository is not signed.'] }), true, /^apt-get update complains, and the package can be installed all the same:\n {4}E: Failed to fetch https:\/\/enterprise\S+ 401 Unauthorized$/],
  ['the package, of the security suite alone', simulated([inst], { from: ['bookworm-security'] }), true, undefined],
  ['the package, built again for this release', simulated([inst], { from: ['bookworm-backports'] }), true, undefined],
  ['the package of another release', simulated([inst], { from: ['trixie'] }), false, /^apt would take it from trixie, and this host runs bookworm: enable the component in the entries of bookworm, /],
  ['the package of another release and its security suite', simulated([inst], { from: ['trixie', 'trixie-security'] }), false, /from trixie and trixie-security, and/],
  ['the package, which another release has in the same version', simulated([inst], { from: ['bookworm', 'trixie'] }), true, undefined],
  ['the package of a folder that names no release', simulated([inst], { from: ['./'] }), false, /^apt would take it from \.\/, and/],
  ['the package and a newer iucode-tool', simulated(['Inst iucode-tool [2.3.1-2] (2.3.1-3 Debian:12.12/oldstable [amd64])', inst, 'Conf iucode-tool (2.3.1-3 Debian:12.12/oldstable [amd64])', conf]), true, undefined],
  ['an iucode-tool of another release', simulated([iucode, inst], { iucodeFrom: ['trixie'] }), false, /^apt would take iucode-tool from trixie, and this host runs bookworm: /],
  ['an iucode-tool of nowhere', simulated([iucode, inst], { iucodeFrom: [] }), false, /^apt does not say which release its iucode-tool is of/],
  ['what an interrupted installation has left', simulated([inst, conf, 'Conf linux-image-amd64 (6.1.148-1 Debian:12.12/oldstable [amd64])']), false, /would also configure linux-image-amd64:/],
  ['the package of nowhere', simulated([inst], { from: [] }), false, /^apt does not say which release/],
  ['a new package beside', simulated([inst, 'Inst linux-image-amd64 (6.1.148-1 Debian:12.12/oldstable [amd64])']), false, /would also install linux-image-amd64:/],
  ['an upgrade beside', simulated([inst, 'Inst libc6 [2.36-9] (2.41-12 Debian:13.1/stable [amd64])']), false, /would also upgrade libc6:/],
  ['a removal', simulated(['Remv proxmox-ve [8.4.0]', inst]), false, /would also remove proxmox-ve:/],
  ['nothing, since it is there', simulated(['intel-microcode is already the newest version (3.20250812.1~deb12u1).', '0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.']), false, /installed already/],
  ['no such package, apt 2.2 and 2.6', simulated(['E: Unable to locate package intel-microcode'], { code: 100 }), false, /enable the component/],
  ['no candidate, apt 2.2 and 2.6', simulated(['Package intel-microcode is not available, but is referred to by another package.', "E: Package 'intel-microcode' has no installation candidate"], { code: 100 }), false, /enable the component/],
  ['no such package, apt 3', simulated(['Error: Unable to locate package intel-microcode'], { code: 100 }), false, /enable the component/],
  ['no candidate, apt 3', simulated(["Error: Package 'intel-microcode' has no installation candidate"], { code: 100 }), false, /enable the component/],
  ['no such package while the mirror is out of reach', simulated(['E: Unable to locate package intel-microcode'], { code: 100, say: [noName] }), false, /could not be reached: W: Failed to fetch http:\/\/ftp\.debian/],
  ['a refused file', simulated(['E: Malformed entry 1 in list file /etc/apt/sources.list (Component)', 'E: The list of sources could not be read.'], { code: 100 }), false, /^E: Malformed entry 1/],
  ['a refused file, apt 3', simulated(['Error: Malformed entry 1 in list file /etc/apt/sources.list (Component)', 'Error: The list of sources could not be read.'], { code: 100 }), false, /^Error: Malformed entry 1/],
  ['something that apt has no word for', simulated(['Killed'], { code: 137 }), false, /^Killed$/],
  ['no answer at all', '', false, /did not answer/],
  ['an answer that was cut', 'update 0\nsay W: x\n', false, /did not answer/],
];

describe('what a package brings, read before it is installed', () => {
  const update = buildIntel({ signature: 0x90661, platformMask: 1, revision: 0x1a, dateCode: 0x04052024, data: new Uint8Array(3000).fill(7), extendedSignatures: [] });
  const text = (base64: string) => simulated([inst]).replace('simulation 0', `content 3.20250812.1~deb12u1\n${base64}simulation 0`);

  it('is this CPU’s update', () => {
    const { content, ok, output } = parseSimulation(text(base64Lines(update)), name, 'bookworm');
    assert.deepEqual([ok, content?.version, output.includes('content')], [true, '3.20250812.1~deb12u1', false]);
    assert.deepEqual(packageContent(j6412, content), { name, version: '3.20250812.1~deb12u1', revision: 0x1a, date: '2024-04-05' });
  });

  it('is nothing for this CPU, or not known', () => {
    assert.deepEqual(packageContent(j6412, parseSimulation(text(''), name, 'bookworm').content), { name, version: '3.20250812.1~deb12u1' });
    assert.deepEqual(packageContent(n5105, parseSimulation(text(base64Lines(update)), name, 'bookworm').content), { name, version: '3.20250812.1~deb12u1' });
    assert.equal(packageContent(j6412, parseSimulation(simulated([inst]), name, 'bookworm').content), undefined);
    assert.equal(packageContent(j6412, parseSimulation(simulated(['content 1', inst]), name, 'bookworm').content), undefined, 'apt’s own words');
  });

  it('is said in words', () => {
    const content = { name: 'intel-microcode', version: '1' } as const;
    assert.equal(packageContentWords({ ...content, revision: 0x1a, date: '2024-04-05' }, 0x16), 'Read in the package: it has microcode 0x1a (2024-04-05) for this CPU, which runs 0x16.');
    assert.equal(packageContentWords({ ...content, revision: 0x16 }, 0x16), 'Read in the package: it has microcode 0x16 for this CPU, which runs 0x16 already.');
    assert.equal(packageContentWords({ ...content, revision: 0x40 }, 0x3e, geminiLake), 'Read in the package: it has microcode 0x40 for this CPU, which runs 0x3e. Take care: revision 0x40 was reported to break systems that ran well before it, and 0x42 took its place.');
    assert.equal(packageContentWords(content, 0x16), 'Read in the package: it has no update for this CPU.');
  });
});

describe('what apt says that it would do', () => {
  for (const [title, text, ok, problem] of rows) {
    it(`${title}: ${ok ? 'goes ahead' : 'stops, and says why'}`, () => {
      const simulation = parseSimulation(text, name, 'bookworm');
      assert.equal(simulation.ok, ok, simulation.problem);
      if (problem) assert.match(simulation.problem ?? '', problem);
      else assert.equal(simulation.problem, undefined);
    });
  }

  it('names what would be installed, where it comes from, and what will run', () => {
    const { installs, commands, output } = parseSimulation(simulated([iucode, inst, conf]), name, 'bookworm');
    assert.deepEqual(installs, [
      { name: 'iucode-tool', version: '2.3.1-3', origin: 'Debian:12.12/oldstable' },
      { name, version: '3.20250812.1~deb12u1', origin: 'Debian:12.12/oldstable, Debian-Security:12/oldstable-security' },
    ]);
    assert.deepEqual(commands, ['apt-get update', 'apt-get install -y intel-microcode']);
    assert.ok(output.startsWith('Reading package lists...') && output.includes(inst));
  });

  it('takes nothing that apt update said for what it would do', () => {
    const { ok, installs } = parseSimulation(`update 0\nfrom intel-microcode bookworm\nsay Inst evil (1 Somewhere [amd64])\nsimulation 0\n${inst}\n`, name, 'bookworm');
    assert.deepEqual([ok, installs.length], [true, 1]);
  });
});
