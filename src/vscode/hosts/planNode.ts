/** The microcode plan of one host, as a section of the tree: the evidence, and four steps of which one is next. */
import { type HostView, type PlanStep, type StepId, type StepState, rebootingBrief } from '../../host';
import type { Tone, TreeNode } from './treeNode';

const icons: Record<StepState, { readonly icon: string; readonly tone: Tone }> = {
  'done': { icon: 'pass-filled', tone: 'ok' },
  'next': { icon: 'circle-filled', tone: 'warning' },
  'later': { icon: 'circle-outline', tone: 'muted' },
  'blocked': { icon: 'circle-slash', tone: 'error' },
  'running': { icon: 'sync~spin', tone: 'none' },
  'not-needed': { icon: 'circle-outline', tone: 'muted' },
  'unknown': { icon: 'question', tone: 'warning' },
};

/** What the one action of a step is, in the words of its button. */
export const stepActions: Record<StepId, { readonly command: string; readonly title: string }> = {
  component: { command: 'pveDoctor.openSources', title: 'Open and Fix' },
  package: { command: 'pveDoctor.installMicrocode', title: 'Install' },
  reboot: { command: 'pveDoctor.reboot', title: 'Reboot…' },
  verify: { command: 'pveDoctor.showRevision', title: 'Show Revision' },
};

/** A package on hold waits for nothing else. */
export const releaseAction = { command: 'pveDoctor.releaseMicrocode', title: 'Release…' };

export function planNode(hostId: string, { plan, rebooting }: HostView, now: number): TreeNode {
  const steps = plan?.applies ? plan.steps : [];
  const open = steps.some(({ state }) => state !== 'done' && state !== 'not-needed');
  return {
    id: `${hostId}/plan`,
    label: 'Microcode plan',
    description: rebooting ? rebootingBrief(rebooting, now) : (plan?.headline ?? ''),
    tooltip: [plan?.headline, plan?.verdict.summary].filter(Boolean).join('\n'),
    icon: 'checklist',
    tone: 'none',
    kind: open ? 'plan.open' : 'plan',
    hostId,
    expanded: open,
    command: { command: 'pveDoctor.openPlan', title: 'Open Plan', args: [hostId] },
    children: steps.map((step) => stepNode(hostId, step)),
  };
}

function stepNode(hostId: string, step: PlanStep): TreeNode {
  const waitsForRelease = step.held === true && step.state === 'blocked';
  const action = waitsForRelease ? releaseAction : stepActions[step.id];
  const acts = waitsForRelease || step.state === 'next' || step.state === 'running';
  return {
    id: `${hostId}/plan/${step.id}`,
    label: step.title,
    description: step.description,
    tooltip: [`${step.title}: ${words[step.state]}`, step.description, step.detail].filter(Boolean).join('\n'),
    ...icons[step.state],
    kind: `step.${step.id}.${step.state}${step.held ? '.held' : ''}`,
    hostId,
    subject: step.id,
    command: acts ? { command: action.command, title: action.title, args: [hostId] } : { command: 'pveDoctor.openPlan', title: 'Open Plan', args: [hostId] },
    children: [],
  };
}

export const words: Record<StepState, string> = {
  'done': 'done',
  'next': 'next',
  'later': 'waits for the step before',
  'blocked': 'blocked',
  'running': 'going on at the host',
  'not-needed': 'not needed',
  'unknown': 'not known',
};
