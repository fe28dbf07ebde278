import assert from 'node:assert/strict';
import { type MicrocodeEvidence, type MicrocodeVerdict, assessMicrocode, knownRevision } from '../../../src/microcode';
import { geminiLake, j6412, n5105, newcomer, other, running, ryzen } from './cpus';

const booted = Date.UTC(2026, 10, 20);
const day = 86_400_000;
const onDisk = (revision: number, date?: string) => ({ revision, ...(date === undefined ? {} : { date }), file: '/lib/firmware/intel-ucode/06-96-01' });
/** Put there after the boot, unless told otherwise. */
const evidence = (rest: Partial<MicrocodeEvidence>): MicrocodeEvidence => ({ machine: 'physical', bootedAt: booted, onDiskSince: booted + day, ...rest });
/** What the table has now: an update of it changes no test. */
const known = knownRevision(j6412)!;
const newest = `0x${known.revision.toString(16)} (${known.date ?? ''})`;

const n100 = { ...j6412, modelName: 'Intel(R) N100', model: 190, stepping: 0, signature: 0xb06e0 };

interface Case {
  readonly title: string;
  readonly evidence: MicrocodeEvidence;
  readonly state: MicrocodeVerdict['state'];
  readonly running?: number;
  readonly expected?: Partial<MicrocodeVerdict['expected']>;
  readonly summary: RegExp;
}

const j6412Trouble = String.raw` \(guests that died with KVM internal error at 0x16 were reported to run on at 0x17 and later\)`;

const cases: readonly Case[] = [
  {
    title: 'a newer one came on the disk since the boot', evidence: evidence({ cpu: j6412, onDisk: onDisk(0x1a, '2024-04-05') }),
    state: 'reboot-pending', running: 0x16, expected: { revision: 0x1a, date: '2024-04-05', source: 'files' },
    summary: new RegExp(`^Celeron J6412 runs 0x16 \\(2022-02-03\\); 0x1a \\(2024-04-05\\) is on the disk and loads at the next boot${j6412Trouble}$`),
  },
  {
    title: 'a newer one is on the disk, nobody knows since when', evidence: { machine: 'physical', cpu: j6412, onDisk: onDisk(0x1a), bootedAt: booted },
    state: 'reboot-pending', expected: { revision: 0x1a, source: 'files' }, summary: /0x1a is on the disk and loads at the next boot/,
  },
  {
    title: 'a newer one is on the disk, and the boot is not known', evidence: { machine: 'physical', cpu: j6412, onDisk: onDisk(0x1a), onDiskSince: 5 },
    state: 'reboot-pending', expected: { revision: 0x1a }, summary: /loads at the next boot/,
  },
  {
    title: 'a newer one was on the disk before the boot', evidence: evidence({ cpu: j6412, onDisk: onDisk(0x1a), onDiskSince: booted - day }),
    state: 'not-loaded', running: 0x16, expected: { revision: 0x1a, source: 'files' }, summary: /^Celeron J6412 runs 0x16 \(2022-02-03\); 0x1a was on the disk at this boot, and was not loaded: the initramfs may lack it/,
  },
  {
    title: 'an older one was loaded at a boot that had a newer one', evidence: evidence({ cpu: running(j6412, 0x17), onDisk: onDisk(0x1a), onDiskSince: booted - day, earlyUpdate: { from: 0x16, to: 0x17, line: '' } }),
    state: 'not-loaded', summary: /the initramfs holds an older one, so rebuild it with update-initramfs -u -k all and reboot$/,
  },
  {
    title: 'AMD’s was not loaded', evidence: evidence({ cpu: ryzen, onDisk: onDisk(0xa20102d), onDiskSince: booted - day }),
    state: 'not-loaded', summary: /^Ryzen 9 5900X runs 0xa201016; 0xa20102d was on the disk at this boot, and was not loaded: the BIOS may be too old to accept it/,
  },
  {
    title: 'none is on the disk, and a newer one is known', evidence: evidence({ cpu: j6412 }),
    state: 'update-available', running: 0x16, expected: { revision: known.revision, source: 'table' },
    summary: new RegExp(`^Celeron J6412 runs 0x16 \\(2022-02-03\\); ${newest.replace(/[()]/g, '\\$&')} is known \\(as of \\S+\\), and was not found on the disk${j6412Trouble}$`),
  },
  {
    title: 'the one on the disk runs, and is below what ended the trouble', evidence: evidence({ cpu: j6412, onDisk: onDisk(0x16) }),
    state: 'update-available', expected: { revision: known.revision, source: 'table' }, summary: /the package on the disk does not bring it/,
  },
  {
    title: 'the one on the disk runs, and is known to be bad', evidence: evidence({ cpu: running(geminiLake, 0x40), onDisk: onDisk(0x40) }),
    state: 'update-available', expected: { source: 'table' }, summary: /runs 0x40; .*revision 0x40 was reported to break systems/,
  },
  {
    title: 'a bad one comes next', evidence: evidence({ cpu: geminiLake, onDisk: onDisk(0x40) }),
    state: 'reboot-pending', expected: { revision: 0x40, source: 'files' }, summary: /loads at the next boot \(revision 0x40 was reported/,
  },
  {
    title: 'the one on the disk runs, and a newer one is known that nothing needs', evidence: evidence({ cpu: running(j6412, 0x17), onDisk: onDisk(0x17, '2022-07-15') }),
    state: 'current', running: 0x17, expected: { revision: 0x17, source: 'files' },
    summary: /^Celeron J6412 runs 0x17 \(2022-07-15\), the newest that is on the disk; 0x\w+ \(\d{4}-\d\d-\d\d\) is known too \(as of \S+\), and comes with a newer package or not at all in this release$/,
  },
  {
    title: 'the one on the disk runs, loaded at this boot', evidence: evidence({ cpu: running(j6412, 0x7fffffff), onDisk: onDisk(0x7fffffff), earlyUpdate: { from: 0x16, to: 0x7fffffff, line: '' } }),
    state: 'current', summary: /^Celeron J6412 runs 0x7fffffff, loaded at this boot in place of 0x16, the newest that is on the disk$/,
  },
  {
    title: 'the BIOS brought a newer one than the disk has', evidence: evidence({ cpu: running(j6412, 0x7fffffff), onDisk: onDisk(0x1a) }),
    state: 'current', expected: { revision: 0x1a, source: 'files' }, summary: /^Celeron J6412 runs 0x7fffffff, newer than 0x1a on the disk$/,
  },
  {
    title: 'the newest that is known runs, without a file', evidence: evidence({ cpu: running(j6412, known.revision) }),
    state: 'current', expected: { revision: known.revision, source: 'table' }, summary: /, the newest that is known as of \d{4}-\d\d-\d\d$/,
  },
  {
    title: 'a newer one than is known runs, without a file', evidence: evidence({ cpu: running(j6412, 0x7fffffff) }),
    state: 'current', expected: { source: 'table' }, summary: /runs 0x7fffffff, newer than what is known \(0x/,
  },
  {
    title: 'nothing is known of the CPU', evidence: evidence({ cpu: newcomer }),
    state: 'no-update-known', running: 5, summary: /^Newcomer 1 runs 0x5; no update for it is known, and none is on the disk: only a newer BIOS could bring one$/,
  },
  {
    title: 'nothing but the file knows the CPU', evidence: evidence({ cpu: newcomer, onDisk: onDisk(5) }),
    state: 'current', expected: { revision: 5, source: 'files' }, summary: /^Newcomer 1 runs 0x5, the newest that is on the disk$/,
  },
  { title: 'the CPU is neither Intel’s nor AMD’s', evidence: evidence({ cpu: other }), state: 'no-update-known', summary: /neither Intel’s nor AMD’s: Debian has no microcode package for it$/ },
  { title: 'CPUs differ, one below the disk’s', evidence: evidence({ cpu: running(j6412, 0x1a, 0x17, 0x1a), onDisk: onDisk(0x1a), onDiskSince: booted - day }), state: 'not-loaded', running: 0x17, summary: /^Celeron J6412 runs different revisions on its cores \(0x17, 0x1a\); 0x1a/ },
  {
    title: 'revisions are above 2^31', evidence: evidence({ cpu: running(j6412, 0x80000001, 0x7fffffff), onDisk: onDisk(0x80000001) }),
    state: 'reboot-pending', running: 0x7fffffff, expected: { revision: 0x80000001 }, summary: /\(0x7fffffff, 0x80000001\)/,
  },
  { title: 'the kernel shows no revision', evidence: evidence({ cpu: running(j6412), onDisk: onDisk(0x1a) }), state: 'unknown', expected: { revision: 0x1a, source: 'files' }, summary: /^The microcode revision that Celeron J6412 runs could not be read; 0x1a is on the disk$/ },
  { title: 'the kernel shows no revision, and its log does', evidence: evidence({ cpu: running(j6412), onDisk: onDisk(0x1a), earlyUpdate: { to: 0x1a, line: '' } }), state: 'current', running: 0x1a, summary: /runs 0x1a/ },
  { title: 'the CPU could not be read', evidence: { machine: 'physical', cpuUnknownReason: 'permission denied' }, state: 'unknown', summary: /^The CPU is not known: permission denied$/ },
  { title: 'the machine is not known', evidence: evidence({ cpu: j6412, machine: 'unknown', onDisk: onDisk(0x1a) }), state: 'reboot-pending', summary: /loads at the next boot/ },
  { title: 'this is a virtual machine', evidence: evidence({ cpu: j6412, machine: 'virtual-machine', onDisk: onDisk(0x1a) }), state: 'not-this-machine', summary: /^This is a virtual machine/ },
  { title: 'the CPU is a virtual machine’s', evidence: evidence({ cpu: { ...j6412, hypervisor: true }, machine: 'unknown' }), state: 'not-this-machine', summary: /^This is a virtual machine/ },
  {
    title: 'the kernel that boots next has an initramfs without it', evidence: evidence({ cpu: j6412, onDisk: onDisk(0x1a), initramfs: { next: { kernel: '6.5.13-5-pve', changedAt: booted - day } } }),
    state: 'will-not-load', expected: { revision: 0x1a, source: 'files' }, summary: /the next boot will not load it: kernel 6\.5\.13-5-pve boots next, and its initramfs lacks it \(update-initramfs -u -k 6\.5\.13-5-pve mends that\)/,
  },
  {
    title: 'the initramfs of the next boot holds an older one', evidence: evidence({ cpu: j6412, onDisk: onDisk(0x1a), onDiskSince: booted - day, initramfs: { next: { kernel: 'k', revision: 0x17, changedAt: booted + day } } }),
    state: 'will-not-load', summary: /its initramfs holds 0x17 instead/,
  },
  {
    title: 'the kernel is told dis_ucode_ldr', evidence: evidence({ cpu: j6412, onDisk: onDisk(0x1a), loaderDisabled: { now: true, next: true }, initramfs: { next: { kernel: 'k', revision: 0x1a, changedAt: booted } } }),
    state: 'will-not-load', summary: /dis_ucode_ldr on the kernel’s command line keeps every update away/,
  },
  {
    title: 'the kernel was told dis_ucode_ldr, and will not be', evidence: evidence({ cpu: j6412, onDisk: onDisk(0x1a), onDiskSince: booted - day, loaderDisabled: { now: true, next: false } }),
    state: 'reboot-pending', summary: /loads at the next boot/,
  },
  {
    title: 'it was on the disk at this boot, and the initramfs has it since', evidence: evidence({ cpu: j6412, onDisk: onDisk(0x1a), onDiskSince: booted - day, initramfs: { next: { kernel: 'k', revision: 0x1a, changedAt: booted + day } } }),
    state: 'reboot-pending', summary: /loads at the next boot/,
  },
  {
    title: 'another kernel boots next, whose initramfs has it', state: 'reboot-pending', summary: /loads at the next boot/,
    evidence: evidence({ cpu: j6412, onDisk: onDisk(0x1a), onDiskSince: booted - day, initramfs: { next: { kernel: 'k2', revision: 0x1a, changedAt: booted - day }, running: { kernel: 'k', changedAt: booted - 2 * day } } }),
  },
  {
    title: 'it was in the initramfs at this boot, for an Intel CPU', state: 'not-loaded', summary: /was not loaded/,
    evidence: evidence({ cpu: j6412, onDisk: onDisk(0x1a), onDiskSince: booted - day, initramfs: { next: { kernel: 'k', revision: 0x1a, changedAt: booted - day }, running: { kernel: 'k', revision: 0x1a, changedAt: booted - day } } }),
  },
  {
    title: 'it was in the initramfs at this boot, for an AMD CPU', state: 'refused', expected: { revision: 0xa20102d },
    evidence: evidence({ cpu: ryzen, onDisk: onDisk(0xa20102d), onDiskSince: booted - day, initramfs: { next: { kernel: 'k', revision: 0xa20102d, changedAt: booted - day }, running: { kernel: 'k', revision: 0xa20102d, changedAt: booted - day } } }),
    summary: /the CPU did not accept it: the BIOS is too old for it, so update the BIOS first$/,
  },
  {
    title: 'the kernel said that it refused it', state: 'refused', summary: /the BIOS is too old/,
    evidence: evidence({ cpu: ryzen, onDisk: onDisk(0xa20102d), onDiskSince: booted - day, refusal: { revision: 0xa20102d } }),
  },
  {
    title: 'the package that apt would install brings a newer one, whatever the table says', evidence: evidence({ cpu: j6412, inPackage: { revision: 0x19, date: '2023-09-26' } }),
    state: 'update-available', expected: { revision: 0x19, date: '2023-09-26', source: 'package' }, summary: /; 0x19 \(2023-09-26\) is in the package that apt would install \(guests/,
  },
  {
    title: 'a newer package brings a newer one than the disk has', evidence: evidence({ cpu: running(j6412, 0x19), onDisk: onDisk(0x19), inPackage: { revision: 0x1a } }),
    state: 'update-available', expected: { revision: 0x1a, source: 'package' }, summary: /0x1a is in the package that apt would install$/,
  },
  {
    title: 'the package brings what runs, though the table knows more', evidence: evidence({ cpu: running(j6412, 0x19), inPackage: { revision: 0x19 } }),
    state: 'current', expected: { revision: 0x19, source: 'package' }, summary: /runs 0x19 \(2023-09-26\), the newest that is in the package that apt would install; 0x\w+ \(\S+\) is known too/,
  },
  {
    title: 'the package has nothing for this CPU', evidence: evidence({ cpu: j6412, inPackage: 'none' }),
    state: 'no-update-known', summary: /; the package that apt would install has no update for it: only a newer BIOS could bring one/,
  },
  {
    title: 'a bad one is in the package', evidence: evidence({ cpu: geminiLake, inPackage: { revision: 0x40 } }),
    state: 'update-available', expected: { revision: 0x40, source: 'package' }, summary: /is in the package that apt would install \(revision 0x40 was reported/,
  },
  {
    title: 'its Debian brings less than the newest', evidence: evidence({ cpu: running(n100, 0x1e), codename: 'bookworm' }),
    state: 'current', expected: { revision: 0x1e, source: 'table' }, summary: /runs 0x1e \(2025-05-16\), the newest that is known as of \S+; 0x\w+ \(\S+\) is known too/,
  },
  {
    title: 'its Debian brings a newer one, if not the newest', evidence: evidence({ cpu: running(n100, 0x17), codename: 'bullseye' }),
    state: 'update-available', expected: { revision: 0x1d, source: 'table' }, summary: /; 0x1d \(2024-12-06\) is known/,
  },
  {
    title: 'a newer package can be had, that the table knows to bring a newer one', evidence: evidence({ cpu: running(n100, 0x10), onDisk: onDisk(0x10), codename: 'bookworm', upgrade: '20250512' }),
    state: 'update-available', expected: { revision: 0x1d, source: 'table' }, summary: /; 0x1d \(2024-12-06\) is known \(as of \S+\), and the package on the disk does not bring it$/,
  },
  {
    title: 'a newer package can be had, that brings this CPU nothing newer', evidence: evidence({ cpu: running(n100, 0x1d), onDisk: onDisk(0x1d), codename: 'bookworm', upgrade: '20250812' }),
    state: 'current', expected: { revision: 0x1d, source: 'files' }, summary: /, the newest that is on the disk; 0x\w+ \(\S+\) is known too/,
  },
  { title: 'this is a container', evidence: evidence({ cpu: j6412, machine: 'container' }), state: 'not-this-machine', summary: /^This is a container/ },
];

describe('the verdict on a host’s microcode', () => {
  for (const { title, evidence: given, state, running: runs, expected, summary } of cases) {
    it(`is ${state} where ${title}`, () => {
      const verdict = assessMicrocode(given);
      assert.equal(verdict.state, state);
      if (runs !== undefined) assert.equal(verdict.running, runs);
      if (expected !== undefined) assert.deepEqual({ ...verdict.expected, ...expected }, verdict.expected);
      assert.match(verdict.summary, summary);
      assert.doesNotMatch(verdict.summary, /undefined|NaN|\.$|  /);
    });
  }

  it('names the package and the revision that ended the trouble, where the host can have them', () => {
    const named = (cpu: MicrocodeEvidence['cpu'], machine: MicrocodeEvidence['machine'] = 'physical') => {
      const { package: name, wanted } = assessMicrocode({ machine, ...(cpu ? { cpu } : {}) });
      return [name, wanted];
    };
    assert.deepEqual(named(j6412), ['intel-microcode', 0x17]);
    assert.deepEqual(named(n5105), ['intel-microcode', 0x24000024]);
    assert.deepEqual(named(ryzen), ['amd64-microcode', undefined]);
    assert.deepEqual(named(other), [undefined, undefined]);
    assert.deepEqual(named(undefined), [undefined, undefined]);
    assert.deepEqual(named(j6412, 'container'), [undefined, undefined]);
  });
});
