import assert from 'node:assert/strict';
import { InstallTurns, installsAtOnce } from '../../../src/host';

/** A piece of work that ends when the test says so. */
function played() {
  let end: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let begun = false;
  const done = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const work = () => {
    begun = true;
    return done;
  };
  return { work, end: () => end(), fail: (error: Error) => fail(error), begun: () => begun };
}

const unlimited = new AbortController().signal;
const atOnce = () => assert.fail('it has to wait');

describe('installs side by side', () => {
  for (const how of ['ended', 'failed'] as const) {
    it(`begin when one before them has ${how}, and not sooner`, async () => {
      const turns = new InstallTurns();
      const first = Array.from({ length: installsAtOnce }, played);
      const running = first.map(({ work }) => turns.take(work, atOnce));
      const next = played();
      let waits = 0;
      const waiting = turns.take(next.work, (turn) => {
        waits += 1;
        return turn(unlimited);
      });
      await new Promise(setImmediate);
      assert.deepEqual([first.map(({ begun }) => begun()), waits, next.begun()], [[true, true, true], 1, false]);
      if (how === 'ended') first[1]?.end();
      else first[1]?.fail(new Error('no network'));
      if (how === 'ended') await running[1];
      else await assert.rejects(running[1] ?? Promise.resolve(), /no network/);
      await new Promise(setImmediate);
      assert.ok(next.begun());
      for (const one of [...first, next]) one.end();
      await waiting;
    });
  }

  it('are not begun where the user does not want to wait, and leave the turn to the next', async () => {
    const turns = new InstallTurns();
    const first = Array.from({ length: installsAtOnce }, played);
    const running = first.map(({ work }) => turns.take(work, atOnce));
    const [left, next] = [played(), played()];
    const cancel = new AbortController();
    const leaving = turns.take(left.work, (turn) => turn(cancel.signal));
    const waiting = turns.take(next.work, (turn) => turn(unlimited));
    await new Promise(setImmediate);
    cancel.abort(new Error('not today'));
    await assert.rejects(leaving, /not today/);
    first[0]?.end();
    await running[0];
    await new Promise(setImmediate);
    assert.deepEqual([left.begun(), next.begun()], [false, true]);
    for (const one of [...first, next]) one.end();
    await Promise.all([...running, waiting]);
  });
});
