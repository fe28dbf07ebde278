import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { invocation } from '../../../src/machine/runner';
import { hellish } from '../../support/words';

const printArguments = { name: 'print-arguments', text: 'for argument; do printf "%s\\0" "$argument"; done' };
const cat = { name: 'cat', text: 'cat; exit 7' };

/** Runs an invocation as sshd would, in a login shell of that name; the input ends only after the process has. */
async function runIn(shell: string, call: ReturnType<typeof invocation>, content = Buffer.alloc(0), noise = '') {
  const child = spawn(shell, ['-c', noise + call.commandLine], { detached: true });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.write(call.preamble);
  child.stdin.write(content);
  const [code] = (await once(child, 'close')) as [number | null];
  const all = Buffer.concat(chunks);
  const at = all.indexOf(`${call.nonce}\n`);
  return { code, output: at < 0 ? undefined : all.subarray(at + call.nonce.length + 1) };
}

describe('invocation', () => {
  for (const shell of ['dash', 'bash']) {
    it(`gives the script its arguments from hell through ${shell}`, async () => {
      const { output } = await runIn(shell, invocation(printArguments, hellish));
      assert.deepEqual(output?.toString().split('\0').slice(0, -1), hellish);
    });

    it(`gives it arguments of 100 kB, which no command line carries, through ${shell}`, async () => {
      const words = ["'".repeat(100_000), '\\'.repeat(100_000), ...hellish];
      const call = invocation(printArguments, words);
      assert.ok(call.commandLine.length < 1000 && call.preamble.length > 400_000);
      const { output } = await runIn(shell, call);
      assert.deepEqual(output?.toString().split('\0').slice(0, -1), words);
    });

    it(`delivers binary content by its length, while stdin stays open, through ${shell}`, async () => {
      const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
      const { code, output } = await runIn(shell, invocation(cat, [], { length: content.length }), content);
      assert.equal(code, 7);
      assert.ok(output?.equals(content));
    });

    it(`keeps what a profile prints apart, through ${shell}`, async () => {
      const { output } = await runIn(shell, invocation({ name: 'say', text: 'echo said' }, []), undefined, 'echo noise; printf more; ');
      assert.equal(output?.toString(), 'said\n');
    });

    it(`sets PATH and LC_ALL, and an empty stdin, through ${shell}`, async () => {
      const script = { name: 'say', text: 'cat; echo "$LC_ALL"; case $PATH in */usr/sbin:/sbin) echo "$0";; esac' };
      const { output } = await runIn(shell, invocation(script, []));
      assert.equal(output?.toString(), 'C\nsay\n');
    });
  }

  it('takes a long line after noise on stdin', async () => {
    const call = invocation(printArguments, ['x'], { limit: 10 });
    const noisy = { ...call, preamble: Buffer.concat([Buffer.from('typed ahead\n'), call.preamble]) };
    assert.equal((await runIn('dash', noisy)).output?.toString(), 'x\0');
  });

  it('refuses an argument that Linux cannot pass', () => {
    assert.throws(() => invocation(cat, ['x'.repeat(131_072)]), /128 KiB/);
  });

  it('has scripts that shellcheck has nothing to say about', function () {
    const files = spawnSync('sh', ['-c', 'shellcheck src/machine/scripts/*.sh']);
    if (files.status === 127) this.skip();
    assert.equal(files.stdout.toString() + files.stderr.toString(), '');
  });
});
