import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectionLost, DeadlineExceeded, type Machine, TooMuchOutput, UserError } from '../../../src/machine';
import { type Patience, type Target, createMachine, usualPatience } from '../../../src/ssh';
import { keptLog, scriptedPrompts } from '../../support/machines';
import { type Play, type PlayedHost, playHost } from '../../support/playedHost';
import { allGone } from '../../support/processes';
import { useNeighbour } from '../../support/neighbour';
import { targetOver, transports } from '../../support/reach';
import { until } from '../../support/until';

const script = (text: string) => ({ name: 'test', text });
const never = 600_000;
const mebibyte = 1024 * 1024;
const lineMebibytes = process.env.PVE_DOCTOR_FULL === '1' ? 1024 : 64;

/** Watches the memory of this process while something runs; the most that it grew, in bytes. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return Math.max(most, process.memoryUsage.rss()) - before;
}

describe('what a hostile host prints', function () {
  this.timeout(process.env.PVE_DOCTOR_FULL === '1' ? 600_000 : 60_000);
  const use = useNeighbour();
  let folder: string;
  const machines: Machine[] = [];
  const hosts: PlayedHost[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-output-'));
  });
  afterEach(async () => {
    for (const machine of machines.splice(0)) machine.dispose();
    for (const host of hosts.splice(0)) await host.dispose();
    rmSync(folder, { recursive: true });
  });

  const machineFor = (target: Target, patience: Partial<Patience> = {}) => {
    const machine = createMachine(target, scriptedPrompts(), undefined, keptLog(), { ...usualPatience, ...patience });
    machines.push(machine);
    return machine;
  };
  const play = async (how: Play) => {
    const host = await playHost(how);
    hosts.push(host);
    return host;
  };
  /** The process that wrote its id there. */
  const written = async () => {
    const file = join(folder, 'pid');
    await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'), 30_000);
    return Number(readFileSync(file, 'utf8'));
  };

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const reach = () => machineFor(targetOver(transport, use.sshd));

      it('without end is ended there when it is too much, and nothing is left', async () => {
        const running = reach().run(script('echo $$ >"$1/pid"; exec yes'), [folder], { maxBytes: 8 * mebibyte, deadline: never });
        await assert.rejects(running, (error: unknown) => error instanceof TooMuchOutput && error.message.includes('more than') && error.detail !== '');
        const pid = await written();
        await until(() => allGone([pid]));
      });

      it('without end on its errors is ended at the deadline, with as much of it as a person reads', async () => {
        const growth = await growthDuring(async () => {
          await assert.rejects(reach().run(script('echo $$ >"$1/pid"; exec yes >&2'), [folder], { deadline: 3_000 }), DeadlineExceeded);
        });
        assert.ok(growth < 100 * mebibyte, `grew by ${growth} bytes`);
        if (existsSync(join(folder, 'pid'))) {
          const pid = await written();
          await until(() => allGone([pid]));
        }
      });

      it(`in one line of ${lineMebibytes} MiB comes in pieces, all of it, in bounded memory`, async () => {
        const machine = reach();
        let bytes = 0;
        let longest = 0;
        const growth = await growthDuring(async () => {
          for await (const piece of machine.lines(script(`head -c ${lineMebibytes}M /dev/zero | tr '\\0' x`), [])) {
            bytes += piece.length;
            longest = Math.max(longest, piece.length);
          }
        });
        assert.deepEqual([bytes, longest], [lineMebibytes * mebibyte, mebibyte]);
        assert.ok(growth < 100 * mebibyte, `grew by ${growth} bytes`);
      });

      it('without line ends and without end waits there for a reader who takes no more, and ends with them', async () => {
        const machine = reach();
        const growth = await growthDuring(async () => {
          for await (const piece of machine.lines(script("echo $$ >\"$1/pid\"; exec tr '\\0' x </dev/zero"), [folder])) {
            assert.equal(piece.length, mebibyte);
            // Meanwhile the host may send what it can.
            for (let round = 0; round < 3; round += 1) await machine.run(script(':'), []);
            break;
          }
        });
        const pid = await written();
        await until(() => allGone([pid]));
        assert.ok(growth < 100 * mebibyte, `grew by ${growth} bytes`);
      });

      it('as invalid UTF-8 arrives byte for byte', async () => {
        const { stdout, stderr } = await reach().run(script('printf "\\377\\376\\200a\\303\\n"; printf "\\355\\240\\200" >&2'), []);
        assert.deepEqual([Buffer.from(stdout).toString('hex'), Buffer.from(stderr).toString('hex')], ['fffe8061c30a', 'eda080']);
      });

      it('does not matter when the script ignores every signal that it can: cancelled, it is gone', async () => {
        const cancel = new AbortController();
        const running = reach().run(script('trap "" TERM HUP INT PIPE; echo $$ >"$1/pid"; while :; do sleep 1; done'), [folder], { signal: cancel.signal, deadline: never });
        const told = assert.rejects(running, { name: 'AbortError' });
        const pid = await written();
        cancel.abort();
        await told;
        await until(() => allGone([pid]));
      });

      it('in place of starting the script is told as text, as much of it as a person reads', async () => {
        const noise = 'head -c 100000 /dev/zero | tr "\\0" x; printf "\\377\\033[2J\\342\\200\\256shell is broken\\n"; exit 1';
        // Over ssh the first command holds the connection.
        let commands = 0;
        const host = await play({ command: (line) => (transport === 'ssh' && (commands += 1) === 1 ? line : noise) });
        await assert.rejects(machineFor(targetOver(transport, host)).run(script(':'), []), (error: unknown) => {
          assert.ok(error instanceof UserError && error.message.includes('did not start'), String(error));
          assert.match(error.detail, /^…?x+�\[2Jshell is broken$/);
          assert.ok(error.detail.length < 2_000);
          return true;
        });
      });

      it('without end in place of starting a script that may run for ever has its deadline too', async () => {
        let commands = 0;
        const host = await play({ command: (line) => (transport === 'ssh' && (commands += 1) === 1 ? line : 'exec yes') });
        const machine = machineFor(targetOver(transport, host), { start: 300 });
        await machine.connect({ mayAsk: false });
        const read = async () => {
          for await (const line of machine.lines(script(':'), [])) assert.fail(String(line));
        };
        await assert.rejects(read, (error: unknown) => error instanceof DeadlineExceeded && error.message.includes('did not start'));
      });
    });
  }

  it('byte by byte costs no more than its bytes', async () => {
    const host = await play({ drip: 300_000 });
    const machine = machineFor(targetOver('ssh2', host));
    await machine.connect({ mayAsk: false });
    const growth = await growthDuring(async () => {
      await assert.rejects(machine.run(script(':'), [], { maxBytes: 250_000, deadline: never }), TooMuchOutput);
    });
    assert.ok(growth < 100 * mebibyte, `grew by ${growth} bytes`);
  });

  it('beyond what it was allowed to send ahead of a reader is not kept: the host is left', async () => {
    const host = await play({ floods: true });
    const machine = machineFor(targetOver('ssh2', host));
    await machine.connect({ mayAsk: false });
    const growth = await growthDuring(async () => {
      await assert.rejects(async () => {
        for await (const piece of machine.lines(script(':'), [])) {
          assert.ok(piece.length > 0);
          await until(() => machine.state.kind === 'lost', 30_000);
        }
      }, ConnectionLost);
    });
    assert.ok(growth < 100 * mebibyte, `grew by ${growth} bytes`);
  });
});
