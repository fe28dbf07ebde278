import assert from 'node:assert/strict';
import { valueOf } from '../../../../src/host/facts';
import { historySections } from '../../../../src/host/history/sections';
import { bootIdOf, historyText, issueStory } from '../../../support/chosenHistory';
import { fakeHost } from '../fakeHost';

const now = Date.parse('2026-11-25T12:00:00Z');
const silent = issueStory(now).map((boot) => (boot.boot === 'first' ? { ...boot, revision: undefined } : boot));

describe('a session reads the history of its host', () => {
  const host = () => fakeHost([{ at: 1, bootId: bootIdOf('first'), revision: 0x16, signature: 1 }]);

  it('in one round trip, with the revisions that were seen in earlier boots', async () => {
    const { machine, session } = host();
    machine.answer('probe', historyText(silent, { now }));
    const history = await session.readHistory({ mayAsk: true });
    assert.deepEqual(valueOf(history.boots)?.map(({ revision }) => revision), [0x16, 0x16, 0x1a]);
    assert.deepEqual(machine.calls.map(({ script }) => script), ['probe']);
    const [call] = machine.calls;
    assert.deepEqual(historySections.map(({ name }) => name).filter((name) => call?.args.includes(name) !== true), []);
    assert.ok(call?.options.priority === 'user' && call.options.asRoot === true && Number(call.options.deadline) < 300_000);
  });

  it('and says why it cannot, where the host does not answer', async () => {
    const { machine, session } = host();
    machine.connecting = () => Promise.reject(new Error('no route'));
    await assert.rejects(session.readHistory({ mayAsk: false }), /no route/);
  });

  it('and stops when nobody waits any more', async () => {
    const { machine, session } = host();
    machine.answer('probe', () => new Promise(() => undefined));
    const controller = new AbortController();
    const reading = session.readHistory({ mayAsk: false, signal: controller.signal });
    setImmediate(() => controller.abort(new Error('closed')));
    await assert.rejects(reading, /closed/);
  });
});
