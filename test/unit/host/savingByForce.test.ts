/** A save that is ended at any moment: the file is the old one or the new one to the byte, and nothing else is left. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { sha256 } from '../../../src/host/files';
import type { UserError } from '../../../src/machine';
import { type Moment, PrivateHost, noPrivateHost } from '../../support/privateHost';
import { copies, failure, machineOf, namesIn, nothingLeft, place, present, save } from '../../support/savingOnHost';
import { until } from '../../support/until';
import { openWire } from '../../support/wire';
import { seeded } from '../../support/words';
import { titled } from './thisComputer';

const count = process.env.PVE_DOCTOR_FULL === '1' ? 200 : 20;
const seed = Number(process.env.PVE_DOCTOR_SEED ?? '20261125');
const mostBytes = 8 * 1024 * 1024;
/** From the one that keeps the version before on. */
const lastPrograms = 9;

/** When it is ended: as bytes pass, as the temporary file grows, or where a program of the script begins or ends. */
type When = { readonly kind: 'up' | 'down' | 'arrived'; readonly bytes: number } | ({ readonly kind: 'program' } & Moment);

interface Blow {
  readonly transport: 'ssh2' | 'ssh';
  readonly how: 'the line is cut' | 'sshd is killed' | 'it is cancelled';
  readonly when: When;
  readonly old: Buffer;
  readonly content: Buffer;
}

describe(titled('a save that is ended by force', noPrivateHost), function () {
  this.timeout(120_000);
  let host: PrivateHost;
  /** Every program that a whole save starts, in order. */
  let programs: readonly string[];
  const ends = { old: 0, new: 0, failed: 0 };

  before(async function () {
    if (noPrivateHost !== undefined) this.skip();
    host = await PrivateHost.make();
    const machine = machineOf(host);
    await machine.connect({ mayAsk: false });
    place(host, Buffer.from('old'));
    host.hold();
    await save(machine, Buffer.from('new'), sha256(Buffer.from('old')));
    programs = host.started;
    machine.dispose();
    await nothingLeft(host, Buffer.from('old'));
  });
  after(async () => {
    if (noPrivateHost !== undefined) return;
    await host.dispose();
    console.log(`      seed ${seed}: ${ends.failed} of ${count} saves failed; the file was the old one ${ends.old} times, the new one ${ends.new} times`);
  });

  for (let index = 0; index < count; index += 1) {
    it(`leaves the old file or the new one, says which, and can be made again (seed ${seed}, ${index})`, async () => {
      const blow = draw(seeded(seed + index), index, programs);
      const title = `${blow.transport}, ${blow.how}, ${JSON.stringify(blow.when)}, ${blow.old.length} to ${blow.content.length} bytes`;
      await endedBy(blow).catch((error: unknown) => {
        throw new Error(title, { cause: error });
      });
    });
  }

  it('was ended in the midst of it most of the time, before and after the file was replaced', () => {
    assert.ok(ends.failed > count / 2, String(ends.failed));
    assert.ok(ends.old > 0 && ends.new > 0);
  });

  async function endedBy({ transport, how, when, old, content }: Blow): Promise<void> {
    place(host, old);
    const cancel = new AbortController();
    let struck: Promise<void> | undefined;
    const blow = async () => {
      if (how === 'the line is cut') await wire.cut();
      else if (how === 'sshd is killed') await host.sshd.kill();
      else cancel.abort();
    };
    const strike = () => {
      struck ??= blow();
    };
    const passed = { up: 0, down: 0 };
    let counting = false;
    const wire = await openWire('127.0.0.1', host.sshd.port, (direction, bytes) => {
      if (!counting) return;
      passed[direction] += bytes;
      if (direction === when.kind && passed[direction] >= when.bytes) strike();
    });
    const machine = machineOf(host, { transport, port: wire.port });
    try {
      await machine.connect({ mayAsk: false });
      host.hold(when.kind === 'program' ? when : undefined);
      counting = true;
      const state = { over: false };
      const failed = failure(save(machine, content, sha256(old), { signal: cancel.signal })).finally(() => (state.over = true));
      await until(() => state.over || struck !== undefined || reached(when), 60_000);
      counting = false;
      if (!state.over) strike();
      const error = await failed;
      await struck;
      // A script that has not read its content yet is told by what it reads: until then much of it keeps the line's end away.
      if (when.kind === 'program' && (!host.started.includes('cat') || (when.program === 'cat' && when.when === 'before'))) host.release();
      check(error, content);
      await nothingLeft(host, old);
      host.hold();
      await host.sshd.revive();
      if (how === 'the line is cut' && struck) await wire.mend();
      assert.equal((await save(machine, content, sha256(old))).kind, 'saved');
      assert.ok(present(host).equals(content));
      if (!old.equals(content)) assert.ok(namesIn(host, copies).length > 0);
      await nothingLeft(host, old);
    } finally {
      host.release();
      machine.dispose();
      await wire.cut();
      await host.sshd.revive();
    }

    function check(error: UserError | undefined, wanted: Buffer): void {
      const now = present(host);
      const isNew = now.equals(wanted);
      assert.ok(isNew || now.equals(old), `${now.length} bytes, neither the old ones nor the new ones`);
      ends[isNew ? 'new' : 'old'] += 1;
      assert.ok(isNew || error, 'it is said to be saved');
      if (!error) return;
      ends.failed += 1;
      assert.match(error.message, /debian\.list may not have been saved on root@test: \S/);
      assert.match(error.detail, /^The host has the old file or the new one, never a part\. Your text is still in the editor: save again/);
    }
  }

  function reached(when: When): boolean {
    if (when.kind === 'program') return host.held;
    return when.kind === 'arrived' && arrived() >= when.bytes;
  }

  /** Bytes in the temporary file. */
  function arrived(): number {
    const folder = host.path('/etc/apt/sources.list.d');
    const name = readdirSync(folder).find((each) => each.startsWith('.pve-doctor-save.'));
    const path = `${folder}/${name ?? ''}`;
    return name !== undefined && existsSync(path) ? (statSync(path, { throwIfNoEntry: false })?.size ?? 0) : 0;
  }
});

function draw(random: () => number, index: number, programs: readonly string[]): Blow {
  const below = (most: number) => Math.floor(random() * most);
  /** As many of them small as large: from 1 byte to 8 MB. */
  const bytes = (most: number) => Buffer.alloc(Math.max(1, Math.round(most ** random())), `${random()}\n`);
  const content = index === 0 ? Buffer.from('x') : index === 1 ? Buffer.alloc(mostBytes, `${random()}\n`) : bytes(mostBytes);
  const old = bytes(1024 * 1024);
  const how = (['the line is cut', 'sshd is killed', 'it is cancelled'] as const)[below(3)] ?? 'it is cancelled';
  const kind = (['program', 'program', 'program', 'up', 'up', 'down', 'arrived'] as const)[below(7)] ?? 'program';
  const transport = below(4) === 0 ? 'ssh' : 'ssh2';
  // Each of the last programs begins once when it is ended: the one that replaces the file is among them, whatever chance says.
  const last = index - 2;
  if (last >= 0 && last < lastPrograms) return { transport, how, old, content, when: momentAt(programs.length - 1 - last, 'before') };
  return { transport, how, old, content, when: whenOf(kind) };

  function momentAt(place: number, when: Moment['when']): When {
    const program = programs[place] ?? '';
    const turn = programs.slice(0, place + 1).filter((name) => name === program).length;
    return { kind: 'program', program, turn, when };
  }

  function whenOf(what: When['kind']): When {
    // The script and its arguments are on the way, too; and little comes back.
    if (what !== 'program') return { kind: what, bytes: what === 'up' ? below(content.length + 8_000) : what === 'down' ? below(1_000) : below(content.length) };
    // Half of them where the file is about to be replaced, or was: what comes before that can do little harm.
    const place = below(2) === 0 ? below(programs.length) : programs.length - 1 - below(Math.ceil(programs.length / 2));
    return momentAt(place, below(2) === 0 ? 'before' : 'after');
  }
}
