import assert from 'node:assert/strict';
import { Unreachable } from '../../../../src/machine';
import { type HostFacts, type HostView, checkHost, planRemediation } from '../../../../src/host';
import type { ShownHost } from '../../../../src/vscode/hosts/hostNode';
import { tableHtml } from '../../../../src/vscode/hosts/tableHtml';
import { tableMarkdown } from '../../../../src/vscode/hosts/tableMarkdown';
import { type Column, columns, hostRows } from '../../../../src/vscode/hosts/tableRows';
import { absent, facts, known, now, runs, unknown } from '../../host/hostFacts';

const nasty = `<img src=x onerror="alert('1')">|[a](b)`;
const opnsense = { vmid: 100, type: 'qemu', name: 'opnsense', onboot: true, template: false } as const;

function host(id: string, read: HostFacts | undefined, changes: Partial<HostView> = {}): ShownHost {
  const judged = read && { facts: read, findings: checkHost(read), plan: planRemediation(read) };
  return { id, label: id, address: `root@${id}`, problem: undefined, reachedBy: undefined, view: { id, label: id, connection: { kind: 'connected' }, findings: [], refreshing: false, ...judged, ...changes } };
}

const rowOf = (shown: ShownHost) => hostRows([shown], now)[0]?.cells ?? assert.fail();
const cell = (shown: ShownHost, column: Column) => [rowOf(shown)[column].text, rowOf(shown)[column].more];

describe('the table of hosts', () => {
  it('says of a host what each column asks', () => {
    const pve8 = host('pve8', facts({ guests: known([opnsense]) }));
    assert.deepEqual(columns.map((column) => rowOf(pve8)[column].text), ['pve8', 'Celeron J6412', '5.19', '0x16', '0x1a', '3 problems', 'Component enabled: next', 'Suberror 3, 2 h ago']);
    assert.deepEqual(cell(pve8, 'BIOS'), ['5.19', '07/04/2022']);
    assert.deepEqual(cell(pve8, 'Last failure'), ['Suberror 3, 2 h ago', 'guest 100 opnsense']);
    assert.match(cell(pve8, 'Available')[1] ?? '', /^in the list, \d{4}-\d\d-\d\d$/);
  });

  it('says what is not known, and why, and has it last in any order', () => {
    const reason = 'it can be read by root alone';
    const closed = host('closed', facts({ cpu: unknown(reason), firmware: unknown(reason), sources: unknown(reason), failures: unknown(reason) }));
    for (const column of ['CPU', 'BIOS', 'Running', 'Available', 'Repositories', 'Last failure'] as const) {
      assert.deepEqual([column, ...cell(closed, column), rowOf(closed)[column].order], [column, 'not known', reason, undefined]);
    }
    assert.deepEqual(cell(host('pve', facts({ firmware: known({}) })), 'BIOS'), ['not known', 'the firmware does not tell']);
    assert.deepEqual(cell(host('pve', facts({ failures: absent })), 'Last failure'), ['no journal', undefined]);
  });

  it('says of a host that was not read that it was not, and why', () => {
    const error = new Unreachable('root@gone cannot be reached', { detail: 'Is it switched on?' });
    const gone = host('gone', undefined, { connection: { kind: 'lost', error } });
    assert.match(cell(gone, 'Host')[1] ?? '', /cannot be reached/);
    for (const column of columns.slice(1)) assert.deepEqual([...cell(gone, column), rowOf(gone)[column].order], ['not read yet', undefined, undefined]);
    assert.deepEqual(cell({ ...gone, view: undefined, problem: new Error('no such name') }, 'Host'), ['gone', 'no such name']);
  });

  it('keeps what was read of a host that is not connected any more, and says since when', () => {
    const lost = host('lost', facts(), { connection: { kind: 'lost', error: new Error('timed out') } });
    assert.equal(hostRows([lost], facts().observedAt + 600_000)[0]?.cells.Host.more, 'seen 10 min ago, not connected: timed out');
    assert.equal(rowOf(lost).Running.text, '0x16');
    assert.deepEqual(cell(host('stale', facts(), { error: new Error('took too long') }), 'Host'), ['stale', 'stale: took too long']);
  });

  it('leaves microcode to the host of a virtual machine', () => {
    const vm = host('vm', facts({ machine: known({ kind: 'virtual-machine', by: 'kvm' }) }));
    assert.deepEqual([cell(vm, 'Running')[0], cell(vm, 'Available')[0], cell(vm, 'Plan')[0]], ['not of this machine', 'not of this machine', 'nothing to do']);
  });

  it('orders revisions and failures as numbers, by the lowest of a mix', () => {
    const mixed = rowOf(host('mix', facts({ cpu: known({ ...(runs(0x1a) as { value: object }).value, revisions: [0x1a, 0x16] } as never) }))).Running;
    assert.deepEqual([mixed.text, mixed.order], ['0x1a, 0x16 on 2 CPUs: a mix', 0x16]);
    assert.equal(rowOf(host('pve8', facts()))['Last failure'].order, now - 2 * 3_600_000);
  });

  it('is a table with headings that are buttons, and says of none that it sorts before one is chosen', () => {
    const page = tableHtml(hostRows([host('pve8', facts()), host('gone', undefined)], now), 'n0nce');
    assert.deepEqual([...page.matchAll(/<th scope="col" aria-sort="none"><button type="button" class="sort" data-column="(\d)">([^<]+)/g)].map(([, , name]) => name), [...columns]);
    assert.equal(page.match(/<th scope="row"/g)?.length, 2);
    assert.ok(page.includes('data-order="22"') && page.includes('data-open="gone"'));
    assert.equal(page.match(/<td>not read yet/g)?.length, 7, 'what is not known has no order');
    assert.ok(tableHtml([], 'n0nce').includes('data-command="pveDoctor.addHost"'));
  });

  it('lets nothing through that a host or a person wrote, on the page and in Markdown', () => {
    const named = host(nasty, facts({ firmware: known({ biosVersion: nasty }), cpu: unknown(nasty), guests: known([{ ...opnsense, name: `${nasty}\n|x` }]) }));
    const page = tableHtml(hostRows([named], now), 'n0nce');
    assert.ok(!page.includes('<img'));
    assert.ok(page.includes(`content="default-src &#39;none&#39;; style-src &#39;nonce-n0nce&#39;; script-src &#39;nonce-n0nce&#39;"`));
    assert.doesNotMatch(page, /(?:color|background|border[\w-]*):[^;]*(?:#[0-9a-f]{3,8}\b|\brgba?\()/i);
    const lines = tableMarkdown(hostRows([named], now), true).trim().split('\n');
    assert.equal(lines.length, 5);
    assert.ok(lines.every((line) => !/(?<!\\)[<[]/.test(line)));
    assert.equal(lines[4]?.match(/(?<!\\)\|/g)?.length, columns.length + 1);
  });

  it('names neither hosts nor guests where it is not to, and tells no reasons then', () => {
    const rows = hostRows([host('pve8', facts({ guests: known([opnsense]) })), host('secret', facts({ firmware: unknown('cat: secret') }), { connection: { kind: 'lost', error: new Error('root@secret is off') } })], now);
    const text = tableMarkdown(rows, false);
    for (const name of ['pve8', 'opnsense', 'secret']) assert.ok(!text.includes(name), name);
    assert.ok(text.includes('| Host 2 | Celeron J6412 | not known |'), text);
    assert.ok(tableMarkdown(rows, true).includes('opnsense'));
  });
});
