import assert from 'node:assert/strict';
import { Turns } from '../../../src/vscode/turns';

/** A question that is open until it is answered. */
function question(name: string, opened: string[]) {
  let answer: (text: string) => void = () => undefined;
  let refuse: (error: Error) => void = () => undefined;
  const ask = () => {
    opened.push(name);
    return new Promise<string>((resolve, reject) => {
      answer = resolve;
      refuse = reject;
    });
  };
  return { ask, answer: (text: string) => answer(text), refuse: (error: Error) => refuse(error) };
}

describe('questions in turn', () => {
  it('are open one at a time, in the order in which they came', async () => {
    const turns = new Turns();
    const opened: string[] = [];
    const [first, second] = [question('first', opened), question('second', opened)];
    const answers = [turns.take(first.ask), turns.take(second.ask)];
    await Promise.resolve();
    assert.deepEqual(opened, ['first']);
    first.answer('a');
    assert.equal(await answers[0], 'a');
    await Promise.resolve();
    assert.deepEqual(opened, ['first', 'second']);
    second.answer('b');
    assert.equal(await answers[1], 'b');
  });

  it('are not asked any more when nobody wants the answer', async () => {
    const turns = new Turns();
    const opened: string[] = [];
    const first = question('first', opened);
    const cancel = new AbortController();
    const answers = [turns.take(first.ask), turns.take(question('second', opened).ask, cancel.signal)];
    await Promise.resolve();
    cancel.abort();
    first.answer('a');
    assert.deepEqual(await Promise.all(answers), ['a', undefined]);
    assert.deepEqual(opened, ['first']);
  });

  it('go on after one that failed', async () => {
    const turns = new Turns();
    const opened: string[] = [];
    const first = question('first', opened);
    const failed = assert.rejects(turns.take(first.ask), /no window/);
    const second = turns.take(() => Promise.resolve('b'));
    await Promise.resolve();
    first.refuse(new Error('no window'));
    await failed;
    assert.equal(await second, 'b');
  });
});
