import assert from 'node:assert/strict';
import { Unreachable } from '../../../../src/machine';
import { absent, known, unknown, valueOf } from '../../../../src/host/facts';
import type { HostView } from '../../../../src/host';
import type { HostHistory } from '../../../../src/host/history/types';
import { parseHistory } from '../../../../src/host/history/parse';
import { historyCommands, historyHtml, type HistoryState } from '../../../../src/vscode/failures/historyHtml';
import { historyMarkdown } from '../../../../src/vscode/failures/historyMarkdown';
import { moment, ticksOf } from '../../../../src/vscode/failures/moments';
import { timelineOf } from '../../../../src/vscode/failures/timeline';
import { historyText, issueStory } from '../../../support/chosenHistory';
import { facts } from '../../host/hostFacts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse('2026-11-25T12:00:00Z');
const nasty = `<img src=x onerror="alert('1')">&`;
const packages = `apt ${(now - 15 * day) / 1000} 42 apt install ./secret.deb\ndpkg ${(now - 15 * day) / 1000 + 5} upgrade pve-qemu-kvm 8.0.2-3 9.0.2-4\napt ${(now - 5 * day) / 1000} 3 apt full-upgrade\n`;
const story = parseHistory(historyText(issueStory(now), { now, packages }), [], now);
const reader = { zone: 'utc', nameOf: () => undefined } as const;

function page(state: Partial<HistoryState>, { guests = [{ vmid: 100, name: 'opnsense' }], label = 'pve8', problem }: { readonly guests?: readonly { vmid: number; name: string }[]; readonly label?: string; readonly problem?: string } = {}): string {
  return historyHtml({ hostId: 'pve8', label, state: { reading: false, ...state }, view: view(guests), problem }, 'n0nce');
}

function view(guests: readonly { vmid: number; name: string }[]): HostView {
  const all = guests.map((guest) => ({ ...guest, type: 'qemu' as const, onboot: true, template: false }));
  return { id: 'pve8', label: 'pve8', connection: { kind: 'connected' }, findings: [], refreshing: false, facts: facts({ guests: known(all) }) };
}

/** What a reader sees, on one line. */
const textOf = (html: string) => (/<main>([\s\S]*)<\/main>/.exec(html)?.[1] ?? '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
const labels = (html: string, kind: string) => [...html.matchAll(new RegExp(`class="mark ${kind}"[^>]* aria-label="([^"]*)"`, 'g'))].map(([, label = '']) => label);

describe('the page of a history', () => {
  it('has the picture, and under it the sentence', () => {
    const html = page({ history: story });
    assert.ok(html.indexOf('<svg class="picture"') < html.indexOf('6 failures in 9 days of running at 0x16 and kernel 6.2.16'));
    assert.ok(textOf(html).includes('Before that reboot pve-qemu-kvm was upgraded (8.0.2-3 → 9.0.2-4). If nothing had changed, the chance that all 6 would fall before is (9/23)^6 = 0.4 %, taking failures as independent.'));
  });

  it('has a mark for each failure, each boot and each package change, with words, and the same in tables', () => {
    const html = page({ history: story });
    assert.equal(labels(html, 'death').length, 6);
    assert.match(labels(html, 'death')[0] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d: guest 100 opnsense died\. KVM internal error\. Suberror: 3 \(3 lines within minutes\)\. Microcode 0x16, kernel 6\.2\.16-3-pve\.$/);
    assert.equal(labels(html, 'boot').length, 3);
    assert.match(labels(html, 'boot')[2] ?? '', /kernel 6\.8\.12-9-pve, microcode 0x1a\. It ran 14 days, with 0 failures\.$/);
    assert.deepEqual([labels(html, 'change').length, labels(html, 'notable').length], [1, 1]);
    const text = textOf(html);
    for (const part of ['Failures (6)', 'Boots (3)', 'Package changes (2)', '100 opnsense', '42 packages, pve-qemu-kvm 8.0.2-3 → 9.0.2-4 (apt install ./secret.deb)']) assert.ok(text.includes(part), part);
  });

  it('hands on which failure is meant, from the picture and from the table', () => {
    const indexes = [...page({ history: story }).matchAll(/data-death="(\d+)"/g)].map(([, index]) => Number(index));
    assert.deepEqual(indexes, [0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0]);
  });

  it('has marks outside of the tab order but for the one that its script takes in', () => {
    assert.ok([...page({ history: story }).matchAll(/<g class="mark[^>]*>/g)].every(([mark]) => mark.includes('tabindex="-1"')));
  });

  const states: [string, Partial<HistoryState>, RegExp][] = [
    ['while it is read', { reading: true }, /Reading the journal of every boot/],
    ['while it is read again, with what was read before', { reading: true, history: story }, /Reading the journal of every boot.*6 failures in 9 days/],
    ['without a journal', { history: { ...story, boots: absent, deaths: absent } }, /keeps no systemd journal.*\/var\/log\/journal/],
    ['of a closed journal', { history: { ...story, boots: unknown('it can be read by root alone'), deaths: unknown('it can be read by root alone') } }, /not known: it can be read by root alone\. Log in as root, or add the user to the group adm/],
    ['where the failures took too long', { history: { ...story, deaths: unknown('the host did not answer within 90 s') } }, /Which failures there were is not known: the host did not answer within 90 s\. The journal may be very large/],
    ['without a failure', { history: { ...story, deaths: known([]) } }, /This journal holds no failure\. Of the time before it begins it tells nothing\. No KVM failure in/],
    ['where the host is not reached', { error: new Unreachable('pve8 cannot be reached', { detail: 'Is it on?' }) }, /pve8 cannot be reached\. Is it on\? Try Again/],
    ['where it is not reached any more', { error: new Unreachable('pve8 cannot be reached'), history: story }, /pve8 cannot be reached\. What is below was read at \d{4}-.*6 failures in 9 days/],
    ['of packages that are not known', { history: { ...story, packages: unknown('the host did not answer within 15 s') } }, /Package changes Not known: the host did not answer within 15 s\./],
  ];
  for (const [what, state, words] of states) {
    it(`says what there is to say ${what}`, () => assert.match(textOf(page(state)), words));
  }

  it('says why a host cannot be tried', () => assert.match(textOf(page({}, { problem: 'ssh is not installed' })), /ssh is not installed/));

  it('runs its own style and script alone, and has no style on any part', () => {
    const html = page({ history: story });
    assert.ok(html.includes(`content="default-src &#39;none&#39;; style-src &#39;nonce-n0nce&#39;; script-src &#39;nonce-n0nce&#39;"`));
    assert.doesNotMatch(html.replace(/<script[\s\S]*<\/script>/, ''), / style=| on\w+=|https?:/);
    assert.equal(html.match(/<(?:script|style)\b/g)?.length, html.match(/<(?:script|style) nonce="n0nce"/g)?.length);
  });

  it('takes every colour from the theme', () => assert.doesNotMatch(page({ history: story }), /(?:color|fill|stroke|background|border[\w-]*):[^;]*(?:#[0-9a-f]{3,8}\b|\brgba?\()/i));

  it('is text, whatever a host and its guests are called', () => {
    const html = page({ history: story }, { label: nasty, guests: [{ vmid: 100, name: nasty }] });
    assert.ok(!html.includes('<img'));
    assert.ok(html.includes('100 &lt;img src=x'));
  });

  it('asks for commands of its list alone', () => {
    const asked = Object.values(states).flatMap(([, state]) => [...page(state).matchAll(/data-command="([^"]+)"/g)].map(([, command]) => command));
    assert.deepEqual(asked.filter((command) => !historyCommands.some((one) => one === command)), []);
  });

  it('is the same text for the same history, so that nothing is loaded anew without need', () => assert.equal(page({ history: story }), page({ history: story })));
});

describe('the picture of time', () => {
  it('has boots, revisions, kernels, guests with those that died first, and packages', () => {
    assert.deepEqual(timelineOf(story, reader)?.rows.map(({ label, bands, marks }) => [label, bands.map(({ label: words, look }) => words || look), marks.length]), [
      ['Boots', [], 3],
      ['Microcode', ['0x16', '0x1a'], 0],
      ['Kernel', ['6.2.16-3-pve', '6.8.12-9-pve'], 0],
      ['Guest 100', new Array(9).fill('run'), 6],
      ['Guest 101', ['run', 'run'], 0],
      ['Packages', [], 2],
    ]);
  });

  it('has a mark for each failure, however many guests died', () => {
    const deaths = valueOf(story.deaths) ?? [];
    const many = Array.from({ length: 20 }, (_, index) => ({ ...deaths[0]!, vmid: 200 + index }));
    const rows = timelineOf({ ...story, deaths: known(many) }, reader)?.rows ?? [];
    assert.deepEqual(rows.flatMap(({ marks }) => marks.filter(({ kind }) => kind === 'death').map(({ index }) => index)), many.map((_, index) => index));
    assert.ok(!rows.some(({ label }) => label === 'Guest 101'), 'guests that did not die leave their place');
  });

  it('places everything between its two ends', () => {
    const timeline = timelineOf(story, reader);
    assert.ok(timeline);
    const places = [...timeline.boots, ...timeline.ticks.map(({ left }) => left), ...timeline.rows.flatMap(({ bands, marks }) => [...bands.flatMap(({ left, width }) => [left, left + width]), ...marks.map(({ left }) => left)])];
    assert.ok(places.every((place) => place >= 0 && place <= 100.1));
    assert.equal(timeline.boots[0], 0);
  });

  it('is none where no boot is known', () => assert.equal(timelineOf({ ...story, boots: known([]) }, reader), undefined));

  it('has from two to six ticks, growing, whatever the span', () => {
    for (const span of [5 * hour, 14 * hour, 30 * hour, 3 * day, 9.5 * day, 23 * day, 80 * day, 300 * day, 1200 * day]) {
      const ticks = ticksOf(now - span, now);
      assert.ok(ticks.length >= 2 && ticks.length <= 6, `${span / day} days: ${ticks.map(({ label }) => label).join()}`);
      assert.ok(ticks.every(({ time }, index) => time >= now - span && time <= now && time > (ticks[index - 1]?.time ?? 0)));
      // An hour comes again after the midnight that stands between.
      if (span > 2 * day) assert.equal(new Set(ticks.map(({ label }) => label)).size, ticks.length);
    }
  });
});

describe('the history as Markdown', () => {
  const told = (names: boolean, history: HostHistory = story, guests = [{ vmid: 100, name: 'opnsense' }], label = 'pve8') => historyMarkdown({ label, view: view(guests), history, names });
  const read = (markdown: string) => markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1');

  it('has the sentence, how it was counted, and the tables', () => {
    const text = read(told(true));
    assert.match(text, /^## KVM failure history of pve8\n\nCeleron J6412 · Proxmox VE 8\.4\.14 · 3 boots from 2026-11-02 05:00 UTC to 2026-11-25 12:00 UTC\n\n\*\*6 failures in 9 days/);
    assert.ok(text.includes('(9/23)^6 = 0.4 %'));
    assert.ok(text.includes('| 100 opnsense | KVM internal error. Suberror: 3 (3 lines within minutes) | 0x16 | 6.2.16-3-pve |'));
    assert.ok(text.includes('| 42 packages, pve-qemu-kvm 8.0.2-3 → 9.0.2-4 (apt install ./secret.deb) |'));
    assert.ok(text.includes(`| ${moment(now - 14 * day - hour, 'utc')} | 14 days | 0x1a | 6.8.12-9-pve | 5.19 03/14/2022 | 0 |`));
  });

  it('without names holds no name, no address and no serial, wherever one may stand', () => {
    const secret = ['secrethost', 'secretguest', '10.11.12.13', 'fe80::1234:5678', 'aa:bb:cc:dd:ee:ff', 'SN-123456', 'rpool/secretpool'];
    const line = `BOOT_IMAGE=/boot/b root=ZFS=${secret[6] ?? ''} ip=${secret[2] ?? ''} mac=${secret[4] ?? ''} serial=${secret[5] ?? ''} host=${secret[0] ?? ''}`;
    const boots = issueStory(now).map((boot, index) => (index === 2 ? { ...boot, commandLine: line } : boot));
    const text = historyText(boots, { now, packages: `apt ${(now - day) / 1000} 1 apt -o Acquire::http::Proxy=http://${secret.join('/')} install x\n` });
    // The words of the reason, of the message and of the kernel's own first line come from the host, too.
    const history = parseHistory(text.replaceAll('(build@proxmox)', `(root@${secret[0] ?? ''})`).replaceAll('DMI: Default string', `DMI: ${secret[5] ?? ''}`), [], now);
    const guests = [{ vmid: 100, name: secret[1] ?? '' }];
    const loud = read(told(true, history, guests, secret[0]));
    assert.ok(['secrethost', 'secretguest', '10.11.12.13'].every((name) => loud.includes(name)));
    const silent = read(told(false, history, guests, secret[0]));
    for (const name of secret) assert.ok(!silent.includes(name), name);
    assert.ok(silent.includes('The kernel’s command line changed in the same reboot.'));
    assert.ok(silent.includes('| 100 | KVM internal error. Suberror: 3 (3 lines within minutes) |'));
  });

  it('is text, whatever the host is called', () => assert.match(told(true, story, [{ vmid: 100, name: '`|](x)' }]), /100 \\`\\\|\\\]\\\(x\\\)/));
});
