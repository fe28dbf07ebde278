import assert from 'node:assert/strict';
import { ConnectionLost, FakeMachine, NeedsAnswer } from '../../../../src/machine';
import { Access } from '../../../../src/host/access';
import type { JournalFailure } from '../../../../src/host/journalFailure';
import { type FollowOptions, type WatchState, followFailures } from '../../../../src/host/watch';
import { until } from '../../../support/until';

/** A journal that grows, as watch-failures.sh shows it: from the entry at a cursor on. */
class Journal {
  readonly entries: string[] = [];
  private wake: () => void = () => undefined;

  write(message: string, pid = 7): string {
    const cursor = `s=1;i=${this.entries.length + 1}`;
    this.entries.push(JSON.stringify({ __CURSOR: cursor, __REALTIME_TIMESTAMP: String((1_795_000_000 + this.entries.length) * 1_000_000), MESSAGE: message, _PID: String(pid), _BOOT_ID: 'a'.repeat(32) }));
    this.wake();
    return cursor;
  }

  /** Resolves when something was written. */
  written(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  from(cursor: string): string {
    const at = cursor === '' ? this.entries.length - 1 : this.entries.findIndex((entry) => entry.includes(`"${cursor}"`));
    const first = cursor === '' ? `s=1;i=${this.entries.length}` : cursor;
    return [`from ${first}`, ...this.entries.slice(Math.max(0, at)), ''].join('\n');
  }
}

function watch(machine: FakeMachine, options: Partial<FollowOptions> = {}) {
  const met: JournalFailure[] = [];
  const states: WatchState[] = [];
  let cursor = options.cursor;
  const following = followFailures(new Access(machine), {
    cursor,
    pause: 1,
    onReached: (reached, failure) => {
      cursor = reached;
      if (failure) met.push(failure);
      return Promise.resolve();
    },
    onState: (state) => states.push(state),
    ...options,
  });
  return { met, states, following, cursor: () => cursor };
}

const suberror = (n: number) => `KVM internal error. Suberror: ${n}`;
const lost = new ConnectionLost('lost');

/** The output until there, and then the network goes; what is cut off in the middle of a line is no entry. */
function cutAfter(machine: FakeMachine, stdout: string) {
  setImmediate(() => machine.become({ kind: 'lost', error: lost }));
  return { stdout, error: lost };
}

const never = () => new Promise<never>(() => undefined);

describe('following a host’s journal', () => {
  it('meets what comes from now on, and nothing that was before', async () => {
    const journal = new Journal();
    journal.write(suberror(3));
    const machine = new FakeMachine();
    await machine.connect({ mayAsk: false });
    let call = 0;
    machine.answer('watch-failures', async ({ args }) => {
      call += 1;
      if (call === 1) return journal.from(args[0] ?? '');
      await journal.written();
      return journal.from(args[0] ?? '');
    });
    const { met, following } = watch(machine);
    await until(() => call === 2);
    journal.write(suberror(2));
    await until(() => met.length === 1);
    assert.deepEqual(met.map((failure) => failure.suberror), [2]);
    following.dispose();
  });

  it('misses nothing and meets nothing twice, wherever the connection is cut', async function () {
    this.timeout(60_000);
    let seed = 20261125;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * below);
    };
    for (let round = 0; round < 150; round += 1) {
      const journal = new Journal();
      journal.write('QEMU started');
      const machine = new FakeMachine();
      await machine.connect({ mayAsk: false });
      const expected: string[] = [];
      const grow = () => {
        for (let count = random(4); count > 0; count -= 1) {
          const isFailure = random(2) === 0;
          const pid = 1000 + expected.length;
          journal.write(isFailure ? suberror(3) : `extra data[${random(3)}]: 0x31`, pid);
          if (isFailure) expected.push(String(pid));
        }
      };
      let cuts = 3 + random(5);
      let whole = false;
      machine.answer('watch-failures', ({ args }) => {
        const before = journal.from(args[0] ?? '');
        // Only what comes after the first answer counts: a watch begins now.
        grow();
        const all = args[0] === '' ? before : journal.from(args[0] ?? '');
        whole = cuts === 0;
        if (whole) return all;
        cuts -= 1;
        return cutAfter(machine, all.slice(0, random(all.length + 1)));
      });
      // Where even the first line was cut off, it begins at a known place all the same.
      const { met, following } = watch(machine, { cursor: 's=1;i=1' });
      while (cuts > 0) {
        await until(() => machine.state.kind === 'lost');
        grow();
        await machine.connect({ mayAsk: false });
      }
      await until(() => whole && met.length >= expected.length);
      following.dispose();
      assert.deepEqual(met.map(({ pid }) => String(pid)), expected, `round ${round}`);
    }
  });

  it('waits without a word while the host is away, and never connects by itself', async () => {
    const machine = new FakeMachine();
    machine.connecting = () => Promise.reject(new NeedsAnswer('a password'));
    machine.answer('watch-failures', () => never());
    const { states, following } = watch(machine);
    assert.deepEqual(states, [{ kind: 'waiting' }]);
    assert.deepEqual(machine.calls, []);
    assert.equal(machine.state.kind, 'disconnected');
    machine.become({ kind: 'refused', error: lost });
    machine.become({ kind: 'connected' });
    await until(() => machine.calls.length === 1);
    following.dispose();
  });

  it('says why it cannot, and tries again with the next connection', async () => {
    const machine = new FakeMachine();
    await machine.connect({ mayAsk: false });
    machine.answer('watch-failures', { code: 4 });
    const { states, following } = watch(machine, { pause: 1e6 });
    await until(() => states.length > 0);
    assert.deepEqual(states, [{ kind: 'failed', reason: 'the journal can be read by root and by members of adm or systemd-journal alone' }]);
    machine.answer('watch-failures', never);
    machine.become({ kind: 'lost', error: lost });
    machine.become({ kind: 'connected' });
    await until(() => machine.calls.length === 2);
    following.dispose();
  });

  it('ends what runs on the host when it is told to', async () => {
    const machine = new FakeMachine();
    await machine.connect({ mayAsk: false });
    machine.answer('watch-failures', () => never());
    const { states, following } = watch(machine);
    await until(() => machine.calls.length === 1);
    following.dispose();
    const { signal } = machine.calls[0]?.options ?? {};
    await until(() => signal?.aborted === true);
    machine.become({ kind: 'lost', error: lost });
    machine.become({ kind: 'connected' });
    assert.deepEqual([machine.calls.length, states], [1, []]);
  });
});
