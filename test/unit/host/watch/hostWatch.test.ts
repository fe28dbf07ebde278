import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostWatch, type WatchRecord, type WatchedFailure, fileLease } from '../../../../src/host';
import { type Lease, noticeOf } from '../../../../src/host/watch';
import { recordsIn } from '../../../../src/vscode/evidence';
import { until } from '../../../support/until';
import { fakeHost } from '../fakeHost';
import { failuresSection, guestsSection, hostText } from '../probeText';

const entry = (n: number, fields: object = {}) => JSON.stringify({ __CURSOR: `s=1;i=${n}`, __REALTIME_TIMESTAMP: String((1_795_000_000 + n) * 1_000_000), MESSAGE: 'KVM internal error. Suberror: 3', _PID: '2043179', _BOOT_ID: 'a', ...fields });
const output = (...entries: readonly string[]) => ['from s=1;i=0', ...entries, ''].join('\n');

describe('watching a host', () => {
  let folder: string;
  const open: HostWatch[] = [];
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pve-doctor-watch-'))));
  afterEach(async () => {
    const watches = open.splice(0);
    for (const watch of watches) watch.dispose();
    await Promise.all(watches.map((watch) => watch.settled));
    rmSync(folder, { recursive: true });
  });

  /** A window of its own, with its own connection to the host. */
  function windowOn(entries: readonly string[] = [], lease: Lease = fileLease(join(folder, 'pve.lease'))) {
    const host = fakeHost();
    const told: WatchedFailure[] = [];
    const errors: unknown[] = [];
    let first = true;
    host.machine.answer('watch-failures', ({ args, options }) => {
      if (first) {
        first = false;
        const from = entries.findIndex((one) => one.includes(`"${args[0] ?? ''}"`));
        return output(...entries.slice(Math.max(0, from)));
      }
      return new Promise((_resolve, reject) => options.signal?.addEventListener('abort', () => reject(new Error('stopped'))));
    });
    const watch = new HostWatch({ hostId: 'pve', store: recordsIn<WatchRecord>(folder), lease, beat: 10, onFailure: (failure) => told.push(failure), onChange: () => undefined, onError: (error) => errors.push(error) });
    open.push(watch);
    return { ...host, watch, told, errors };
  }

  it('begins when the user turns it on, tells of each failure, and keeps the marks until the user looked', async () => {
    const { machine, session, watch, told, errors } = windowOn([entry(1, { _SYSTEMD_UNIT: '100.scope' }), entry(2, { MESSAGE: 'extra data[0]: 0x1' }), entry(3, { _SYSTEMD_UNIT: '101.scope' })]);
    await machine.connect({ mayAsk: false });
    await watch.use(session);
    assert.deepEqual([watch.state, machine.calls.length], [{ kind: 'off' }, 0]);
    await watch.turn(true);
    await until(() => told.length === 2);
    assert.deepEqual(told.map(({ vmid, vmidReason }) => [vmid, vmidReason]), [[100, 'the journal names its unit (100.scope)'], [101, 'the journal names its unit (101.scope)']]);
    assert.equal(watch.unseen.length, 2);
    await watch.markSeen();
    assert.deepEqual([watch.unseen, errors], [[], []]);
    await watch.turn(false);
    assert.deepEqual(watch.state, { kind: 'off' });
  });

  it('goes on after the window was closed, where it was, with the marks that were not looked at', async () => {
    const before = windowOn([entry(1), entry(2)]);
    await before.machine.connect({ mayAsk: false });
    await before.watch.use(before.session);
    await before.watch.turn(true);
    await until(() => before.told.length === 2);
    before.watch.dispose();
    const after = windowOn([entry(1), entry(2), entry(3)]);
    await after.machine.connect({ mayAsk: false });
    await after.watch.reload();
    await after.watch.use(after.session);
    await until(() => after.told.length > 0);
    assert.deepEqual(after.told.map(({ time }) => time), [1_795_000_003_000]);
    assert.deepEqual(after.watch.unseen.map(({ time }) => time), [1_795_000_003_000], 'a burst of one guest is one failure');
  });

  it('is done by one window, and by the next when that one is gone', async () => {
    const [one, other] = [windowOn(), windowOn([entry(1)])];
    for (const each of [one, other]) {
      await each.machine.connect({ mayAsk: false });
      await each.watch.use(each.session);
    }
    await one.watch.turn(true);
    await other.watch.reload();
    assert.equal(other.watch.state.kind, 'elsewhere');
    assert.deepEqual([one.calls('watch-failures').length > 0, other.calls('watch-failures').length], [true, 0]);
    one.watch.dispose();
    await until(() => other.told.length === 1);
  });

  it('leaves nothing behind where the window is closed while it takes it', async () => {
    const lease = fileLease(join(folder, 'pve.lease'));
    const one = windowOn([], {
      ...lease,
      hold: () => {
        one.watch.dispose();
        return lease.hold();
      },
    });
    await one.machine.connect({ mayAsk: false });
    await one.watch.use(one.session);
    await one.watch.turn(true);
    await one.watch.settled;
    assert.deepEqual([existsSync(join(folder, 'pve.lease')), one.calls('watch-failures').length], [false, 0]);
  });

  it('is left to another window where this one has no connection', async () => {
    const [one, other] = [windowOn(), windowOn()];
    await one.watch.use(one.session);
    await one.watch.turn(true);
    assert.equal(one.watch.state.kind, 'waiting');
    await other.machine.connect({ mayAsk: false });
    await other.watch.reload();
    await other.watch.use(other.session);
    await until(() => other.calls('watch-failures').length > 0);
    await one.machine.connect({ mayAsk: false });
    await until(() => one.watch.state.kind === 'elsewhere');
    other.machine.disconnect();
    await until(() => one.calls('watch-failures').length > 0);
  });

  it('names the guest by the host’s pid file, looked at anew where it must be', async () => {
    const { machine, session, watch, told } = windowOn([entry(1, { _PID: '555', __REALTIME_TIMESTAMP: '1794999999000000' })]);
    await machine.connect({ mayAsk: false });
    machine.answer('probe', hostText({ guests: guestsSection([{ vmid: 103, status: 'internal-error', configuration: { name: 'win11' }, pid: 555, pidSince: 1_794_990_000 }]), failures: failuresSection([]) }));
    await watch.use(session);
    await watch.turn(true);
    await until(() => told.length === 1);
    assert.deepEqual([told[0]?.vmid, told[0]?.vmidReason], [103, 'its pid file on the host names process 555']);
  });
});

describe('what is said of failures that were met', () => {
  const failure = (changes: Partial<WatchedFailure> = {}): WatchedFailure => ({ time: 0, suberror: 3, pid: 7, vmid: 100, text: 'KVM internal error. Suberror: 3', ...changes });
  const name = ({ vmid }: WatchedFailure) => (vmid === undefined ? undefined : vmid === 100 ? '100 (opnsense)' : String(vmid));

  it('names the guest, where it is known', () => {
    assert.deepEqual(noticeOf([failure()], 'pve8', name), { message: 'Guest 100 (opnsense) on pve8 died: KVM internal error, suberror 3 (unexpected VM exit during event delivery).', vmid: 100 });
  });

  it('says that it is not known, with the process', () => {
    const { vmid, ...unnamed } = failure();
    assert.equal(vmid, 100);
    assert.deepEqual(noticeOf([unnamed], 'pve8', name), { message: 'A guest on pve8 died: KVM internal error, suberror 3 (unexpected VM exit during event delivery). Which one is not known; QEMU’s process was 7.' });
  });

  it('is one sentence for one guest whose virtual CPUs report it each, and for several guests', () => {
    assert.match(noticeOf([failure(), failure()], 'pve8', name).message, /^Guest 100 \(opnsense\)/);
    assert.deepEqual(noticeOf([failure(), failure({ vmid: 101, pid: 8 }), failure()], 'pve8', name), { message: '2 guests on pve8 died of KVM failures: 100 (opnsense), 101.' });
  });

  it('has the words of QEMU where there is no suberror', () => {
    assert.match(noticeOf([failure({ suberror: 0, text: 'KVM: entry failed, hardware error 0x80000021' })], 'pve8', name).message, /died: KVM: entry failed, hardware error 0x80000021\.$/);
  });
});
