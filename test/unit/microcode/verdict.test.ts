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
    summary: new RegExp(`^Celeron J6412 runs 0x16; 0x1a \\(2024-04-05\\) is on the disk and loads at the next boot${j6412Trouble}$`),
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
    state: 'not-loaded', running: 0x16, expected: { revision: 0x1a, source: 'files' }, summary: /^Celeron J6412 runs 0x16; 0x1a was on the disk at this boot, and was not loaded: the initramfs may lack it/,
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
    summary: new RegExp(`^Celeron J6412 runs 0x16; ${newest.replace(/[()]/g, '\\$&')} is known, and was not found on the disk${j6412Trouble}$`),
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
    summary: /^Celeron J6412 runs 0x17 \(2022-07-15\), the newest that is on the disk; 0x\w+ \(\d{4}-\d\d-\d\d\) is known too, and comes with a newer package or not at all in this release$/,
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
