import assert from 'node:assert/strict';
import { parseProbe } from '../../../src/host';
import { buildIntel } from '../microcode/build';
import { type Answer, type PackageLine, base64Lines, cpuSection, hostText, packagesSection } from './probeText';

const parse = (changes: Parameters<typeof hostText>[0] = {}) => parseProbe(hostText(changes));
const amd = cpuSection({ vendor: 'AuthenticAMD', family: 25, model: 33, stepping: 0, name: 'AMD Ryzen 9 5900X 12-Core Processor', revisions: ['0xa201016'] });

describe('a probe tells the CPU and its microcode', () => {
  it('its identity, the revision of each CPU, and the platform', () => {
    const { cpu } = parse();
    assert.ok(cpu.state === 'known');
    const { vendor, signature, platformMask, revisions, hypervisor } = cpu.value;
    assert.deepEqual({ vendor, signature, platformMask, revisions, hypervisor }, { vendor: 'intel', signature: 0x90661, platformMask: 1, revisions: [0x16, 0x16, 0x16, 0x16], hypervisor: false });
  });

  for (const [title, platform] of [['closed', { code: 4 }], ['none', { code: 3 }], ['0x0', '0x0\n'], ['garbage', 'x\n']] as const) {
    it(`without the platform where the kernel’s word on it is ${title}`, () => {
      const { cpu } = parse({ platform });
      assert.ok(cpu.state === 'known');
      assert.equal(cpu.value.platformMask, undefined);
    });
  }

  it('which is not known of another architecture', () => {
    const { cpu, microcode } = parse({ cpu: 'processor\t: 0\nCPU implementer\t: 0x41\n' });
    assert.equal(cpu.state, 'unknown');
    assert.deepEqual(microcode.package, { state: 'unknown', reason: 'the CPU is not known' });
  });

  const updateFile = (revision: number, signature = 0x90661, extendedSignatures: { signature: number; platformMask: number }[] = []): string =>
    `/lib/firmware/intel-ucode/06-96-01 2048 1794000000\n${base64Lines(buildIntel({ signature, platformMask: 1, revision, dateCode: 0x04052024, data: new Uint8Array(1000).fill(7), extendedSignatures }))}`;

  it('the update that lies on the disk, and since when', () => {
    const { onDisk, onDiskSince } = parse({ 'update-file': updateFile(0x1a) }).microcode;
    assert.deepEqual(onDisk, { state: 'known', value: { revision: 0x1a, date: '2024-04-05', file: '/lib/firmware/intel-ucode/06-96-01' } });
    assert.deepEqual(onDiskSince, { state: 'known', value: 1_794_000_000_000 });
  });

  const noUpdates: readonly (readonly [title: string, answer: Answer, state: string])[] = [
    ['absent where there is no file', { code: 3 }, 'absent'],
    ['absent where the file has only another CPU', updateFile(0x1a, 0x90672), 'absent'],
    ['unknown where the answer is cut', { body: '/lib/firmw', code: 0 }, 'unknown'],
    ['unknown where it took too long', { code: 124 }, 'unknown'],
  ];
  for (const [title, answer, state] of noUpdates) {
    it(`the update on the disk is ${title}`, () => {
      const { onDisk, onDiskSince } = parse({ 'update-file': answer }).microcode;
      assert.deepEqual([onDisk.state, onDiskSince.state], [state, state]);
    });
  }

  it('the update of a CPU that the file has among its extended signatures', () => {
    const { onDisk } = parse({ 'update-file': updateFile(0x1a, 0x90672, [{ signature: 0x90661, platformMask: 1 }]) }).microcode;
    assert.equal(onDisk.state, 'known');
  });

  it('what the kernel loaded in this boot', () => {
    assert.deepEqual(parse({ 'boot-log': 'microcode: Current revision: 0x0000001a\nmicrocode: Updated early from: 0x00000016\n' }).microcode.earlyUpdate, { state: 'known', value: { from: 0x16, to: 0x1a, line: 'microcode: Updated early from: 0x00000016' } });
    assert.deepEqual(parse().microcode.earlyUpdate, { state: 'absent' });
    assert.equal(parse({ 'boot-log': { code: 4 } }).microcode.earlyUpdate.state, 'unknown');
  });

  it('how the running revision came about, with the time that the journal has', () => {
    const load = (body: string) => parse({ 'boot-log': body }).microcode.load;
    assert.deepEqual(load('1795000000.250000 pve kernel: microcode: Current revision: 0x00000016\n1795000900.5 pve kernel: microcode: revision: 0x16 -> 0x1a\n'), {
      state: 'known', value: { by: 'system', when: 'late', from: 0x16, to: 0x1a, line: 'microcode: revision: 0x16 -> 0x1a', at: 1_795_000_900_500 },
    });
    assert.deepEqual(load('microcode: Current revision: 0x00000016\n'), { state: 'known', value: { by: 'firmware', line: 'microcode: Current revision: 0x00000016' } });
    assert.deepEqual([load('\n').state, load('[    1.0] microcode: Microcode Update Driver: v2.2.\n').state], ['absent', 'known']);
  });

  it('an update that was refused', () => {
    assert.deepEqual(parse({ 'boot-log': '1795000000.250000 pve kernel: microcode: No sha256 digest for patch ID: 0xa0011de found\n' }).microcode.refusal, {
      state: 'known', value: { revision: 0xa0011de, line: 'microcode: No sha256 digest for patch ID: 0xa0011de found' },
    });
    assert.equal(parse().microcode.refusal.state, 'absent');
  });

  it('the revisions of sysfs where /proc/cpuinfo shows none', () => {
    const revisions = (cpu: string) => {
      const fact = parse({ cpu, platform: '0x1\n0x16\n0x1a\n' }).cpu;
      return fact.state === 'known' ? [fact.value.platformMask, ...fact.value.revisions] : [];
    };
    assert.deepEqual(revisions(cpuSection()), [1, 0x16, 0x16, 0x16, 0x16]);
    assert.deepEqual(revisions(cpuSection().replaceAll(/^microcode.*\n/gm, '')), [1, 0x16, 0x1a]);
  });

  it('the kernel’s own opinion, where it has one', () => {
    assert.deepEqual(parse({ 'old-microcode': 'Vulnerable\n' }).microcode.oldMicrocode, { state: 'known', value: 'Vulnerable' });
    assert.deepEqual(parse().microcode.oldMicrocode, { state: 'absent' });
  });

  const version = '3.20250812.1~deb12u1';
  const packages: readonly (readonly [title: string, line: PackageLine, expected: object])[] = [
    ['not installed, and to be had', { candidate: version }, { candidate: version, held: false }],
    ['not installed, its component not enabled', {}, { held: false }],
    ['installed and up to date', { status: 'installed', version, candidate: version }, { installed: version, candidate: version, held: false }],
    ['installed, and a newer one to be had', { status: 'installed', version: '3.20240813.1', candidate: version }, { installed: '3.20240813.1', candidate: version, held: false }],
    ['installed and on hold', { want: 'hold', status: 'installed', version, candidate: version }, { installed: version, candidate: version, held: true }],
    ['removed, its configuration left', { want: 'deinstall', status: 'config-files', version, candidate: version }, { candidate: version, held: false }],
    ['half installed', { status: 'half-configured', version, candidate: version }, { candidate: version, held: false }],
    ['known to dpkg by name alone', { want: 'unknown', status: 'not-installed', candidate: version }, { candidate: version, held: false }],
  ];
  for (const [title, line, expected] of packages) {
    it(`the package: ${title}`, () => {
      const other = { status: 'installed', version: '9', candidate: '9' };
      assert.deepEqual(parse({ packages: packagesSection({ 'intel-microcode': line, 'amd64-microcode': other }) }).microcode.package, { state: 'known', value: { name: 'intel-microcode', ...expected } });
    });
  }

  it('the package of this CPU’s vendor', () => {
    const answer = packagesSection({ 'intel-microcode': {}, 'amd64-microcode': { candidate: '3.1' } });
    assert.deepEqual(parse({ cpu: amd, packages: answer }).microcode.package, { state: 'known', value: { name: 'amd64-microcode', candidate: '3.1', held: false } });
    assert.deepEqual(parse({ cpu: cpuSection({ vendor: 'CentaurHauls' }) }).microcode.package, { state: 'absent' });
    assert.deepEqual(parse({ packages: { code: 3 } }).microcode.package, { state: 'absent' });
  });
});
