import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeadlineExceeded, TooMuchOutput, UserError } from '../../../src/machine';
import { LocalMachine } from '../../../src/local';
import { allGone } from '../../support/processes';
import { until } from '../../support/until';

const script = (text: string) => ({ name: 'test', text });

describe('LocalMachine', () => {
  let folder: string;
  let machine: LocalMachine;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-local-'));
    machine = new LocalMachine();
  });
  afterEach(() => {
    machine.dispose();
    rmSync(folder, { recursive: true });
  });

  /** A script that would run for long, and whose descendants too; resolves with their process ids. */
  const stubborn = script('echo $$ >"$1/a"; sh -c \'echo $$ >"$1/b"; sleep 300\' x "$1" & sleep 300');
  const descendants = async () => {
    await until(() => existsSync(join(folder, 'b')) && readFileSync(join(folder, 'b')).length > 0);
    return ['a', 'b'].map((name) => Number(readFileSync(join(folder, name), 'utf8')));
  };

  it('gives output, errors and the exit status', async () => {
    const { stdout, stderr, code } = await machine.run(script('echo out "$1"; echo err >&2; exit 3'), ["it's"]);
    assert.deepEqual([String(stdout), String(stderr), code], ["out it's\n", 'err\n', 3]);
  });

  it('gives a script its content, to the byte', async () => {
    const content = Buffer.alloc(3_000_000, 0xa5);
    const { stdout } = await machine.run(script('cat'), [], { stdin: content });
    assert.ok(content.equals(stdout));
  });

  it('gets on with a script that does not read its content', async () => {
    const { code } = await machine.run(script('exit 5'), [], { stdin: Buffer.alloc(3_000_000) });
    assert.equal(code, 5);
  });

  it('ends all that a cancelled script started', async () => {
    const cancel = new AbortController();
    const running = machine.run(stubborn, [folder], { signal: cancel.signal });
    const pids = await descendants();
    cancel.abort();
    await assert.rejects(running, { name: 'AbortError' });
    await until(() => allGone(pids));
  });

  it('ends what ignores the polite request', async function () {
    this.timeout(30_000);
    const cancel = new AbortController();
    const running = machine.run(script('trap "" TERM; echo $$ >"$1/a"; echo $$ >"$1/b"; while :; do sleep 1; done'), [folder], { signal: cancel.signal });
    const pids = await descendants();
    cancel.abort();
    await assert.rejects(running);
    await until(() => allGone(pids));
  });

  it('ends a script at its deadline', async () => {
    const running = machine.run(stubborn, [folder], { deadline: 400 });
    const pids = await descendants();
    await assert.rejects(running, DeadlineExceeded);
    await until(() => allGone(pids));
  });

  it('ends a script that prints without end, and keeps no more than was allowed', async () => {
    await assert.rejects(machine.run(script('yes'), [], { maxBytes: 100_000 }), TooMuchOutput);
  });

  it('reads lines, also the last one without an end, and long ones in pieces', async () => {
    const lines: string[] = [];
    let code: number | undefined;
    const text = script('printf "one\\n\\n%s\\ntail" "$1"; exit 4');
    for await (const line of machine.lines(text, ['x'.repeat(25)], { maxLineBytes: 10, onEnd: (ending) => (code = ending.code) })) {
      lines.push(String(line));
    }
    assert.deepEqual(lines, ['one', '', 'x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5), 'tail']);
    assert.equal(code, 4);
  });

  it('ends the script when the reader stops reading', async () => {
    let pid = 0;
    for await (const line of machine.lines(script('echo $$; exec yes'), [])) {
      pid = Number(String(line));
      break;
    }
    await until(() => allGone([pid]));
  });

  it('does not run ahead of a slow reader', async () => {
    const before = process.memoryUsage().rss;
    let count = 0;
    for await (const line of machine.lines(script('yes'), [])) {
      if (line.length !== 1) assert.fail();
      if ((count += 1) % 10_000 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (count === 500_000) break;
    }
    assert.ok(process.memoryUsage().rss - before < 60 * 1024 * 1024);
  });

  it('runs six at once, and a click before what waits', async () => {
    const order: string[] = [];
    const gate = script('echo $$ >"$1/$2"; while [ ! -e "$1/go" ]; do sleep 0.02; done');
    const first = ['1', '2', '3', '4', '5'].map((name) => machine.run(gate, [folder, name]));
    await until(() => ['1', '2', '3', '4', '5'].every((name) => existsSync(join(folder, name))));
    const refresh = machine.run(script(':'), []).then(() => order.push('refresh'));
    await machine.run(script(':'), [], { priority: 'user' }).then(() => order.push('click'));
    await machine.run(script('touch "$1/go"'), [folder], { priority: 'user' });
    await Promise.all([...first, refresh]);
    assert.deepEqual(order, ['click', 'refresh']);
  });

  it('has no terminal of its own, and says where to find one', async () => {
    await assert.rejects(machine.terminal(), (error: unknown) => error instanceof UserError && error.detail.includes('ordinary terminal'));
  });
});
