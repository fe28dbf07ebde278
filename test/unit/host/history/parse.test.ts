import assert from 'node:assert/strict';
import { burstsOf } from '../../../../src/host/history/bursts';
import { chanceOf, percent } from '../../../../src/host/history/chance';
import { exposureOf, sumOf, union } from '../../../../src/host/history/exposure';
import { packagesOf } from '../../../../src/host/history/readPackages';
import { parseHistory } from '../../../../src/host/history/parse';
import { judgeHistory } from '../../../../src/host';
import { valueOf } from '../../../../src/host/facts';
import type { HostHistory } from '../../../../src/host/history/types';
import { bootIdOf, historyText, issueStory, sectionsText } from '../../../support/chosenHistory';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse('2026-11-25T12:00:00Z');
const rs = String.fromCharCode(30);

const bootsOf = (history: HostHistory) => valueOf(history.boots) ?? [];
const deathsOf = (history: HostHistory) => valueOf(history.deaths) ?? [];
/** A line as `journalctl -o json` has it; times in milliseconds. */
const line = (boot: string, time: number, monotonic: number, message: string, pid = 1) =>
  `${JSON.stringify({ __REALTIME_TIMESTAMP: String(time * 1000), __MONOTONIC_TIMESTAMP: String(monotonic * 1000), _BOOT_ID: bootIdOf(boot), _PID: String(pid), MESSAGE: message })}\n`;
const stamps = (boot: string, first: readonly [number, number], last: readonly [number, number]) =>
  `boot ${bootIdOf(boot)}\nfirst ${first[0] * 1000} ${first[1] * 1000}\nlast ${last[0] * 1000} ${last[1] * 1000}\n`;
const sections = ({ boots = '', kernels = '', events = '', running = '', packages = '', current = 'none' }) =>
  sectionsText({ boots: `now ${now / 1000} 10 ${bootIdOf(current)}\n${boots}`, kernels, events, running, packages });

describe('a history read from a host', () => {
  const history = parseHistory(historyText(issueStory(now), { now, packages: `apt ${now / 1000 - 1_300_000} 42 apt full-upgrade\ndpkg ${now / 1000 - 1_299_990} upgrade intel-microcode 3.1 3.2\n` }), [], now);

  it('has every boot, oldest first, with kernel, revision, BIOS and parameters', () => {
    assert.deepEqual(bootsOf(history).map(({ id, kernel, revision, bios, parameters, runsKnown }) => [id, kernel, revision, bios, parameters?.join(' '), runsKnown]), [
      [bootIdOf('first'), '6.2.16-3-pve', 0x16, '5.19 03/14/2022', 'root=/dev/mapper/pve-root ro quiet', true],
      [bootIdOf('second'), '6.2.16-3-pve', 0x16, '5.19 03/14/2022', 'root=/dev/mapper/pve-root ro quiet', true],
      [bootIdOf('third'), '6.8.12-9-pve', 0x1a, '5.19 03/14/2022', 'root=/dev/mapper/pve-root ro quiet', true],
    ]);
  });

  it('has six deaths of three lines each, with guest, process and reason', () => {
    assert.deepEqual(deathsOf(history).map(({ vmid, lines, pid, until, time }) => [vmid, lines, pid, until - time]), [2000, 2100, 2200, 3000, 3100, 3200].map((pid) => [100, 3, pid, 40_000]));
    assert.ok(deathsOf(history).every(({ vmidReason, vmidGuessed }) => /“VM 100 started with PID \d+” stands in the journal before it/.test(vmidReason ?? '') && !vmidGuessed));
  });

  it('lets a guest that died run again only from its next start', () => {
    const runs = history.runs.filter(({ vmid, bootId }) => vmid === 100 && bootId === bootIdOf('first'));
    assert.equal(runs.length, 4);
    runs.slice(1).forEach(({ from }, index) => assert.equal(from - (runs[index]?.until ?? 0), hour / 2));
  });

  it('has what dpkg did within a run of apt as one change', () => {
    assert.deepEqual(valueOf(history.packages), [{ time: now - 1_300_000_000, command: 'apt full-upgrade', count: 42, notable: [{ name: 'intel-microcode', action: 'upgrade', before: '3.1', after: '3.2' }] }]);
  });

  it('says of each part why it is not known, and takes no other with it', () => {
    const none = parseHistory(sectionsText({ boots: 3, kernels: 3, events: 3, running: 3, packages: 3 }), [], now);
    assert.deepEqual([none.boots, none.deaths, none.packages].map(({ state }) => state), ['absent', 'absent', 'absent']);
    const closed = parseHistory(sectionsText({ boots: 4, kernels: 4, events: 4, running: 3, packages: 3 }), [], now);
    assert.deepEqual(closed.boots, { state: 'unknown', reason: 'it can be read by root alone' });
    assert.deepEqual(closed.deaths, { state: 'unknown', reason: 'it can be read by root alone' });
    const slow = parseHistory(historyText(issueStory(now), { now }).replace(new RegExp(`${rs}events\\n[^${rs}]*${rs}0`), `${rs}events\n${rs}124`), [], now);
    assert.equal(bootsOf(slow).length, 3);
    assert.deepEqual(slow.deaths, { state: 'unknown', reason: 'the host did not answer within 90 s' });
    assert.equal(judgeHistory(slow), undefined);
    assert.equal(parseHistory('', [], now).boots.state, 'unknown');
  });

  it('never throws, whatever is cut off or mixed up', () => {
    const text = historyText(issueStory(now), { now });
    for (let cut = 0; cut < text.length; cut += 97) parseHistory(text.slice(cut), [], now);
    for (let cut = 0; cut < text.length; cut += 97) parseHistory(text.slice(0, cut), [], now);
    parseHistory(text.replaceAll('"', '{').replaceAll('boot ', 'boot boot '), [], now);
  });

  it('counts a boot back from its end where its clock was set meanwhile: it began in 1970, and ran ten hours', () => {
    const boots = stamps('dead battery', [0, 0], [now - hour, 10 * hour]);
    const events = [line('dead battery', 60_000, 60_000, 'Started 100.scope.'), line('dead battery', now - 5 * hour, 6 * hour, 'KVM internal error. Suberror: 3', 77), line('dead battery', 60_500, 60_500, 'VM 100 started with PID 77.')].join('');
    const read = parseHistory(sections({ boots, events }), [], now);
    const [boot] = bootsOf(read);
    assert.deepEqual([boot?.from, boot?.until, boot?.clockWasSet], [now - 11 * hour, now - hour, true]);
    assert.deepEqual(deathsOf(read).map(({ time, vmid }) => [time, vmid]), [[now - 5 * hour, 100]]);
    assert.deepEqual(read.runs.map(({ from, until }) => [from, until]), [[now - 11 * hour + 60_000, now - 5 * hour]]);
  });

  it('keeps boots that overlap, since a clock was wrong for the whole of one', () => {
    const boots = stamps('a', [now - 9 * hour, 0], [now - 3 * hour, 6 * hour]) + stamps('b', [now - 5 * hour, 0], [now - hour, 4 * hour]);
    const read = parseHistory(sections({ boots }), [], now);
    assert.deepEqual(bootsOf(read).map(({ from, until }) => until - from), [6 * hour, 4 * hour]);
    assert.equal(judgeHistory(read)?.whole.exposure.time, 10 * hour);
  });

  it('takes the revision of the running boot from the CPU, and that of one whose kernel is silent from what was seen of it', () => {
    const boots = stamps('seen', [now - 30 * hour, 0], [now - 20 * hour, 10 * hour]) + stamps('now', [now - 10_000, 0], [now, 10_000]);
    const read = parseHistory(sections({ boots: `revision 0x1a\n${boots}`, current: 'now' }), [{ at: 1, bootId: bootIdOf('seen').replace(/^(.{8})/, '$1-'), revision: 0x16, signature: 1 }], now);
    assert.deepEqual(bootsOf(read).map(({ revision, current }) => [revision, current]), [[0x16, false], [0x1a, true]]);
  });

  it('does not know the revision of a boot that ran two', () => {
    const kernels = line('late', now - 9 * hour, 0, 'microcode: Current revision: 0x00000016') + line('late', now - 8 * hour, hour, 'microcode: Reload completed, microcode revision: 0x16 -> 0x1a');
    assert.deepEqual(bootsOf(parseHistory(sections({ boots: stamps('late', [now - 9 * hour, 0], [now, 9 * hour]), kernels }), [], now)).map(({ revision }) => revision), [undefined]);
  });

  it('counts a guest that runs now, and whose start is not in the journal, since its process is there', () => {
    const boots = stamps('now', [now - 10_000, 0], [now, 10_000]);
    assert.deepEqual(parseHistory(sections({ boots, current: 'now', running: `100 ${now / 1000 - 4}\n` }), [], now).runs.map(({ from, until }) => until - from), [4000]);
  });

  it('does not take a guest for off of which a boot without its beginning tells nothing, since power may have been cut', () => {
    const [at, power] = [now - 10 * day, now - 5 * day];
    const read = (firstMonotonic: number) => parseHistory(sections({
      boots: stamps('cut', [at, firstMonotonic], [power, firstMonotonic + 5 * day]) + stamps('whole', [power + hour, 0], [now - hour, 5 * day - 2 * hour]),
      events: line('cut', at + day, firstMonotonic + day, '101.scope: Deactivated successfully.') + line('whole', power + 2 * hour, hour, 'VM 100 started with PID 7.', 900) + line('whole', power + 3 * hour, 2 * hour, 'KVM internal error. Suberror: 3', 7),
    }), [], now);
    const exposures = (history: HostHistory) => bootsOf(history).map((boot) => exposureOf(boot, history.runs, new Set([100])));
    assert.deepEqual(exposures(read(40 * day)), [{ time: 5 * day, assumed: 5 * day, assumedBoots: 1 }, { time: hour, assumed: 0, assumedBoots: 0 }]);
    assert.deepEqual(exposures(read(1000))[0], { time: 0, assumed: 0, assumedBoots: 0 }, 'whose start is there: it did not start');
  });

  it('begins where the oldest of too many lines begins, and says that there is more', () => {
    const boots = stamps('a', [now - 9 * hour, 0], [now, 9 * hour]);
    const events = Array.from({ length: 8000 }, (_, index) => line('a', now - 8 * hour + index, hour + index, 'Started 100.scope.')).join('');
    const read = parseHistory(sections({ boots, events }), [], now);
    assert.equal(read.older, true);
    assert.equal(bootsOf(read)[0]?.from, now - 8 * hour);
  });
});

describe('what a history is computed with', () => {
  it('merges bursts of a guest, and merging again changes nothing', () => {
    const lines = [0, 1, 2, 11.9, 12, 30, 31].map((minutes) => ({ time: minutes * 60_000, vmid: 100, bootId: 'a' }));
    const once = burstsOf(lines).map(([first, ...more]) => ({ ...first, until: more.at(-1)?.time ?? first.time }));
    assert.deepEqual(once.map(({ time, until }) => [time / 60_000, until / 60_000]), [[0, 12], [30, 31]]);
    assert.deepEqual(burstsOf(once).map(([first]) => first), once);
  });

  it('keeps apart what another guest or another boot has', () => {
    const lines = [{ vmid: 100, bootId: 'a' }, { vmid: 101, bootId: 'a' }, { vmid: 100, bootId: 'b' }, { pid: 7, bootId: 'a' }].map((rest, index) => ({ time: index, ...rest }));
    assert.equal(burstsOf(lines).length, 4);
  });

  it('sums to the whole, however the boots are split', () => {
    const read = parseHistory(historyText(issueStory(now), { now }), [], now);
    const judged = judgeHistory(read);
    assert.ok(judged?.comparison);
    const { before, after, left } = judged.comparison;
    assert.deepEqual(sumOf([before, after, left].map(({ exposure }) => exposure)), judged.whole.exposure);
    assert.equal(before.exposure.time, 9 * day);
    assert.equal(after.exposure.time, 14 * day);
    assert.equal(bootsOf(read).reduce((sum, boot) => sum + exposureOf(boot, read.runs, new Set([100])).time, 0), judged.whole.exposure.time);
  });

  it('counts time once that several guests share', () => {
    assert.equal(union([{ from: 0, until: 10 }, { from: 5, until: 7 }, { from: 9, until: 12 }, { from: 20, until: 21 }]), 13);
  });

  it('knows the chances of coins', () => {
    assert.ok(Math.abs(chanceOf(6, 6, 9 / 23) - (9 / 23) ** 6) < 1e-12);
    assert.ok(Math.abs(chanceOf(6, 8, 0.5) - 37 / 256) < 1e-12);
    assert.equal(chanceOf(0, 5, 0.3), 1);
    assert.equal(chanceOf(3, 3, 1), 1);
    assert.equal(chanceOf(3, 3, 0), 0);
    assert.deepEqual([0.00359, 0.0325, 0.03, 0.4444, 0.00004, 0.0005].map(percent), ['0.4 %', '3.3 %', '3 %', '44 %', 'less than 0.01 %', '0.05 %']);
  });

  it('takes what dpkg did by itself as a change of its own, and a line that two logs have once', () => {
    assert.deepEqual(packagesOf('dpkg 1000 install pve-kernel-6.2 <none> 1.0\ndpkg 1000 install pve-kernel-6.2 <none> 1.0\napt 9000 3 \n').map(({ time, command, count, notable }) => [time, command, count, notable.length]), [
      [1_000_000, undefined, undefined, 1],
      [9_000_000, undefined, 3, 0],
    ]);
  });
});
