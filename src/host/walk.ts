/**
 * The walk through the plan: what is to be done next on a host, from its facts alone, and from the reboot that it is about.
 * Nothing else is remembered between two moves, so that a walk that was left in the middle goes on where the host stands.
 */
import type { Finding } from '../finding';
import type { AskedReboot } from './deeds';
import type { HostView } from './hostView';

export type Move =
  /** Enable the component in these files. */
  | { readonly kind: 'mend'; readonly paths: readonly string[] }
  | { readonly kind: 'install'; readonly packageName: string }
  /** An install is going on at the host: follow it. */
  | { readonly kind: 'follow'; readonly packageName: string }
  | { readonly kind: 'reboot' }
  /** The host was asked to reboot: wait until it is back. */
  | { readonly kind: 'wait'; readonly asked: AskedReboot }
  /** Every step is done, or there is no plan: `why` says which. */
  | { readonly kind: 'done'; readonly why: string }
  /** Something that only a person can decide or mend stands in the way. */
  | { readonly kind: 'stop'; readonly why: string; readonly next: string };

export const componentRule = 'apt/microcode-component-missing';

/** `asked`: the reboot that the host is about, if it is. */
export function nextMove({ plan, findings, label, error }: HostView, asked?: AskedReboot): Move {
  if (asked) return { kind: 'wait', asked };
  if (!plan) return { kind: 'stop', why: `${label} was not read yet`, next: error?.message ?? 'Connect first.' };
  if (!plan.applies) return { kind: 'done', why: plan.headline };
  const step = plan.steps.find(({ state }) => state !== 'done' && state !== 'not-needed');
  if (!step) return { kind: 'done', why: plan.steps.at(-1)?.description ?? '' };
  const packageName = plan.verdict.package;
  const stop: Move = { kind: 'stop', why: `${step.title}: ${step.description}`, next: step.detail };
  if (step.state === 'running' && packageName !== undefined) return { kind: 'follow', packageName };
  if (step.state !== 'next') return stop;
  switch (step.id) {
    case 'component': {
      const paths = filesWithoutComponent(findings);
      return paths.length > 0 ? { kind: 'mend', paths } : stop;
    }
    case 'package':
      return packageName === undefined ? stop : { kind: 'install', packageName };
    case 'reboot':
      return { kind: 'reboot' };
    case 'verify':
      return stop;
  }
}

/** A file that apt refuses has to be mended by hand first: until then apt reads none. */
function filesWithoutComponent(findings: readonly Finding[]): string[] {
  const inFiles = findings.flatMap(({ rule, where }) => (where.kind === 'file' ? [{ rule, path: where.path }] : []));
  if (inFiles.some(({ rule }) => rule === 'apt/refused')) return [];
  return [...new Set(inFiles.filter(({ rule }) => rule === componentRule).map(({ path }) => path))];
}
