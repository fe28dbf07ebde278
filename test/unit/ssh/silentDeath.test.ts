import assert from 'node:assert/strict';
import { ConnectionLost, type Machine } from '../../../src/machine';
import { createMachine, usualPatience } from '../../../src/ssh';
import { keptLog, scriptedPrompts } from '../../support/machines';
import { targetOver, transports } from '../../support/reach';
import { type Relay, startRelay } from '../../support/relay';
import { type Sshd, noSshd, startSshd } from '../../support/sshd';
import { until } from '../../support/until';

describe('a connection that dies without a word', function () {
  this.timeout(60_000);
  let sshd: Sshd;
  let relay: Relay;
  let machine: Machine;
  before(async function () {
    if (noSshd !== undefined) {
      console.log(`      skipped: ${noSshd}`);
      this.skip();
    }
    sshd = await startSshd();
  });
  after(async () => {
    if (noSshd === undefined) await sshd.dispose();
  });
  beforeEach(async () => {
    relay = await startRelay(sshd.port);
  });
  afterEach(async () => {
    machine.dispose();
    await relay.dispose();
  });

  for (const transport of transports) {
    it(`is noticed over ${transport}, and what ran there is told`, async () => {
      machine = createMachine(targetOver(transport, sshd, relay.port), scriptedPrompts(), undefined, keptLog(), { ...usualPatience, keepalive: 1_000, keepalives: 1 });
      let seen = '';
      const reading = (async () => {
        for await (const line of machine.lines({ name: 'follow', text: 'echo there; sleep 300' }, [])) seen += String(line);
      })();
      const told = assert.rejects(reading, ConnectionLost);
      await until(() => seen === 'there', 30_000);
      relay.silence();
      await told;
      await until(() => machine.state.kind === 'lost');
    });
  }

  it('is noticed within 45 s unless somebody changes the usual patience', () => {
    assert.ok(usualPatience.keepalive * (usualPatience.keepalives + 1) <= 45_000);
  });
});
