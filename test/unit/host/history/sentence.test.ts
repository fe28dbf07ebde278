import assert from 'node:assert/strict';
import { conclude, judgeHistory } from '../../../../src/host';
import { parseHistory } from '../../../../src/host/history/parse';
import { type ChosenBoot, type ChosenGuest, historyText, issueStory } from '../../../support/chosenHistory';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse('2026-11-25T12:00:00Z');

interface Text {
  readonly sentences: readonly string[];
  readonly notes: readonly string[];
}

function told(boots: readonly ChosenBoot[], options: { readonly packages?: string; readonly words?: boolean } = {}): Text {
  const history = parseHistory(historyText(boots, { now, ...options }), [], now);
  const judged = judgeHistory(history);
  assert.ok(judged);
  return conclude(history, judged, options.words === undefined ? {} : { words: options.words });
}

/** A guest that runs all the time but for its deaths, after each of which it is started again at once. */
function guest(from: number, until: number, deaths: readonly number[], vmid = 100): ChosenGuest {
  const starts = [from, ...deaths.map((at) => at + 60_000)];
  return { vmid, runs: starts.map((start, index) => ({ from: start, pid: 2000 + index, ...(deaths[index] === undefined ? { until } : { dies: [deaths[index]], until: deaths[index] + 30_000 }) })) };
}

const at = (from: number, ...days: readonly number[]) => days.map((one) => from + one * day);

/** Two boots, of `days` each, with so many deaths in them, evenly apart. */
function twoBoots({ days, deaths, before = {}, after = {} }: { readonly days: readonly [number, number]; readonly deaths: readonly [number, number]; readonly before?: Partial<ChosenBoot>; readonly after?: Partial<ChosenBoot> }): ChosenBoot[] {
  const middle = now - days[1] * day;
  const start = middle - hour - days[0] * day;
  const evenly = (from: number, length: number, count: number) => at(from, ...Array.from({ length: count }, (_, index) => (length * (index + 1)) / (count + 1)));
  const boot = (name: string, from: number, length: number, count: number): ChosenBoot => ({
    boot: name, from, until: from + length * day, kernel: '6.8.12-4-pve', revision: 0x16, guests: [guest(from, from + length * day, evenly(from, length, count))],
  });
  return [{ ...boot('one', start, days[0], deaths[0]), ...before }, { ...boot('two', middle, days[1], deaths[1]), revision: 0x1a, ...after }];
}

describe('the sentence of a history', () => {
  it('is the one of the issue: 6 failures in 9 days, none in 14, and the kernel changed', () => {
    const { sentences, notes } = told(issueStory(now));
    assert.deepEqual(sentences, [
      '6 failures in 9 days of running at 0x16 and kernel 6.2.16; none in the 14 days since 0x1a.',
      'The kernel changed in the same reboot (6.8.12).',
      'If nothing had changed, the chance that all 6 would fall before is (9/23)^6 = 0.4 %, taking failures as independent.',
    ]);
    assert.deepEqual(notes, ['Time counts while guest 100 runs; what comes within 10 minutes of the same guest is one failure.']);
  });

  it('gives the tail of the binomial distribution where failures came afterwards, too', () => {
    // 6 or more of 8 at one half: (28 + 8 + 1) / 256 = 14.45 %.
    assert.deepEqual(told(twoBoots({ days: [10, 10], deaths: [6, 2] })).sentences, [
      '6 failures in 10 days of running at 0x16 and kernel 6.8.12; 2 in the 10 days since 0x1a.',
      'Nothing else is known to have changed in that reboot: kernel, BIOS and command line stayed the same.',
      'If nothing had changed, the chance that 6 or more of the 8 would fall before, in 10 of 20, is 14 %, taking failures as independent. That is no proof of a change.',
    ]);
    // All but one of 7: (7 + 1) / 128 = 6.25 %.
    assert.match(told(twoBoots({ days: [10, 10], deaths: [6, 1] })).sentences.join(' '), /the chance that at least 6 of the 7 would fall before, in 10 of 20, is 6\.3 %, taking/);
  });

  it('computes with the numbers that it shows', () => {
    assert.match(told(twoBoots({ days: [9.44, 14.27], deaths: [3, 0] })).sentences.join(' '), /3 failures in 9\.4 days .* none in the 14\.3 days since 0x1a\..*\(9\.4\/23\.7\)\^3 = 6\.2 %/);
  });

  const thin: [string, readonly [number, number], readonly [number, number], RegExp][] = [
    ['a single failure', [10, 10], [1, 0], /a single failure says nothing/],
    ['two failures', [10, 10], [2, 0], /two failures say nothing/],
    ['less than the usual time between failures since', [12, 2.5], [3, 0], /too early to judge: before, a failure came every 4 days; let at least 4 days of running pass/],
    ['less than a day since', [3, 0.5], [12, 0], /too early to judge: before, a failure came every 6 h; let at least 24 h of running pass/],
    ['failures after it alone', [10, 10], [0, 4], /did not end with this revision; they were first seen at it/],
    ['no failure at all', [10, 10], [0, 0], /^No KVM failure in 20 days of running at 0x16, 0x1a and kernel 6\.8\.12\.$/],
  ];
  for (const [what, days, deaths, words] of thin) {
    it(`gives no number where there is ${what}`, () => {
      const text = told(twoBoots({ days, deaths })).sentences.join(' ');
      assert.match(text, words);
      assert.doesNotMatch(text, /%|chance/);
    });
  }

  it('gives no number where the failures had ended long before the reboot, and says so', () => {
    const [first, second] = twoBoots({ days: [9, 14], deaths: [0, 0] });
    assert.ok(first && second);
    const dying = (...days: readonly number[]) => told([{ ...first, guests: [guest(first.from, first.until, at(first.from, ...days))] }, second]).sentences.join(' ');
    // All 6 in the first 4 of 9 days: (1 - 5/9)^6 = 0.8 %.
    assert.match(dying(0.5, 1, 1.5, 2, 3, 4), /But the failures had ended before: none came in the last 5 days of running at 0x16\. What ended them may be something else, so no chance is computed\.$/);
    // In the first 4.5: 1.6 %.
    assert.match(dying(0.5, 1, 1.5, 2, 3, 4.5), /\(9\/23\)\^6 = 0\.4 %/);
  });

  it('says with which kernel they came where several ran at that revision', () => {
    const [first, second] = twoBoots({ days: [5, 14], deaths: [4, 0] });
    assert.ok(first && second);
    const between: ChosenBoot = { ...second, boot: 'between', from: first.until + hour, until: first.until + hour + 3 * day, revision: 0x16, guests: [guest(first.until + hour, first.until + hour + 3 * day, [])] };
    const boots = [shifted({ ...first, kernel: '6.2.16-3-pve' }, -4 * day), shifted(between, -4 * day), second];
    assert.match(told(boots).sentences.join(' '), /^4 failures in 8 days of running at 0x16 and kernels 6\.2\.16 and 6\.8\.12; none in the 14 days since 0x1a\. Of these kernels: 4 in 5 days with 6\.2\.16 and none in 3 days with 6\.8\.12\. Nothing else/);
  });

  it('names those that died before and have not run since; where that is all of them it gives no number', () => {
    const [first, second] = twoBoots({ days: [10, 10], deaths: [0, 0] });
    assert.ok(first && second);
    const before = (...dying: readonly ChosenGuest[]) => ({ ...first, guests: dying });
    const one = guest(first.from, first.until, at(first.from, 2, 4, 9));
    const other = guest(first.from, first.until, at(first.from, 6, 8), 102);
    const after = (vmid: number, ...deaths: readonly number[]) => ({ ...second, guests: [guest(second.from, second.until, at(second.from, ...deaths), vmid)] });
    assert.match(told([before(one, other), after(100)]).sentences.join(' '), /Guest 102, which died before, has not run since\..*\(10\/20\)\^5 = 3\.1 %/);
    const text = told([before(one), after(101, 5)]).sentences.join(' ');
    assert.match(text, /1 in the 10 days since 0x1a\..*Nothing can be said yet: those that died before have not run since\.$/);
    assert.doesNotMatch(text, /%/);
  });

  it('gives no number where the guest that died has not run since', () => {
    const text = told(twoBoots({ days: [10, 10], deaths: [6, 0], after: { guests: [guest(now - 10 * day, now, [], 101)] } })).sentences.join(' ');
    assert.match(text, /none in the 0 h since 0x1a\..*Nothing can be said yet: the guests have not run since\./);
    assert.doesNotMatch(text, /%/);
  });

  it('counts a boot whole where the log does not tell when guests ran, says so, and gives no number for most of the time', () => {
    const { sentences, notes } = told(twoBoots({ days: [10, 10], deaths: [6, 0], after: { guests: [] } }));
    assert.match(sentences[0] ?? '', /none in the 10 days since 0x1a/);
    assert.match(sentences.at(-1) ?? '', /When guests ran is not known for most of that time, so no chance is computed\./);
    assert.ok(notes.includes('When guests ran is not in the journal for 1 of the 2 boots: their whole time is counted.'));
  });

  it('names the BIOS and the command line where they changed in the same reboot, the latter not where words may not be told', () => {
    const boots = twoBoots({ days: [10, 10], deaths: [6, 0], after: { bios: '5.21 01/01/2026', commandLine: 'BOOT_IMAGE=/boot/b root=/dev/mapper/pve-root ro intel_idle.max_cstate=1' } });
    const text = told(boots).sentences.join(' ');
    assert.ok(text.includes('The BIOS changed in the same reboot (5.19 03/14/2022 → 5.21 01/01/2026).'));
    assert.ok(text.includes('The kernel’s command line changed in the same reboot (− quiet, + intel_idle.max_cstate=1).'));
    const discreet = told(boots, { words: false }).sentences.join(' ');
    assert.ok(discreet.includes('The kernel’s command line changed in the same reboot.'));
    assert.doesNotMatch(discreet, /max_cstate/);
  });

  it('tells kernels apart by their whole release where the short one does not', () => {
    const text = told(twoBoots({ days: [10, 10], deaths: [6, 0], after: { kernel: '6.8.12-9-pve' } })).sentences.join(' ');
    assert.ok(text.includes('The kernel changed in the same reboot (6.8.12-9-pve).'));
  });

  it('names QEMU and firmware that were upgraded before that reboot or since, not microcode, whose effect is what is compared', () => {
    const change = (ago: number, name: string) => `dpkg ${(now - ago * day) / 1000} upgrade ${name} 8.0.2-3 9.0.2-4\n`;
    const text = told(twoBoots({ days: [10, 10], deaths: [6, 0] }), { packages: `${change(11, 'pve-qemu-kvm')}${change(11, 'intel-microcode')}${change(2, 'pve-firmware')}` }).sentences.join(' ');
    assert.ok(text.includes('Before that reboot pve-qemu-kvm was upgraded (8.0.2-3 → 9.0.2-4).'));
    assert.ok(text.includes('Since then pve-firmware was upgraded (8.0.2-3 → 9.0.2-4), too.'));
    assert.doesNotMatch(text, /intel-microcode/);
  });

  it('is a rate where the revision never rose', () => {
    assert.deepEqual(told(twoBoots({ days: [5, 4], deaths: [4, 2], after: { revision: 0x16 } })).sentences, [
      '6 failures in 9 days of running at 0x16 and kernel 6.8.12: one every 36 h. The last one was 32 h ago.',
      'The revision did not rise in this time, so there is nothing to compare.',
    ]);
  });

  it('says that there was none', () => {
    assert.deepEqual(told(twoBoots({ days: [5, 4], deaths: [0, 0], after: { revision: 0x16 } })).sentences, ['No KVM failure in 9 days of running at 0x16 and kernel 6.8.12.']);
  });

  it('compares with the revision at which guests died, though it rose again later', () => {
    const boots = twoBoots({ days: [9, 7], deaths: [6, 0], after: { revision: 0x17 } });
    const [first, second] = boots;
    assert.ok(first && second);
    const third: ChosenBoot = { boot: 'three', from: now - 7 * day, until: now, kernel: '6.8.12-4-pve', revision: 0x1a, guests: [guest(now - 7 * day, now, [])] };
    const earlier = [first, second].map((boot) => shifted(boot, -7 * day));
    assert.match(told([...earlier, third]).sentences[0] ?? '', /^6 failures in 9 days of running at 0x16 and kernel 6\.8\.12; none in the 14 days since 0x17 \(and 0x1a\)\.$/);
  });

  it('leaves out boots whose revision is not known, and says how much that is', () => {
    const boots = twoBoots({ days: [9, 14], deaths: [6, 0] });
    const unknown: ChosenBoot = { boot: 'unknown', from: now - 40 * day, until: now - 37 * day, kernel: '6.2.16-3-pve', revision: undefined, guests: [guest(now - 40 * day, now - 37 * day, [now - 38 * day])] };
    const { sentences, notes } = told([unknown, ...boots]);
    assert.match(sentences[0] ?? '', /^6 failures in 9 days .* none in the 14 days since 0x1a\.$/);
    assert.ok(notes.includes('Left out: 1 failure and 3 days of running in a boot at another revision or at one that is not known.'), notes.join('\n'));
  });

  it('compares nothing where guests died in boots alone whose revision is not known', () => {
    const unknown: ChosenBoot = { boot: 'unknown', from: now - 40 * day, until: now - 37 * day, kernel: '6.2.16-3-pve', revision: undefined, guests: [guest(now - 40 * day, now - 37 * day, at(now - 40 * day, 1, 1.5, 2, 2.5))] };
    const { sentences } = told([unknown, ...twoBoots({ days: [9, 14], deaths: [0, 0] })]);
    assert.match(sentences.at(-1) ?? '', /^The failures came at another revision, or at one that is not known: there is nothing to compare\.$/);
  });

  it('is the same whenever it was', () => {
    const story = issueStory(now);
    const earlier = story.map((boot) => shifted(boot, -400 * day));
    assert.deepEqual(told(earlier), told(story));
  });
});

function shifted(boot: ChosenBoot, by: number): ChosenBoot {
  const moved = ({ vmid, runs }: ChosenGuest): ChosenGuest => ({
    vmid,
    runs: runs.map((run) => ({ ...run, from: run.from + by, ...(run.until === undefined ? {} : { until: run.until + by }), ...(run.dies ? { dies: run.dies.map((time) => time + by) } : {}) })),
  });
  return { ...boot, from: boot.from + by, until: boot.until + by, guests: (boot.guests ?? []).map(moved) };
}
