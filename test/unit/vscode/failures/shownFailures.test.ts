import assert from 'node:assert/strict';
import { type SearchRecord, resultOf } from '../../../../src/host';
import { outcome } from '../../../../src/vscode/failures/searchOutcome';
import { type ShownFailures, nothingShown } from '../../../../src/vscode/failures/shownFailures';
import { badgeOf } from '../../../../src/vscode/hosts/badge';
import { hostNode } from '../../../../src/vscode/hosts/hostNode';
import { facts, failuresAt, known, now } from '../../host/hostFacts';

const guest = (vmid: number, status: string, pid: number) => ({ vmid, type: 'qemu', name: `vm${vmid}`, status, onboot: true, template: false, pid }) as const;
const logs = known([{ path: '/var/log/syslog', bytes: 2048, modifiedAt: now - 60_000 }, { path: '/var/log/syslog.1', bytes: 100, modifiedAt: now - 86_400_000 }]);
const host = facts({ logs, guests: known([guest(100, 'running', 7), guest(101, 'internal-error', 8)]) });
const failure = (vmid: number | undefined, time = now - 60_000) => ({ time, suberror: 3, pid: 7, ...(vmid === undefined ? {} : { vmid }), text: '' });
const found = (source: string, vmid = 100) => ({ kind: 'internal-error', suberror: 3, pid: 7, vmid, time: now, text: '', sources: [source] }) as const;

const record: SearchRecord = {
  at: now,
  failures: [found('journal'), found('1:2', 101)],
  boots: [],
  machineChecks: [],
  outOfMemory: [],
  truncated: false,
  sources: [{ source: 'journal', id: 'journal' }, { source: '/var/log/syslog', id: '1:2', size: 2000, modifiedAt: now - 120_000 }, { source: '/var/log/syslog.1', size: 100, modifiedAt: now - 86_400_000, unknown: 'it can be read by root and by members of adm alone' }],
  next: { cursor: '', files: [] },
};

function tree(failures: Partial<ShownFailures> = {}, changed = host) {
  const view = { id: 'a', label: 'a', connection: { kind: 'connected' }, facts: changed, findings: [], refreshing: false } as const;
  const root = hostNode({ id: 'a', label: 'a', address: 'root@a', view, problem: undefined, reachedBy: undefined, failures: { ...nothingShown, ...failures } }, now);
  const section = (label: string) => root.children.find((node) => node.label === label);
  return { root, guests: section('Guests'), logs: section('Logs'), row: (label: string) => root.children.flatMap(({ children }) => children).find((node) => node.label.startsWith(label)) };
}

describe('the tree marks what is new', () => {
  it('on the host, on its guests, and on the guest, until it was looked at', () => {
    const { root, guests, row } = tree({ watch: { kind: 'watching' }, unseen: [failure(100)] });
    assert.match(root.description ?? '', /^1 new failure · /);
    assert.deepEqual([root.tone, root.kind], ['error', 'host.connected.watched']);
    assert.match(guests?.description ?? '', /^1 new failure · 2, one in internal-error$/);
    assert.match(row('100')?.description ?? '', /^new failure \d\d:\d\d · running$/);
    assert.deepEqual([row('100')?.icon, row('100')?.tone, row('100')?.kind], ['bell-dot', 'error', 'guest.qemu.running']);
    assert.equal(row('101')?.description?.startsWith('internal-error'), true);
    const { root: after, row: rows } = tree();
    assert.doesNotMatch(after.description ?? '', /new failure/);
    assert.deepEqual([after.kind, rows('100')?.description], ['host.connected', 'running']);
  });

  it('by the process where the guest was not known', () => {
    assert.match(tree({ unseen: [failure(undefined)] }).row('100')?.description ?? '', /^new failure/);
  });

  it('says by whom a host is watched, or why not', () => {
    const journal = (failures: Partial<ShownFailures>) => tree(failures).row('Journal');
    assert.match(journal({ watch: { kind: 'watching' } })?.description ?? '', /, watched$/);
    assert.match(journal({ watch: { kind: 'elsewhere' } })?.tooltip ?? '', /by another window\.$/);
    assert.match(journal({ watch: { kind: 'failed', reason: 'there is no systemd journal on this host' } })?.description ?? '', /, not watched: there is no systemd journal on this host$/);
    assert.doesNotMatch(journal({})?.tooltip ?? '', /watched/i);
  });
});

describe('the logs in the tree', () => {
  it('show how far a search is', () => {
    const { logs: node } = tree({ searching: { progress: { source: '/var/log/syslog.2.gz', done: 0.409 } } });
    assert.deepEqual([node?.description, node?.kind, node?.icon], ['searching: syslog.2.gz, 40 %', 'logs.searching', 'loading~spin']);
    assert.equal(tree({ searching: { progress: undefined } }).logs?.description, 'searching…');
  });

  it('offer the first search, and count by source after it, with what is unknown', () => {
    assert.deepEqual([tree().row('All logs')?.description, tree().row('All logs')?.command?.command], ['not searched yet', 'pveDoctor.searchFailures']);
    const { logs: node, row } = tree({ result: resultOf([record]) });
    assert.equal(node?.description, '2 failures, 1 log unknown');
    assert.deepEqual([row('All logs')?.description, row('All logs')?.command?.command], ['2 failures, 1 log unknown, searched 0 s ago', 'pveDoctor.openFound']);
    assert.equal(row('syslog.1')?.description, 'unknown: it can be read by root and by members of adm alone, 100 B, written 24 h ago');
    assert.match(row('syslog')?.description ?? '', /^1 failure, 2\.0 KiB/);
  });

  it('do not say “none” of a journal that cannot be read', () => {
    const { row } = tree({}, facts({ logs, failures: { state: 'unknown', reason: 'it can be read by root alone' } }));
    assert.equal(row('Journal')?.description, 'unknown: it can be read by root alone');
    assert.equal(tree({}, facts({ failures: failuresAt() })).row('Journal')?.description, 'no failures');
  });
});

describe('the badge', () => {
  it('counts each guest once that is dead or failed anew', () => {
    assert.deepEqual(badgeOf([{ id: 'a', facts: host, unseen: [failure(101), failure(101), failure(100)] }, { id: 'b', facts: undefined, unseen: [failure(undefined)] }]), { value: 3, tooltip: '1 guest in internal-error, 4 new KVM failures' });
    assert.deepEqual(badgeOf([{ id: 'a', facts: host, unseen: [] }]), { value: 1, tooltip: '1 guest in internal-error' });
  });

  it('is not there where nothing needs a look', () => assert.equal(badgeOf([{ id: 'a', facts: facts(), unseen: [] }]), undefined));
});

describe('the outcome of a search', () => {
  const of = (changes: Partial<SearchRecord>) => outcome('pve8', resultOf([{ ...record, sources: [record.sources[0]!], ...changes }])!);

  it('says what was found, what of it is new, and what is unknown', () => {
    assert.equal(of({}), 'pve8: 2 KVM failures in its logs.');
    assert.equal(of({ sources: record.sources }), 'pve8: 2 KVM failures in its logs. Unknown: syslog.1 (it can be read by root and by members of adm alone).');
    assert.equal(of({ failures: [] }), 'pve8: no KVM failures in its logs.');
    assert.equal(of({ failures: [], sources: record.sources }), 'pve8: no KVM failures in what could be read of its logs. Unknown: syslog.1 (it can be read by root and by members of adm alone).');
    assert.equal(outcome('pve8', resultOf([record, record])!), 'pve8: 2 KVM failures in its logs, none of them new. Unknown: syslog.1 (it can be read by root and by members of adm alone).');
  });
});
