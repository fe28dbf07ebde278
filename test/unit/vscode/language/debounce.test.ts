import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Debounce } from '../../../../src/vscode/language/debounce';

describe('waiting for a pause', () => {
  const done: string[] = [];
  let debounce: Debounce;
  const later = (key: string, word: string) => debounce.later(key, 100, () => done.push(word));
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    debounce = new Debounce();
    done.length = 0;
  });
  afterEach(() => mock.timers.reset());

  it('does the last thing asked for, once, after the last asking', () => {
    later('a', 'first');
    mock.timers.tick(60);
    later('a', 'second');
    mock.timers.tick(60);
    assert.deepEqual(done, []);
    mock.timers.tick(40);
    assert.deepEqual(done, ['second']);
    mock.timers.tick(1_000);
    assert.deepEqual(done, ['second']);
  });
  it('keeps keys apart', () => {
    later('a', 'a');
    later('b', 'b');
    debounce.cancel('a');
    mock.timers.tick(100);
    assert.deepEqual(done, ['b']);
  });
  it('does nothing any more when it is disposed of', () => {
    later('a', 'a');
    debounce.dispose();
    mock.timers.tick(100);
    assert.deepEqual(done, []);
  });
});
