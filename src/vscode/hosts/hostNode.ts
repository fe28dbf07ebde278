/** A host as a tree: a pure function of what is known of it. */
import { type HostFacts, type HostView, isLate, rebootingBrief, rebootingSentence } from '../../host';
import { UserError } from '../../machine';
import { type ShownFailures, nothingShown, watchWords } from '../failures/shownFailures';
import { guestsNode } from './guestsNode';
import { logsNode } from './logsNode';
import { planNode } from './planNode';
import { repositoriesNode } from './repositoriesNode';
import { systemNode } from './systemNode';
import type { Tone, TreeNode } from './treeNode';
import { count, duration, hex, cpuName } from './words';

export interface ShownHost {
  readonly id: string;
  readonly label: string;
  /** As ssh reaches it: `root@pve8`. */
  readonly address: string;
  readonly view: HostView | undefined;
  /** Why it cannot even be tried. */
  readonly problem: Error | undefined;
  /** By which client, and why; undefined for this computer. */
  readonly reachedBy: string | undefined;
  /** Nothing, unless given. */
  readonly failures?: ShownFailures;
}

interface Summary {
  readonly description: string;
  readonly icon: string;
  readonly tone: Tone;
  readonly state: string;
  /** What is wrong, where something is. */
  readonly error?: Error;
}

export function hostNode(host: ShownHost, now: number): TreeNode {
  const { view } = host;
  const summary = summaryOf(host, now);
  const facts = view?.facts;
  const { failures = nothingShown } = host;
  return {
    id: host.id,
    label: host.label,
    description: [newFailures(failures), summary.description].filter(Boolean).join(' · '),
    tooltip: tooltip(host, summary, now),
    icon: summary.icon,
    tone: failures.unseen.length > 0 ? 'error' : summary.tone,
    kind: `host.${summary.state}${failures.watch.kind === 'off' ? '' : '.watched'}`,
    hostId: host.id,
    subject: host.id,
    expanded: true,
    children: view && facts ? sections(host.id, view, facts, failures, now) : troubleNodes(host, summary),
  };
}

/** Where it does not stand as it was read last, or was never read: why, in the few words that the tree has for it. */
export function trouble(host: ShownHost, now: number): string | undefined {
  const { state, description } = summaryOf(host, now);
  if (state !== 'connected') return description;
  return host.view?.error && `stale: ${host.view.error.message}`;
}

function sections(hostId: string, view: HostView, facts: HostFacts, failures: ShownFailures, now: number): TreeNode[] {
  return [
    ...(view.plan ? [planNode(hostId, view, now)] : []),
    ...guestsNode(hostId, facts, failures, now),
    ...repositoriesNode(hostId, view, facts),
    ...logsNode(hostId, facts, failures, now),
    systemNode(hostId, view, facts),
  ];
}

/** The worst first: what was met while watching and not looked at yet. */
function newFailures({ unseen }: ShownFailures): string {
  return unseen.length === 0 ? '' : count(unseen.length, 'new failure');
}

function summaryOf(host: ShownHost, now: number): Summary {
  const { view, problem } = host;
  if (problem) return { description: problem.message, icon: 'error', tone: 'error', state: 'refused', error: problem };
  if (!view) return { description: 'connecting…', icon: 'loading~spin', tone: 'none', state: 'connecting' };
  if (view.rebooting) return { description: rebootingBrief(view.rebooting, now), icon: 'sync~spin', tone: isLate(view.rebooting, now) ? 'error' : 'warning', state: 'rebooting' };
  const { connection, facts } = view;
  if (facts && connection.kind !== 'lost' && connection.kind !== 'refused') return summaryOfFacts(view, facts);
  switch (connection.kind) {
    case 'lost':
    case 'refused': {
      const when = facts ? `seen ${duration(now - facts.observedAt)} ago, ` : '';
      return {
        description: `${when}${notConnected(connection.error, host)}`,
        icon: connection.kind === 'lost' ? 'debug-disconnect' : 'error',
        tone: facts ? 'warning' : 'error',
        state: connection.kind,
        error: connection.error,
      };
    }
    case 'connecting':
      return { description: 'connecting…', icon: 'loading~spin', tone: 'none', state: 'connecting' };
    case 'connected':
    case 'disconnected':
      if (view.error) return { description: sentenceStart(view.error.message, host), icon: 'error', tone: 'error', state: 'failed', error: view.error };
      return view.refreshing
        ? { description: 'reading…', icon: 'loading~spin', tone: 'none', state: 'connecting' }
        : { description: 'not connected', icon: 'debug-disconnect', tone: 'muted', state: 'disconnected' };
  }
}

function summaryOfFacts(view: HostView, facts: HostFacts): Summary {
  const guests = facts.guests.state === 'known' ? facts.guests.value : [];
  const down = guests.filter(({ status }) => status === 'internal-error').length;
  const cpu = facts.cpu.state === 'known' ? facts.cpu.value : undefined;
  const revision = cpu?.revisions[0];
  const words = [
    ...(view.error ? [`stale: ${view.error.message}`] : []),
    ...(down > 0 ? [`${count(down, 'guest')} down`] : []),
    ...(facts.pve.state === 'absent' ? ['no Proxmox VE'] : []),
    ...(revision === undefined || cpu?.hypervisor ? [] : [`microcode ${hex(revision)}`]),
    ...(cpu ? [cpuName(cpu.modelName)] : []),
  ];
  const findings = view.findings.filter(({ severity }) => severity !== 'information').length;
  const open = view.plan?.applies && view.plan.steps.some(({ state }) => state !== 'done' && state !== 'not-needed');
  const tone: Tone = down > 0 ? 'error' : findings > 0 || open || view.error ? 'warning' : 'ok';
  return { description: words.join(' · '), icon: view.refreshing ? 'sync~spin' : 'server', tone, state: 'connected' };
}

/** In place of the sections, for a host that could not be read: why, and the way out. */
function troubleNodes(host: ShownHost, { state, error, description }: Summary): TreeNode[] {
  const base = { hostId: host.id, children: [] as TreeNode[] };
  if (state === 'connecting' || state === 'rebooting') return [];
  const action = (name: string, label: string, icon: string, command: string): TreeNode => ({ ...base, id: `${host.id}/${name}`, label, icon, kind: 'action', command: { command, title: label, args: [host.id] } });
  const retry = action('connect', state === 'disconnected' ? 'Connect' : 'Try again', 'plug', 'pveDoctor.connect');
  if (state === 'disconnected') return [retry];
  const { message, detail } = toldOf(error);
  const why = detail === '' ? description : detail;
  return [
    // Where the description is short for it, the whole sentence stands here.
    ...(briefOf(error) === undefined ? [] : [{ ...base, id: `${host.id}/what`, label: message, tooltip: message, icon: 'error', kind: 'message' }]),
    { ...base, id: `${host.id}/why`, label: why, tooltip: [message, detail].filter(Boolean).join('\n\n'), icon: 'info', kind: 'message' },
    ...(error instanceof UserError && error.actions.includes('openKnownHosts') ? [action('known-hosts', 'Open known_hosts', 'go-to-file', 'pveDoctor.openKnownHosts')] : []),
    retry,
    action('terminal', 'Log in with ssh in a terminal', 'terminal', 'pveDoctor.openTerminal'),
  ];
}

function tooltip(host: ShownHost, { description, error }: Summary, now: number): string {
  const { view } = host;
  const { message, detail } = toldOf(error);
  const lines = [`${host.label} (${host.address})`, description, ...(briefOf(error) === undefined ? [] : [message]), detail];
  if (view?.rebooting) lines.push(`${rebootingSentence('It', view.rebooting, now)} PVE Doctor waits for it.`);
  if (view?.plan) lines.push(view.plan.headline, view.plan.verdict.summary);
  if (view?.facts) lines.push(`Looked at ${duration(now - view.facts.observedAt)} ago.`);
  if (host.reachedBy !== undefined) lines.push(host.reachedBy);
  lines.push(watchWords(host.failures ?? nothingShown) ?? '');
  return lines.filter(Boolean).join('\n');
}

function toldOf(error: Error | undefined): { readonly message: string; readonly detail: string } {
  return { message: error?.message ?? '', detail: error instanceof UserError ? error.detail : '' };
}

function briefOf(error: Error | undefined): string | undefined {
  return error instanceof UserError ? error.brief : undefined;
}

/** The sidebar is narrow: the few words that matter come first. */
function notConnected(error: Error, host: ShownHost): string {
  const brief = briefOf(error);
  return brief === undefined ? `not connected: ${sentenceStart(error.message, host)}` : `${brief}: not connected`;
}

/** The host's name is on the left already. */
function sentenceStart(message: string, { address, label }: ShownHost): string {
  for (const name of [address, label]) if (message.startsWith(`${name}: `)) return message.slice(name.length + 2);
  return message;
}
