import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ConnectionLost, DeadlineExceeded, Unreachable, type UserError } from '../../../src/machine';
import { type Target, createMachine, usualPatience } from '../../../src/ssh';
import { keptLog, scriptedPrompts } from '../../support/machines';
import { type Play, playHost } from '../../support/playedHost';
import { useNeighbour } from '../../support/neighbour';
import { targetOver, transports } from '../../support/reach';
import { startRelay, upToKexInit } from '../../support/relay';
import { type Sshd, startSshd } from '../../support/sshd';
import { until } from '../../support/until';

const script = (text: string) => ({ name: 'test', text });
/** So long that no test waits for it: what ends before was ended by something else. */
const never = 600_000;

/** A host that stops somewhere; `stopped` tells when. */
interface Stopping {
  /** What stands behind it. */
  readonly host: Pick<Sshd, 'port' | 'user' | 'knownHosts'>;
  readonly port: number;
  readonly open: number;
  readonly stopped: boolean;
  dispose(): Promise<void>;
}

describe('a hostile or broken host', function () {
  this.timeout(60_000);
  const use = useNeighbour();
  const clean: (() => Promise<void> | void)[] = [];

  afterEach(async () => {
    for (const each of clean.splice(0).reverse()) await each();
  });

  const machineFor = (target: Target, open = 200) => {
    const machine = createMachine(target, scriptedPrompts(), undefined, keptLog(), { ...usualPatience, open });
    clean.push(() => machine.dispose());
    return machine;
  };
  const keep = <T extends { dispose(): Promise<void> }>(host: T): T => {
    clean.push(() => host.dispose());
    return host;
  };
  /** What happened, and the next step. */
  const tells = (kind: typeof UserError, what: RegExp) => (error: unknown) => {
    assert.ok(error instanceof kind, String(error));
    assert.match(error.message, what);
    assert.ok(error.detail.length > 0 && error.actions.length > 0);
    return true;
  };

  const relayed = async (allow: (sent: Buffer) => number, how: 'silence' | 'close'): Promise<Stopping> => {
    const relay = await startRelay(use.sshd.port, { allow, beyond: how });
    return { host: use.sshd, port: relay.port, get open() { return relay.open; }, get stopped() { return relay.heldBack; }, dispose: () => relay.dispose() };
  };
  const played = (at: 'service' | 'login') => async (how: 'silence' | 'close'): Promise<Stopping> => {
    const host = await playHost({ stop: { at, how } });
    return { host, port: host.port, get open() { return host.open; }, get stopped() { return host.stopped; }, dispose: () => host.dispose() };
  };
  const stages: readonly (readonly [stage: string, host: (how: 'silence' | 'close') => Promise<Stopping>, late: RegExp])[] = [
    ['before it says anything', (how) => relayed(() => 0, how), /handshake/],
    ['in the middle of its version', (how) => relayed(() => 6, how), /handshake/],
    ['after its version', (how) => relayed((sent) => sent.indexOf(10) + 1, how), /handshake/],
    ['after its list of algorithms', (how) => relayed(upToKexInit, how), /handshake/],
    ['in the middle of the key exchange', (how) => relayed((sent) => upToKexInit(sent) + 40, how), /handshake/],
    ['when the login is announced', played('service'), /login/],
    ['when the user logs in', played('login'), /login/],
  ];

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const target = (host: Stopping, connectTimeout: number) => targetOver(transport, host.host, host.port, { connectTimeout });

      for (const [stage, start, late] of stages) {
        it(`that goes silent ${stage} is given up at the deadline`, async () => {
          const host = keep(await start('silence'));
          // What comes after the keys needs them first, also on a busy computer.
          const machine = machineFor(target(host, late.source === 'login' && transport === 'ssh2' ? 2_000 : 300));
          await assert.rejects(machine.connect({ mayAsk: false }), tells(Unreachable, transport === 'ssh2' ? late : /within|cannot be reached/));
          assert.equal(machine.state.kind, 'lost');
          machine.disconnect();
          await until(() => host.open === 0);
        });

        it(`that goes silent ${stage} is left at once when that is cancelled`, async () => {
          const host = keep(await start('silence'));
          const cancel = new AbortController();
          const connecting = machineFor(target(host, never)).connect({ mayAsk: false, signal: cancel.signal });
          const told = assert.rejects(connecting, { name: 'AbortError' });
          await until(() => host.stopped);
          cancel.abort();
          await told;
          await until(() => host.open === 0);
        });

        it(`that goes away ${stage} is said to have closed the connection`, async () => {
          const host = keep(await start('close'));
          const expected = transport === 'ssh2' ? /closed the connection/ : /cannot be reached/;
          await assert.rejects(machineFor(target(host, never)).connect({ mayAsk: false }), tells(Unreachable, expected));
        });
      }

      // Over ssh the first session holds the connection.
      const stop = (at: 'channel' | 'exec', how: 'silence' | 'close'): Play => ({ stop: { at, how, after: transport === 'ssh' ? 1 : 0 } });
      for (const at of ['channel', 'exec'] as const) {
        const when = at === 'channel' ? 'when a channel is opened' : 'when a command is started';

        it(`that goes silent ${when} is given up at the deadline`, async () => {
          const host = keep(await playHost(stop(at, 'silence')));
          const machine = machineFor(targetOver(transport, host));
          await machine.connect({ mayAsk: false });
          const running = machine.run(script(':'), [], transport === 'ssh' ? { deadline: 300 } : {});
          await assert.rejects(running, transport === 'ssh2' ? tells(ConnectionLost, /was lost/) : tells(DeadlineExceeded, /did not finish/));
        });

        it(`that goes silent ${when} is left at once when that is cancelled`, async () => {
          const host = keep(await playHost(stop(at, 'silence')));
          const machine = machineFor(targetOver(transport, host), never);
          const cancel = new AbortController();
          await machine.connect({ mayAsk: false });
          const told = assert.rejects(machine.run(script(':'), [], { signal: cancel.signal, deadline: never }), { name: 'AbortError' });
          await until(() => host.stopped);
          cancel.abort();
          await told;
          machine.disconnect();
          await until(() => host.open === 0);
        });

        it(`that goes away ${when} is said to be lost`, async () => {
          const host = keep(await playHost(stop(at, 'close')));
          const machine = machineFor(targetOver(transport, host));
          await machine.connect({ mayAsk: false });
          await assert.rejects(machine.run(script(':'), []), tells(ConnectionLost, /was lost/));
        });
      }

      it('that says 1 MB without a line end in place of its version is no ssh server', async () => {
        const server = createServer((socket) => socket.on('error', () => undefined).end(randomFillSync(Buffer.alloc(1_000_000)).map((byte) => (byte % 64) + 32)));
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        clean.push(() => void server.close());
        const address = server.address();
        assert.ok(address !== null && typeof address === 'object');
        await assert.rejects(machineFor(targetOver(transport, use.sshd, address.port)).connect({ mayAsk: false }), (error: unknown) => {
          assert.ok(error instanceof Unreachable && error.detail.length < 2_000);
          return true;
        });
      });

      it('has a banner that is long, and is let through, or one of 1 MB, and is not', async () => {
        const banner = join(use.sshd.folder, `banner-${transport}`);
        for (const [size, fits] of [[30_000, true], [1_000_000, false]] as const) {
          writeFileSync(banner, 'x'.repeat(size));
          const chatty = keep(await startSshd([`Banner ${banner}`]));
          const machine = machineFor(targetOver(transport, chatty, chatty.port, { connectTimeout: never }));
          if (fits) assert.equal((await machine.run(script('exit 3'), [])).code, 3);
          else {
            await assert.rejects(machine.connect({ mayAsk: false }), (error: unknown) => {
              assert.ok(error instanceof Unreachable && error.detail.length < 2_000, String(error));
              return true;
            });
          }
        }
        rmSync(banner);
      });
    });
  }

  it('that babbles after the login and keeps its end open is left, and what ran there is told', async () => {
    const host = keep(await playHost({ clings: true }));
    const machine = machineFor(targetOver('ssh2', host));
    const running = machine.run(script('sleep 300'), [], { deadline: never });
    const told = assert.rejects(running, ConnectionLost);
    await until(() => machine.state.kind === 'connected');
    host.babble();
    await told;
    await until(() => machine.state.kind === 'lost');
  });

  it('that keeps its end open after the goodbye is left all the same', async () => {
    const host = keep(await playHost({ clings: true }));
    const machine = machineFor(targetOver('ssh2', host));
    await machine.connect({ mayAsk: false });
    machine.disconnect();
    await until(() => host.open === 0);
  });

  it('on the way to another keeps nobody waiting: the way through it has a deadline, and can be cancelled', async () => {
    const hop = keep(await playHost({ tunnel: 'silence' }));
    const jump = targetOver('ssh2', hop);
    const through = (connectTimeout: number) => machineFor(targetOver('ssh2', use.sshd, use.sshd.port, { jumps: [jump], connectTimeout }));
    await assert.rejects(through(300).connect({ mayAsk: false }), tells(Unreachable, /did not answer/));
    const cancel = new AbortController();
    const told = assert.rejects(through(never).connect({ mayAsk: false, signal: cancel.signal }), { name: 'AbortError' });
    await until(() => hop.tunnels === 2);
    cancel.abort();
    await told;
  });
});
