/** A host as a tree: a pure function of what is known of it. */
import type { HostFacts, HostView } from '../../host';
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
  readonly transportReason: string | undefined;
}

interface Summary {
  readonly description: string;
  readonly icon: string;
  readonly tone: Tone;
  readonly state: string;
  readonly detail?: string;
}

export function hostNode(host: ShownHost, now: number): TreeNode {
  const { view } = host;
  const summary = summaryOf(host, now);
  const facts = view?.facts;
  return {
    id: host.id,
    label: host.label,
    description: summary.description,
    tooltip: tooltip(host, summary, now),
    icon: summary.icon,
    tone: summary.tone,
    kind: `host.${summary.state}`,
    hostId: host.id,
    subject: host.id,
    expanded: true,
    children: view && facts ? sections(host.id, view, facts, now) : troubleNodes(host, summary),
  };
}

function sections(hostId: string, view: HostView, facts: HostFacts, now: number): TreeNode[] {
  return [
    ...(view.plan ? [planNode(hostId, view, now)] : []),
    ...guestsNode(hostId, facts, now),
    ...repositoriesNode(hostId, view, facts),
    ...logsNode(hostId, facts, now),
    systemNode(hostId, view, facts),
  ];
}

function summaryOf(host: ShownHost, now: number): Summary {
  const { view, problem } = host;
  if (problem) return { description: problem.message, icon: 'error', tone: 'error', state: 'refused', detail: detailOf(problem) };
  if (!view) return { description: 'connecting…', icon: 'loading~spin', tone: 'none', state: 'connecting' };
  if (view.rebooting) return { description: 'rebooting…', icon: 'sync~spin', tone: 'warning', state: 'rebooting' };
  const { connection, facts } = view;
  if (facts && connection.kind !== 'lost' && connection.kind !== 'refused') return summaryOfFacts(view, facts);
  switch (connection.kind) {
    case 'lost':
    case 'refused': {
      const when = facts ? `seen ${duration(now - facts.observedAt)} ago, ` : '';
      return {
        description: `${when}not connected: ${sentenceStart(connection.error.message, host)}`,
        icon: connection.kind === 'lost' ? 'debug-disconnect' : 'error',
        tone: facts ? 'warning' : 'error',
        state: connection.kind,
        detail: detailOf(connection.error),
      };
    }
    case 'connecting':
      return { description: 'connecting…', icon: 'loading~spin', tone: 'none', state: 'connecting' };
    case 'connected':
    case 'disconnected':
      if (view.error) return { description: sentenceStart(view.error.message, host), icon: 'error', tone: 'error', state: 'failed', detail: detailOf(view.error) };
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
function troubleNodes(host: ShownHost, { state, detail, description }: Summary): TreeNode[] {
  const base = { hostId: host.id, children: [] as TreeNode[] };
  if (state === 'connecting' || state === 'rebooting') return [];
  const retry: TreeNode = {
    ...base,
    id: `${host.id}/connect`,
    label: state === 'disconnected' ? 'Connect' : 'Try again',
    icon: 'plug',
    kind: 'action',
    command: { command: 'pveDoctor.connect', title: 'Connect', args: [host.id] },
  };
  if (state === 'disconnected') return [retry];
  return [
    { ...base, id: `${host.id}/why`, label: detail ?? description, tooltip: [description, detail].filter(Boolean).join('\n\n'), icon: 'info', kind: 'message' },
    retry,
    {
      ...base,
      id: `${host.id}/terminal`,
      label: 'Log in with ssh in a terminal',
      icon: 'terminal',
      kind: 'action',
      command: { command: 'pveDoctor.openTerminal', title: 'Open Terminal', args: [host.id] },
    },
  ];
}

function tooltip(host: ShownHost, { description, detail }: Summary, now: number): string {
  const { view } = host;
  const lines = [`${host.label} (${host.address})`, description];
  if (detail) lines.push(detail);
  if (view?.plan) lines.push(view.plan.headline, view.plan.verdict.summary);
  if (view?.facts) lines.push(`Looked at ${duration(now - view.facts.observedAt)} ago.`);
  if (host.transportReason) lines.push(`Reached by the ssh program: ${host.transportReason}.`);
  return lines.filter(Boolean).join('\n');
}

function detailOf(error: Error): string {
  const detail: unknown = Reflect.get(error, 'detail');
  return typeof detail === 'string' && detail !== '' ? detail : error.message;
}

/** The host's name is on the left already. */
function sentenceStart(message: string, { address, label }: ShownHost): string {
  for (const name of [address, label]) if (message.startsWith(`${name}: `)) return message.slice(name.length + 2);
  return message;
}
