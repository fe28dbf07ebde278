import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { cpus, hostname, release, tmpdir, uptime, userInfo, version } from 'node:os';
import { join } from 'node:path';
import { type HostFacts, HostSession, type HostView } from '../../../src/host';
import { LocalMachine } from '../../../src/local';
import { notLinux, titled } from './thisComputer';

/** What is in the places where a script might leave something. (A save at the same time holds its lock there.) */
const traces = () => ['/var/tmp', '/run/pve-doctor'].flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : [])).filter((name) => /pve-doctor|install/.test(name)).sort();

describe(titled('the probe, on this computer', notLinux), function () {
  this.timeout(120_000);
  let view: HostView;
  let facts: HostFacts;
  let left: readonly string[];
  let earlier: ReturnType<typeof traces>;
  before(async function () {
    if (notLinux !== undefined) this.skip();
    // Whatever makes a temporary file makes it there, and what is written into the home directory as well.
    const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-probe-'));
    const { TMPDIR, HOME } = process.env;
    Object.assign(process.env, { TMPDIR: folder, HOME: folder });
    earlier = traces();
    const session = new HostSession({ id: 'here', label: 'Here', machine: new LocalMachine(), evidence: { read: () => Promise.resolve([]), append: () => Promise.resolve() }, guestLogs: { read: () => Promise.resolve([]), append: () => Promise.resolve() }, deeds: { read: () => Promise.resolve([]), append: () => Promise.resolve() } });
    try {
      await session.refresh({ mayAsk: false });
    } finally {
      for (const [name, value] of Object.entries({ TMPDIR, HOME })) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
      session.dispose();
      left = readdirSync(folder);
      rmSync(folder, { recursive: true });
    }
    view = session.view;
    assert.equal(view.error, undefined);
    assert.ok(view.facts);
    facts = view.facts;
  });

  it('answers in every section', () => {
    const { microcode, observedAt, ...rest } = facts;
    const silent = Object.entries({ ...rest, ...microcode }).filter(([, fact]) => fact.state === 'unknown' && /did not answer|could not tell/.test(fact.reason));
    assert.deepEqual(silent, []);
    assert.ok(Math.abs(observedAt - Date.now()) < 120_000);
  });

  it('knows who we are', () => {
    assert.deepEqual(facts.hostname, { state: 'known', value: hostname() });
    assert.ok(facts.user.state === 'known');
    assert.deepEqual([facts.user.value.name, facts.user.value.uid], [userInfo().username, userInfo().uid]);
  });

  it('knows the distribution as os-release has it', () => {
    const field = (name: string) => new RegExp(`^${name}=["']?(.*?)["']?$`, 'm').exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    assert.ok(facts.os.state === 'known');
    const { id, prettyName, codename } = facts.os.value;
    assert.deepEqual([id, prettyName, codename], [field('ID'), field('PRETTY_NAME'), field('VERSION_CODENAME')]);
  });

  it('knows kernel and boot', () => {
    assert.deepEqual(facts.kernel, { state: 'known', value: { release: release(), version: version() } });
    assert.ok(facts.boot.state === 'known');
    assert.equal(facts.boot.value.id, readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
    assert.ok(Math.abs(facts.boot.value.startedAt - (Date.now() - uptime() * 1000)) < 5000);
  });

  it('knows the CPU, and the revision of each', () => {
    const lines = readFileSync('/proc/cpuinfo', 'utf8').split('\n');
    if (!lines.some((line) => line.startsWith('vendor_id'))) {
      assert.equal(facts.cpu.state, 'unknown');
      return;
    }
    assert.ok(facts.cpu.state === 'known');
    const { modelName, revisions } = facts.cpu.value;
    assert.equal(modelName, cpus()[0]?.model);
    assert.deepEqual(revisions, lines.filter((line) => line.startsWith('microcode')).map((line) => Number(line.split(':')[1])));
  });

  it('has every sources file as it is', () => {
    if (!existsSync('/etc/apt')) {
      assert.equal(facts.sources.state, 'absent');
      return;
    }
    assert.ok(facts.sources.state === 'known');
    const named = readdirSync('/etc/apt/sources.list.d').filter((name) => /^[\w-][\w.-]*\.(?:list|sources)$/.test(name)).map((name) => `/etc/apt/sources.list.d/${name}`);
    assert.deepEqual(facts.sources.value.map(({ path }) => path).filter((path) => path !== '/etc/apt/sources.list').sort(), named.sort());
    for (const { path, text, problem } of facts.sources.value) {
      if (problem === undefined) assert.equal(text, readFileSync(path, 'utf8'));
      else assert.ok(problem !== 'not there' || !existsSync(path));
    }
  });

  it('leaves nothing behind', () => {
    assert.deepEqual(left, []);
    assert.deepEqual(traces(), earlier);
  });
});
