import assert from 'node:assert/strict';
import { type EvidenceRecord, type HostFacts, type PlanStep, type StepId, type StepState, planRemediation } from '../../../src/host';
import type { Fact, PackageContent, Work } from '../../../src/host/facts';
import { j6412, ryzen } from '../microcode/cpus';
import { absent, available, bootedAt, facts, failuresAt, initramfs, installed, known, microcode, nextBoot, now, onDisk, pinned, runs, unknown, version } from './hostFacts';
import { mended8 } from './stock';

const work = (changes: Partial<Work>): Fact<Work> => known({ kind: 'install-microcode', unit: 'pve-doctor-install.service', state: 'running', logTail: '', ...changes });
const before: readonly EvidenceRecord[] = [{ at: bootedAt - 1000, bootId: 'earlier', revision: 0x16, signature: 0x90661 }];

/** An N100 that runs what its package of 2023 has: on no list of troubles, and the newer package would bring a newer revision. */
const outdated = (held = false) => facts({
  sources: known(mended8), cpu: known({ ...j6412, modelName: 'Intel(R) N100', model: 190, stepping: 0, signature: 0xb06e0, revisions: [0x10] }),
  microcode: microcode({ package: known({ ...installed, installed: '3.20230512.1', held }), onDisk: known({ revision: 0x10, file: '/lib/firmware/intel-ucode/06-be-00' }), onDiskSince: known(bootedAt - 60_000) }),
});

type Row = readonly [title: string, facts: HostFacts, states: string, step: StepId, description: string | RegExp, detail?: RegExp];

/** The hosts on the way, from the default install to the proof; then what comes in between. */
const hosts: readonly Row[] = [
  ['a default install', facts(), 'next later later later', 'component', 'non-free-firmware is missing in 3 entries', /non-free-firmware\. Open the file/],
  ['the component enabled', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }) }), 'done next later later', 'package', `intel-microcode ${version}`, /apt install intel-microcode.*Proxmox recommends a BIOS or UEFI update of the board’s maker first \(here: 5\.19 of 07\/04\/2022\)/],
  ['the component enabled, the lists not updated yet', facts({ sources: known(mended8) }), 'done next later later', 'package', 'intel-microcode'],
  ['the install running', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }), work: work({}) }), 'done running later later', 'package', 'intel-microcode is being installed at the host'],
  ['the install failed', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }), work: work({ state: 'failed', exitCode: 100, logTail: 'Reading package lists...\nE: Could not get lock /var/lib/dpkg/lock-frontend.\n' }) }), 'done next later later', 'package', 'the install failed with exit code 100', /^E: Could not get lock \/var\/lib\/dpkg\/lock-frontend\. Mend that/],
  ['the install killed', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }), work: work({ state: 'failed' }) }), 'done next later later', 'package', 'the install was ended before it was done'],
  ['installed, not rebooted', facts({ sources: known(mended8), microcode: onDisk(now - 60_000) }), 'done done next later', 'reboot', 'pending: 0x1a loads at the next boot', /Nothing reboots by itself/],
  ['installed, dpkg not done', facts({ sources: known(mended8), microcode: onDisk(now - 60_000), packaging: known({ busy: ['update-initramfs'], unfinished: [] }) }), 'done done blocked later', 'reboot', 'update-initramfs is at work at the host', /Wait until it is over/],
  ['installed, dpkg interrupted', facts({ sources: known(mended8), microcode: onDisk(now - 60_000), packaging: known({ busy: [], unfinished: ['libc6'] }) }), 'done done blocked later', 'reboot', 'dpkg left libc6 half installed', /dpkg --configure -a/],
  ['rebooted, and it helped', facts({ sources: known(mended8), cpu: runs(0x1a), microcode: onDisk(bootedAt - 60_000), failures: failuresAt(bootedAt - 1000) }), 'done done done done', 'verify', '0x1a now, 0x16 before, 0x1a expected', /No failure is in the journal since this boot \(9 days\)/],
  ['rebooted, and guests die all the same', facts({ sources: known(mended8), cpu: runs(0x1a), microcode: onDisk(bootedAt - 60_000) }), 'done done done done', 'verify', '0x1a now, 0x16 before, 0x1a expected', /3 failures are in the journal since this boot/],
  ['a BIOS brought the newest revision', facts({ cpu: runs(0x1a) }), 'not-needed not-needed done done', 'package', 'intel-microcode', /^The newest revision runs already, so this is not needed/],
  ['rebooted, and not loaded', facts({ sources: known(mended8), microcode: onDisk(bootedAt - 60_000) }), 'done done done blocked', 'verify', 'still 0x16, 0x1a expected', /initramfs/],
  ['dpkg was interrupted', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }), packaging: known({ busy: [], unfinished: ['libc6'] }) }), 'done blocked later later', 'package', 'dpkg left libc6 half installed', /dpkg --configure -a/],
  ['the package is on hold', facts({ sources: known(mended8), microcode: microcode({ package: known({ ...available, held: true }) }) }), 'done blocked later later', 'package', 'intel-microcode is on hold', /apt-mark unhold intel-microcode/],
  ['another installation is going on', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }), packaging: known({ busy: ['apt-get', 'dpkg'], unfinished: ['libc6'] }) }), 'done blocked later later', 'package', 'apt-get, dpkg are at work at the host', /Wait until it is over/],
  ['a pinned kernel, whose initramfs the install did not rebuild', facts({ sources: known(mended8), microcode: onDisk(now - 60_000), nextBoot: pinned, initramfs: initramfs(0x1a, 'none', now) }), 'done done blocked later', 'reboot', 'the initramfs of 6.5.13-5-pve lacks 0x1a', /boots next \(it is pinned\).*Run update-initramfs -u -k 6\.5\.13-5-pve, then refresh/],
  ['a pinned kernel, whose initramfs was rebuilt', facts({ sources: known(mended8), microcode: onDisk(now - 60_000), nextBoot: pinned, initramfs: initramfs(0x1a, 0x1a, now) }), 'done done next later', 'reboot', 'pending: 0x1a loads at the next boot', /Kernel 6\.5\.13-5-pve boots then \(it is pinned\); 6\.8\.12-9-pve runs now\.$/],
  ['a setting that leaves microcode out', facts({ sources: known(mended8), microcode: onDisk(now - 60_000), nextBoot: nextBoot({ leftOutBy: [{ file: '/etc/default/intel-microcode', line: 'IUCODE_TOOL_INITRAMFS=no' }] }), initramfs: initramfs('none', 'none', now) }), 'done done blocked later', 'reboot', 'the initramfs of 6.8.12-9-pve lacks 0x1a', /Remove IUCODE_TOOL_INITRAMFS=no from \/etc\/default\/intel-microcode, then run update-initramfs/],
  ['an initramfs with an older one', facts({ sources: known(mended8), microcode: onDisk(now - 60_000), nextBoot: nextBoot(), initramfs: initramfs(0x17, 'none', now) }), 'done done blocked later', 'reboot', 'the initramfs of 6.8.12-9-pve holds 0x17, not 0x1a'],
  ['dis_ucode_ldr', facts({ sources: known(mended8), microcode: onDisk(now - 60_000), nextBoot: nextBoot({ loaderDisabled: { now: true, next: true, by: ['/etc/default/grub'] } }) }), 'done done blocked later', 'reboot', 'dis_ucode_ldr keeps every update away', /\(from \/etc\/default\/grub\)\. Remove it there, run update-grub, then refresh/],
  ['too little room in /boot', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }), nextBoot: nextBoot({ free: [{ path: '/boot', bytes: 20_000_000 }, { path: '/', bytes: 9_000_000_000 }] }) }), 'done blocked later later', 'package', 'too little room in /boot', /^20 MB are free in \/boot, and about 76 MB are needed/],
  ['too little room on an ESP', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }), nextBoot: nextBoot({ esps: [{ uuid: '1A2B-3C4D', bytes: 160_000_000 }] }) }), 'done blocked later later', 'package', 'too little room on the ESP 1A2B-3C4D'],
  ['AMD’s was not accepted', facts({ sources: known(mended8), cpu: known(ryzen), nextBoot: nextBoot(), initramfs: initramfs(0xa20102d, 0xa20102d, bootedAt - 60_000), microcode: microcode({ package: known({ ...installed, name: 'amd64-microcode' }), onDisk: known({ revision: 0xa20102d, file: '' }), onDiskSince: known(bootedAt - 60_000) }) }), 'done done done blocked', 'verify', 'not accepted: the BIOS is too old (still 0xa201016, 0xa20102d expected)', /This host has BIOS 5\.19 of 07\/04\/2022\. Since AMD-SB-7033/],
  ['the install ended well, and nothing is installed', facts({ sources: known(mended8), microcode: microcode({ package: known(available) }), work: work({ state: 'succeeded', exitCode: 0 }) }), 'done next later later', 'package', 'the install ended well, and intel-microcode is not installed'],
  ['the install ended badly, and the package is installed', facts({ sources: known(mended8), microcode: onDisk(now - 60_000), work: work({ state: 'failed', exitCode: 100 }) }), 'done done next later', 'package', `intel-microcode ${version}`],
  ['an old package, that the candidate replaces', facts({ sources: known(mended8), microcode: microcode({ package: known({ ...installed, installed: '3.20200609.2' }) }) }), 'done next later later', 'package', `intel-microcode ${version} in place of 3.20200609.2`],
  ['an old package, that brings less than the candidate', outdated(), 'done next later later', 'package', `intel-microcode ${version} in place of 3.20230512.1`],
  ['an old package, with nothing newer to be had', facts({ sources: known(mended8), microcode: microcode({ package: known(installed) }) }), 'done done later later', 'reboot', 'nothing newer is on the disk'],
  ['apt refuses a file', facts({ sources: known([{ path: '/etc/apt/sources.list', format: 'one-line', text: 'debb http://ftp.debian.org/debian bookworm main\n' }]) }), 'next later later later', 'component', 'apt refuses sources.list', /apt reads none/],
  ['no repository of Debian’s', facts({ sources: known([{ path: '/etc/apt/sources.list', format: 'one-line', text: '# deb http://ftp.debian.org/debian bookworm main\ndeb http://download.proxmox.com/debian/pve bookworm pve-no-subscription\n' }]) }), 'next later later later', 'component', 'no repository of Debian’s in the sources', /Add Debian’s repositories/],
  ['the sources are not known', facts({ sources: unknown('the host did not answer within 5 s') }), 'unknown later later later', 'component', 'the sources could not be read', /did not answer within 5 s/],
  ['the package is not known', facts({ sources: known(mended8), microcode: microcode({ package: unknown('the host did not answer within 10 s') }) }), 'done unknown later later', 'package', 'whether intel-microcode is installed is not known', /10 s/],
  ['the running revision is not known', facts({ sources: known(mended8), cpu: known({ ...ryzen, revisions: [] }), microcode: microcode({ package: known(available) }) }), 'done next later unknown', 'verify', 'the running revision could not be read'],
];

/** Nothing is to be done on these, and the headline says why. */
const calm: readonly (readonly [title: string, facts: HostFacts, headline: string | RegExp])[] = [
  ['a container', facts({ machine: known({ kind: 'container', by: 'lxc' }) }), 'a container: microcode is its host’s business'],
  ['a virtual machine', facts({ machine: known({ kind: 'virtual-machine', by: 'kvm' }) }), 'a virtual machine: microcode is its host’s business'],
  ['up to date from the start', facts({ cpu: runs(0x1a), microcode: onDisk(bootedAt - 60_000), failures: failuresAt() }), 'up to date (0x1a), no failures in the journal of 39 days'],
  ['an old package that is on hold', outdated(true), /^up to date \(0x10\)/],
  ['AMD, for which no update is known', facts({ cpu: known({ ...ryzen, family: 25, model: 254, signature: 0xaf0fe0 }) }), 'no update is known for this CPU'],
  ['another vendor', facts({ cpu: known({ ...ryzen, vendor: 'other' }), microcode: microcode({ package: absent }) }), 'no microcode package for this CPU'],
  ['no CPU to be read', facts({ cpu: unknown('the host did not answer in full') }), 'the CPU could not be read'],
];

describe('the remediation plan', () => {
  for (const [title, host, states, id, description, detail] of hosts) {
    it(`${title}: ${states}`, () => {
      const plan = planRemediation(host, before);
      assert.equal(plan.applies, true);
      assert.equal(plan.steps.map(({ state }) => state).join(' '), states);
      assert.deepEqual(plan.steps.map((step) => step.id), ['component', 'package', 'reboot', 'verify']);
      const step = plan.steps.find((one) => one.id === id);
      assert.ok(step);
      if (typeof description === 'string') assert.equal(step.description, description);
      else assert.match(step.description, description);
      if (detail) assert.match(step.detail, detail);
    });
  }

  for (const [title, host, headline] of calm) {
    it(`${title}: no steps, and why`, () => {
      const plan = planRemediation(host);
      assert.deepEqual([plan.applies, plan.steps], [false, []]);
      if (typeof headline === 'string') assert.equal(plan.headline, headline);
      else assert.match(plan.headline, headline);
    });
  }

  it('expects what the package that apt would install was read to bring, as long as it is that version', () => {
    const host = facts({ sources: known(mended8), microcode: microcode({ package: known(available) }) });
    const expected = (content: PackageContent) => planRemediation(host, before, content).verdict.expected;
    assert.deepEqual(expected({ name: 'intel-microcode', version, revision: 0x19 }), { revision: 0x19, source: 'package' });
    assert.equal(expected({ name: 'intel-microcode', version: '3.20990101.1', revision: 0x19 })?.source, 'table');
    assert.equal(planRemediation(host, before, { name: 'intel-microcode', version }).headline, 'no update is known for this CPU');
  });

  it('begins with what the logs say', () => assert.equal(planRemediation(facts()).headline, '3 × Suberror 3 in 8 days, last one 2 h ago'));

  it('says first that nothing died since the boot, once the new revision runs', () => {
    const plan = (times: readonly number[]) => planRemediation(facts({ sources: known(mended8), cpu: runs(0x1a), microcode: onDisk(bootedAt - 60_000), failures: failuresAt(...times) }), before);
    assert.match(plan([bootedAt - 1000]).headline, /^no failures since this boot \(9 days\); before: 1 × Suberror 3, /);
    assert.match(plan([bootedAt + 1000]).headline, /^1 × Suberror 3, /);
  });

  it('shows no proof where the revision went down', () => {
    const higher = before.map((record) => ({ ...record, revision: 0x1b }));
    const plan = planRemediation(facts({ cpu: runs(0x1a), microcode: onDisk(bootedAt - 60_000) }), higher);
    assert.deepEqual([plan.applies, plan.headline], [false, 'up to date (0x1a), 3 × Suberror 3 in 8 days, last one 2 h ago']);
  });

  it('shows the proof where the kernel logged the rise, without any record', () => {
    const plan = planRemediation(facts({ sources: known(mended8), cpu: runs(0x1a), microcode: onDisk(bootedAt - 60_000, { earlyUpdate: known({ from: 0x16, to: 0x1a, line: '' }) }) }));
    assert.equal(plan.steps.at(-1)?.description, '0x1a now, 0x16 before, 0x1a expected');
  });

  it('has nothing to prove on a host that loads the package from the start, and on which nothing died', () => {
    const logged = onDisk(bootedAt - 60_000, { earlyUpdate: known({ from: 0x16, to: 0x1a, line: '' }) });
    const plan = planRemediation(facts({ sources: known(mended8), cpu: runs(0x1a), microcode: logged, failures: failuresAt() }));
    assert.deepEqual([plan.applies, plan.headline], [false, 'up to date (0x1a), no failures in the journal of 39 days']);
  });

  it('promises nothing of the failures where the logs are not known', () => {
    const plan = planRemediation(facts({ sources: known(mended8), cpu: runs(0x1a), microcode: onDisk(bootedAt - 60_000), failures: unknown('closed') }), before);
    assert.match(plan.steps.at(-1)?.detail ?? '', /not known/);
  });

  it('says of the files only what they hold: a BIOS may have brought more', () => {
    const plan = planRemediation(facts({ sources: known(mended8), cpu: runs(0x1b), microcode: onDisk(bootedAt - 60_000) }), before);
    assert.match(plan.steps.at(-1)?.detail ?? '', /^The revision rose \(0x17 or later was wanted\)\./);
  });

  const choices = {
    sources: [known(mended8), facts().sources, unknown('x'), absent],
    cpu: [runs(0x16), runs(0x1a), known({ ...ryzen, revisions: [] })],
    microcode: [microcode(), microcode({ package: known(available) }), onDisk(now), onDisk(bootedAt - 1), microcode({ package: unknown('x') }), microcode({ package: known({ ...available, held: true }) })],
    work: [absent, work({}), work({ state: 'failed' })],
    packaging: [known({ busy: [], unfinished: [] }), known({ busy: ['dpkg'], unfinished: [] }), known({ busy: [], unfinished: ['a'] }), unknown('x')],
  } as const satisfies { [K in keyof HostFacts]?: readonly HostFacts[K][] };

  const combinations = Object.entries(choices).reduce<Partial<HostFacts>[]>((hosts, [name, values]) => hosts.flatMap((host) => values.map((value) => ({ ...host, [name]: value }))), [{}]);
  const open: readonly StepState[] = ['next', 'blocked', 'running', 'unknown'];

  it(`names at most one next step, and none after an open one (${combinations.length} hosts)`, function () {
    this.timeout(30_000);
    for (const changes of combinations) {
      for (const records of [[], before]) {
        const { steps } = planRemediation(facts(changes), records);
        const at = steps.findIndex(({ state }) => state === 'next');
        if (at >= 0) assert.deepEqual(steps.filter(isOpen).indexOf(steps[at]!), 0, JSON.stringify(steps));
        assert.ok(steps.filter(({ state }) => state === 'next').length <= 1, JSON.stringify(steps));
        for (const step of steps) assert.ok(step.detail !== '' && !/undefined|NaN|\.\./.test(step.description + step.detail), JSON.stringify(step));
      }
    }
  });

  const isOpen = ({ state }: PlanStep) => open.includes(state);

  it('meets every state of each step in the hosts above, and each only where it belongs', () => {
    const seen = new Set(hosts.flatMap(([, host]) => planRemediation(host, before).steps.map(({ id, state }) => `${id} ${state}`)));
    assert.deepEqual([...seen].sort(), [
      'component done', 'component next', 'component not-needed', 'component unknown', 'package blocked', 'package done', 'package later', 'package next', 'package not-needed', 'package running', 'package unknown',
      'reboot blocked', 'reboot done', 'reboot later', 'reboot next', 'verify blocked', 'verify done', 'verify later', 'verify unknown',
    ]);
  });

  it('does not change what it is given', () => {
    const host = facts();
    const copy = structuredClone(host);
    planRemediation(host, before);
    assert.deepEqual(host, copy);
  });
});
