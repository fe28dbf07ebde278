import assert from 'node:assert/strict';
import type { Guest, HostView } from '../../../../src/host';
import { parseSurroundings } from '../../../../src/host/surroundings';
import { Unreachable } from '../../../../src/machine';
import { type RebootPage, rebootCommands, rebootHtml } from '../../../../src/vscode/remedy/rebootHtml';
import { facts, known, now, onDisk } from '../../host/hostFacts';

const nasty = `<img src=x onerror="alert('1')">&`;
const guests: readonly Guest[] = [
  { vmid: 100, type: 'qemu', name: nasty, status: 'internal-error', onboot: true, template: false },
  { vmid: 101, type: 'lxc', name: 'dns', status: 'running', onboot: false, template: false },
];
const host = facts({ microcode: onDisk(now), guests: known(guests) });
const view = (changes: Partial<HostView> = {}): HostView => ({ id: 'pve8', label: 'pve8', connection: { kind: 'connected' }, facts: host, findings: [], refreshing: false, ...changes });
const page = (changes: Partial<RebootPage> = {}) => rebootHtml({ hostId: 'pve8', label: 'pve8', view: view(), problem: undefined, state: { reading: false, surroundings: parseSurroundings('down 100 60\n') }, others: [], startMinutes: 5, ...changes }, 'n0nce', now + 300_000);
const commands = (text: string) => [...text.matchAll(/data-command="([^"]*)"/g)].map(([, command]) => command);

describe('the page of what a reboot touches', () => {
  it('has a table of the guests with what becomes of each', () => {
    assert.match(page(), /<th scope="row">101 dns<\/th><td class="whole">running<\/td><td>Stays off until somebody starts it<\/td><td>3 min<\/td>/);
    assert.match(page(), /These 2 guests go down with the host, which takes up to 3 min\./);
    assert.equal(page().match(/<th scope="col">/g)?.length, 4);
  });

  it('shows what a host prints as text, and lets only its own script run', () => {
    assert.ok(page().includes('100 &lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;'));
    assert.ok(!page().includes('<img'));
    assert.match(page(), /default-src &#39;none&#39;; style-src &#39;nonce-n0nce&#39;; script-src &#39;nonce-n0nce&#39;/);
  });

  it('offers the reboot with the rest of its buttons', () => assert.deepEqual(commands(page()), [...rebootCommands]));

  const refused: readonly (readonly [title: string, changes: Partial<RebootPage>, says: string])[] = [
    ['a task forbids it', { view: view({ facts: { ...host, tasks: known([{ upid: 'u', type: 'vzdump', id: '100' }]) } }) }, '<h2 class="grave">Must not be rebooted now</h2><ul><li>A task is running (vzdump 100)</li></ul>'],
    ['the host is still being looked at', { state: { reading: true } }, 'Looking at the guests, the cluster'],
    ['the host does not answer', { state: { reading: false, error: new Unreachable('pve8 does not answer', { detail: 'Look at it.' }) } }, 'pve8 does not answer. Look at it. What is below was seen 0 s ago, and lacks the cluster'],
    ['it reboots already', { view: view({ rebooting: { since: now } }) }, 'The host is rebooting, for 5 min now.'],
    ['nothing was ever read', { view: undefined, problem: 'no such host' }, 'no such host'],
  ];
  for (const [title, changes, says] of refused) {
    it(`offers no reboot where ${title}, and says so`, () => {
      assert.ok(page(changes).includes(says), page(changes));
      assert.ok(!commands(page(changes)).includes('pveDoctor.reboot'));
    });
  }

  it('says how another host stands', () => {
    assert.match(page({ others: [view({ label: 'pve9', rebooting: { since: now } })] }), /pve9 is rebooting, for 5 min now\. Wait until it is back\./);
    assert.match(page({ others: [view({ label: 'pve9', rebooting: { since: now, expected: 200_000 } })] }), /pve9 is rebooting, for 5 min now, and is not back in the expected time \(4 min\)\. Look at its screen .*dis_ucode_ldr.* Wait until it is back\./);
    assert.match(page({ others: [view({ label: 'pve9' })] }), /pve9 does not answer\./);
  });
});
