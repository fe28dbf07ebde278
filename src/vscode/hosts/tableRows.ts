/** All hosts side by side: a pure function of what is known of each. What is not known says so, with its reason. */
import { type Fact, type HostFacts, type HostView, failuresOf, valueOf } from '../../host';
import { words as stateWords } from './planNode';
import { type ShownHost, trouble } from './hostNode';
import { aboutRepositories } from './repositoriesNode';
import { microcodeWords } from './systemNode';
import { count, cpuName, duration, hex } from './words';

/** In the order of the table. */
export const columns = ['Host', 'CPU', 'BIOS', 'Running', 'Available', 'Repositories', 'Plan', 'Last failure'] as const;

export type Column = (typeof columns)[number];

export interface Cell {
  readonly text: string;
  /** Behind the text: why it is not known, or more of it. It may hold names. */
  readonly more?: string;
  /** What it is sorted by where that is not its text; unknown ones have none and come last. */
  readonly order: number | string | undefined;
}

export interface HostRow {
  readonly id: string;
  readonly cells: Readonly<Record<Column, Cell>>;
}

export function hostRows(hosts: readonly ShownHost[], now: number): readonly HostRow[] {
  return hosts.map((host) => ({ id: host.id, cells: { Host: hostCell(host, now), ...cellsOf(host.view) } }));
}

function hostCell(host: ShownHost, now: number): Cell {
  const why = trouble(host, now);
  return { ...said(host.label), ...(why === undefined ? {} : { more: why }) };
}

function cellsOf(view: HostView | undefined): Omit<HostRow['cells'], 'Host'> {
  const facts = view?.facts;
  if (!view || !facts) {
    // Why stands beside the host's name.
    const cell: Cell = { text: 'not read yet', order: undefined };
    return { 'CPU': cell, 'BIOS': cell, 'Running': cell, 'Available': cell, 'Repositories': cell, 'Plan': cell, 'Last failure': cell };
  }
  return {
    'CPU': cellOf(facts.cpu, ({ modelName }) => said(cpuName(modelName))),
    'BIOS': cellOf(facts.firmware, ({ biosVersion, biosDate }) => (biosVersion === undefined ? notKnown('the firmware does not tell') : { ...said(biosVersion), ...(biosDate === undefined ? {} : { more: biosDate }) })),
    'Running': running(view, facts),
    'Available': available(view, facts),
    'Repositories': cellOf(facts.sources, () => problemsCell(view)),
    'Plan': planCell(view),
    'Last failure': lastFailure(facts),
  };
}

/** What is virtual shows a revision that its host made up. */
function running({ plan }: HostView, { cpu }: HostFacts): Cell {
  if (plan?.verdict.state === 'not-this-machine') return none('not of this machine');
  return cellOf(cpu, ({ revisions, hypervisor }) => (revisions.length === 0 ? notKnown('the kernel does not tell') : { text: microcodeWords(revisions, hypervisor), order: Math.min(...revisions) }));
}

const sources = { files: 'on the disk', package: 'in the package', table: 'in the list' } as const;

/** What an install or the next boot would bring; the same as the running one where there is nothing newer. */
function available({ plan }: HostView, { cpu }: HostFacts): Cell {
  if (!plan) return notKnown('there is no plan yet');
  const { state, expected, summary } = plan.verdict;
  if (state === 'not-this-machine') return none('not of this machine');
  if (expected) return { text: hex(expected.revision), more: [sources[expected.source], expected.date].filter(Boolean).join(', '), order: expected.revision };
  if (state === 'no-update-known') return none('none known');
  return notKnown(cpu.state === 'unknown' ? cpu.reason : summary);
}

function problemsCell({ findings }: HostView): Cell {
  const { problems } = aboutRepositories(findings);
  return { text: problems === 0 ? 'no problems' : count(problems, 'problem'), order: problems };
}

/** Done first and then by the number of the step that is open, so that equals stand together. */
function planCell({ plan, rebooting }: HostView): Cell {
  if (rebooting) return { text: 'rebooting', order: 2 };
  if (!plan) return notKnown('there is no plan yet');
  if (!plan.applies) return { text: 'nothing to do', more: plan.headline, order: -1 };
  const at = plan.steps.findIndex(({ state }) => state !== 'done' && state !== 'not-needed');
  const step = plan.steps[at];
  if (!step) return { text: 'done', order: plan.steps.length };
  return { text: `${step.title}: ${stateWords[step.state]}`, more: step.description, order: at };
}

/** By the host's clock, as the failures are; the latest comes last, and hosts without any before all. */
function lastFailure({ failures, guests, boot, observedAt }: HostFacts): Cell {
  return cellOf(failures, (summary) => {
    const last = failuresOf(summary).at(-1);
    const started = valueOf(boot);
    const now = started ? started.startedAt + started.uptimeSeconds * 1000 : observedAt;
    if (!last) return { text: summary.since === undefined ? 'none' : `none in ${duration(now - summary.since)}`, order: 0 };
    const guest = last.vmid === undefined ? undefined : (valueOf(guests) ?? []).find(({ vmid }) => vmid === last.vmid);
    const who = last.vmid === undefined ? 'guest not known' : ['guest', last.vmid, guest?.name].filter((word) => word !== undefined).join(' ');
    return { text: `${last.suberror === 0 ? 'KVM failure' : `Suberror ${last.suberror}`}, ${duration(now - last.time)} ago`, more: who, order: last.time };
  }, 'no journal');
}

function cellOf<T>(fact: Fact<T>, say: (value: T) => Cell, absent = 'none'): Cell {
  if (fact.state === 'known') return say(fact.value);
  return fact.state === 'absent' ? none(absent) : notKnown(fact.reason);
}

const said = (text: string): Cell => ({ text, order: text });
const none = (text: string): Cell => ({ text, order: '' });
const notKnown = (reason: string): Cell => ({ text: 'not known', more: reason, order: undefined });
