/** A real sshd, and a machine that is connected to it while others have to do with hostile hosts: it may notice nothing. */
import assert from 'node:assert/strict';
import type { Machine } from '../../src/machine';
import { createMachine } from '../../src/ssh';
import { keptLog, scriptedPrompts } from './machines';
import { targetOver } from './reach';
import { type Sshd, noSshd, startSshd } from './sshd';

/** Registers the hooks; skips the tests where no sshd is installed. Its sshd is there in tests alone. */
export function useNeighbour(): { readonly sshd: Sshd } {
  let sshd: Sshd | undefined;
  let machine: Machine | undefined;
  const states: string[] = [];
  before(async function () {
    if (noSshd !== undefined) {
      console.log(`      skipped: ${noSshd}`);
      this.skip();
    }
    sshd = await startSshd();
    machine = createMachine(targetOver('ssh2', sshd), scriptedPrompts(), undefined, keptLog());
    await machine.connect({ mayAsk: false });
    machine.onDidChangeState(({ kind }) => states.push(kind));
  });
  after(async () => {
    if (!machine || !sshd) return;
    assert.equal(String((await machine.run({ name: 'test', text: 'echo ok' }, [])).stdout), 'ok\n');
    machine.dispose();
    await sshd.dispose();
  });
  afterEach('the machine beside it was not disturbed', () => assert.deepEqual(states, []));
  return {
    get sshd() {
      if (!sshd) throw new Error('the sshd is there in tests alone');
      return sshd;
    },
  };
}
