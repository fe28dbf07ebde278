import assert from 'node:assert/strict';
import type { HostFacts, HostView, PlanStep, RemediationPlan, StepId, StepState } from '../../../../src/host';
import { Unreachable } from '../../../../src/machine';
import { stepActions, words } from '../../../../src/vscode/hosts/planNode';
import { pageCommands, planHtml } from '../../../../src/vscode/remedy/planHtml';

const now = Date.parse('2026-11-23T02:00:00Z');
const nasty = `<img src=x onerror="alert('1')">&`;
const nastyEscaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;';
const absent = { state: 'absent' } as const;
const known = <T>(value: T) => ({ state: 'known', value }) as const;

describe('the page of a plan', () => {
  it('shows the evidence, the verdict and the four steps with their states in words', () => {
    const text = textOf(page({}));
    for (const part of ['pve8', '3 × Suberror 3 in 9 days', '0x16 runs, 0x1a is known', 'Component enabled (next)', 'Package installed (waits for the step before)']) {
      assert.ok(text.includes(part), `${part} is missing in ${text}`);
    }
  });

  const states = Object.keys(words) as StepState[];
  for (const state of states) {
    it(`says of a step that is “${state}” what that means, in words and with a sign of its own`, () => {
      const rendered = page({ plan: plan({ steps: [step('package', state)] }) });
      assert.ok(textOf(rendered).includes(`Package installed (${words[state]})`));
      const signs = states.map((one) => signOf(page({ plan: plan({ steps: [step('package', one)] }) })));
      assert.equal(new Set(signs).size, states.length);
    });
  }

  it('has the action of the step that is next, of no other, and the walk through all', () => {
    const ids: readonly StepId[] = ['component', 'package', 'reboot', 'verify'];
    for (const id of ids) {
      const steps = ids.map((one) => step(one, one === id ? 'next' : 'later'));
      assert.deepEqual(commandsIn(page({ plan: plan({ steps }) })), [stepActions[id].command, 'pveDoctor.fixHost', 'pveDoctor.refresh', 'pveDoctor.showHistory', 'pveDoctor.openFailures']);
    }
  });

  it('offers to follow an install that is going on', () => {
    const rendered = page({ plan: plan({ steps: [step('package', 'running')] }) });
    assert.ok(rendered.includes('data-command="pveDoctor.installMicrocode">Follow in Terminal<'));
  });

  it('offers to release a package that waits for that alone', () => {
    const onHold = (state: StepState) => page({ plan: plan({ steps: [{ ...step('package', state), held: true }] }) });
    assert.ok(onHold('blocked').includes('data-command="pveDoctor.releaseMicrocode">Release…<'));
    assert.ok(!onHold('done').includes('releaseMicrocode'));
  });

  it('has buttons for commands of its allow-list alone', () => {
    const ids: readonly StepId[] = ['component', 'package', 'reboot', 'verify'];
    const held = { ...step('package', 'blocked'), held: true } as const;
    const all = [...ids.map((id) => step(id, 'next')), held].flatMap((one) => commandsIn(page({ plan: plan({ steps: [one] }) })));
    assert.deepEqual([...new Set(all)].sort(), [...pageCommands].sort());
  });

  it('says so where nothing is to be done', () => {
    const text = textOf(page({ plan: plan({ applies: false, headline: 'This is a virtual machine: microcode is its host’s business', steps: [] }) }));
    assert.ok(text.includes('This is a virtual machine: microcode is its host’s business'));
    assert.ok(text.includes('Nothing is to be done on this host.'));
  });

  it('says so where the host was not read yet', () => {
    assert.ok(textOf(page({ plan: undefined, facts: undefined })).includes('not read yet'));
  });

  it('says why there is no host, and escapes that too', () => {
    const rendered = planHtml({ hostId: 'gone', label: 'gone', view: undefined, problem: nasty }, 'n0nce', now);
    assert.ok(rendered.includes(nastyEscaped));
    assert.deepEqual(commandsIn(rendered), ['pveDoctor.refresh']);
  });

  it('shows the revision before, now, and expected', () => {
    const text = textOf(page({}));
    assert.match(text, /Before 0x11 .*→ Now 0x16 0x17 or later is wanted for this CPU → Expected 0x1a in the list of known releases, as of \d{4}-\d\d-\d\d; dated 2024-04-05/);
  });

  it('shows what was released for this CPU, with what runs and what is expected', () => {
    const text = textOf(page({}));
    assert.match(text, /Revisions known for this CPU, as of \d{4}-\d\d-\d\d .*0x1a 2024-04-05, since release 20240813 expected 0x19 2023-09-26, since release 20240312 0x17 2022-07-15, since release 20221108 0x16 2022-02-03, since release 20220510 runs now/);
    const verdict = { state: 'not-this-machine', running: 0x16, summary: 'This is a virtual machine' } as const;
    assert.ok(!textOf(page({ plan: plan({ applies: false, steps: [], verdict }) })).includes('Revisions known'));
  });

  it('says so where no update was loaded at this boot', () => {
    const text = textOf(page({ facts: facts({ earlyUpdate: absent }) }));
    assert.match(text, /Before – no update was loaded at this boot → Now 0x16/);
  });

  it('shows no revisions where they are another machine’s business', () => {
    const verdict = { state: 'not-this-machine', running: 0x16, summary: 'This is a virtual machine' } as const;
    assert.ok(!textOf(page({ plan: plan({ applies: false, steps: [], verdict }) })).includes('Before'));
  });

  it('shows every row of System', () => {
    const text = textOf(page({}));
    for (const row of ['Proxmox VE 8.4.14', 'Debian Debian GNU/Linux 12 (bookworm)', 'Kernel 6.8.12-9-pve', 'Subscription none', 'Logged in as root']) assert.ok(text.includes(row), row);
  });

  it('says first that the host is not connected, why, what to do, and how old the rest is', () => {
    const error = new Unreachable('root@pve8 cannot be reached', { detail: 'Is it switched on?' });
    const text = textOf(page({ connection: { kind: 'lost', error } }));
    assert.ok(text.includes('root@pve8 cannot be reached. Is it switched on? What is below was seen 5 min ago.'), text);
  });

  it('says that the host is rebooting', () => {
    assert.ok(textOf(page({ rebooting: { since: now - 90_000 } })).includes('The host is rebooting, for 1 min now.'));
    assert.match(textOf(page({ rebooting: { since: now - 90_000, expected: 60_000 } })), /not back in the expected time \(1 min\)\. Look at its screen/);
  });

  it('shows the last lines of an install that failed', () => {
    const work = known({ kind: 'install-microcode', unit: 'pve-doctor-install', state: 'failed', exitCode: 100, logTail: `E: ${nasty}\n` } as const);
    const rendered = page({ facts: facts({}, { work }) });
    assert.ok(textOf(rendered).includes('Last lines of the install, which ended with exit code 100'));
    assert.ok(rendered.includes(`<pre>E: ${nastyEscaped}</pre>`));
  });

  it('shows advice about the host', () => {
    const text = textOf(page({ findings: [{ rule: 'host/bios-first', severity: 'information', message: 'BIOS 5.19: there may be a newer one', where: { kind: 'host' }, explanation: 'The board’s maker knows.', fixes: [] }] }));
    assert.ok(text.includes('information: BIOS 5.19: there may be a newer one The board’s maker knows.'));
  });

  it('escapes whatever a host or a person can name', () => {
    const everywhere = page({
      label: nasty,
      id: nasty,
      plan: plan({ headline: nasty, summary: nasty, steps: [{ id: 'package', title: nasty, state: 'next', description: nasty, detail: `${nasty}.` }] }),
      facts: facts({}, { pve: known({ version: nasty, nodeName: nasty }) }),
      findings: [{ rule: 'host/x', severity: 'warning', message: nasty, where: { kind: 'host' }, explanation: nasty, fixes: [] }],
      connection: { kind: 'lost', error: new Error(nasty) },
    });
    assert.ok(!everywhere.includes('<img'));
    assert.equal(everywhere.split(nastyEscaped).length - 1, 12);
  });

  it('loads nothing from outside, and lets only its own style and script run', () => {
    const rendered = page({});
    assert.ok(rendered.includes(`content="default-src &#39;none&#39;; style-src &#39;nonce-n0nce&#39;; script-src &#39;nonce-n0nce&#39;"`));
    assert.doesNotMatch(rendered, /\b(?:src|href)=|url\(|@import|\son\w+=/);
    assert.deepEqual([...rendered.matchAll(/<(?:style|script)\b[^>]*>/g)].map(([tag]) => tag), ['<style nonce="n0nce">', '<script nonce="n0nce">']);
  });

  it('takes every colour from the theme', () => {
    assert.doesNotMatch(page({}), /(?:color|background|border[\w-]*):[^;]*(?:#[0-9a-f]{3,8}\b|\brgba?\()/i);
  });

  it('is the same text for the same facts, so that nothing is loaded anew without need', () => {
    assert.equal(page({}), page({}));
  });
});

type Overrides = { readonly [Key in keyof HostView]?: HostView[Key] | undefined };

/** The page of a host on which the first step is next. */
function page(overrides: Overrides): string {
  const { id = 'pve8', label = 'pve8', ...rest } = overrides;
  const given = Object.fromEntries(Object.entries({ facts: facts({}), plan: plan({}), ...rest }).filter(([, value]) => value !== undefined));
  const view: HostView = { id, label, findings: [], connection: { kind: 'connected' }, refreshing: false, ...given };
  return planHtml({ hostId: id, label, view, problem: undefined }, 'n0nce', now);
}

function plan({ summary = '0x16 runs, 0x1a is known', ...rest }: Partial<RemediationPlan> & { summary?: string }): RemediationPlan {
  return {
    applies: true,
    headline: '3 × Suberror 3 in 9 days, last one 2 h ago',
    verdict: { state: 'update-available', running: 0x16, expected: { revision: 0x1a, date: '2024-04-05', source: 'table' }, wanted: 0x17, package: 'intel-microcode', summary },
    steps: [step('component', 'next'), step('package', 'later'), step('reboot', 'later'), step('verify', 'later')],
    ...rest,
  };
}

function step(id: StepId, state: StepState): PlanStep {
  const titles: Record<StepId, string> = { component: 'Component enabled', package: 'Package installed', reboot: 'Rebooted', verify: 'Revision verified' };
  return { id, title: titles[id], state, description: `about ${id}`, detail: `the whole story of ${id}` };
}

function facts(microcode: Partial<HostFacts['microcode']>, rest: Partial<HostFacts> = {}): HostFacts {
  return {
    observedAt: now - 5 * 60_000,
    hostname: known('pve8'),
    user: known({ name: 'root', uid: 0, sudo: 'none' }),
    os: known({ id: 'debian', prettyName: 'Debian GNU/Linux 12 (bookworm)', codename: 'bookworm' }),
    pve: known({ version: '8.4.14', nodeName: 'pve8' }),
    kernel: known({ release: '6.8.12-9-pve', version: '#1' }),
    boot: known({ id: 'b', uptimeSeconds: 777_600, startedAt: now - 777_600_000 }),
    machine: known({ kind: 'physical', by: 'none' }),
    firmware: known({ biosVersion: '5.19' }),
    cpu: known({ vendor: 'intel', modelName: 'Intel(R) Celeron(R) J6412 @ 2.00GHz', family: 6, model: 150, stepping: 1, signature: 0x90661, revisions: [0x16, 0x16], hypervisor: false }),
    microcode: {
      package: absent,
      earlyUpdate: known({ from: 0x11, to: 0x16, line: 'microcode: updated early' }),
      load: absent,
      refusal: absent,
      onDisk: absent,
      onDiskSince: absent,
      oldMicrocode: absent,
      ...microcode,
    },
    nextBoot: absent,
    initramfs: absent,
    sources: known([]),
    firmwareHintSilencedBy: absent,
    passedOver: absent,
    origins: absent,
    subscription: absent,
    guests: known([]),
    cluster: absent,
    ha: absent,
    logs: known([]),
    failures: known({ failures: [], truncated: false }),
    work: absent,
    packaging: known({ busy: [], unfinished: [] }),
    tasks: known([]),
    ...rest,
  };
}

/** What a reader sees, on one line. */
function textOf(html: string): string {
  const [, body = ''] = /<main>([\s\S]*)<\/main>/.exec(html) ?? [];
  return body.replace(/<span class="whole">([^<]*)<\/span>/g, '$1').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
}

function commandsIn(html: string): string[] {
  return [...html.matchAll(/data-command="([^"]+)"/g)].map(([, command]) => command ?? '');
}

function signOf(html: string): string | undefined {
  return /class="symbol" aria-hidden="true">(.)</u.exec(html)?.[1];
}
