/** The microcode plan of one host as a page: a pure function of what is known of the host. */
import type { Finding } from '../../finding';
import { type HostFacts, type HostView, type PlanStep, type RemediationPlan, type StepState, rebootingSentence } from '../../host';
import { UserError } from '../../machine';
import { releaseAction, stepActions, words } from '../hosts/planNode';
import { systemRows } from '../hosts/systemNode';
import { duration, hex, tableDate } from '../hosts/words';
import { knownRevisions } from './knownRevisions';
import { script, style } from './planPageAssets';
import { html, type Markup, nothing } from '../markup';
import { button, buttons, notice, pageHtml, unbroken } from '../page';

/** What a button of the page may start; whatever else a page asks for is not run. */
export const pageCommands = [
  'pveDoctor.fixHost',
  'pveDoctor.openSources',
  'pveDoctor.installMicrocode',
  'pveDoctor.releaseMicrocode',
  'pveDoctor.reboot',
  'pveDoctor.showRevision',
  'pveDoctor.showHistory',
  'pveDoctor.openFailures',
  'pveDoctor.refresh',
] as const;

export interface PlanPage {
  readonly hostId: string;
  readonly label: string;
  /** Undefined where the host could not be tried, or is not in the list any more. */
  readonly view: HostView | undefined;
  /** Why there is no view. */
  readonly problem: string | undefined;
}

export function planHtml(page: PlanPage, nonce: string, now: number): string {
  const { hostId, label } = page;
  return pageHtml({ hostId, label, about: 'microcode plan', style, script, content: html`<p class="muted">Microcode plan</p>
${content(page, now)}` }, nonce);
}

function content({ view, problem }: PlanPage, now: number): Markup {
  if (!view) return html`${notice(problem ?? 'This host is being connected.')}${buttons(button('pveDoctor.refresh', 'Refresh'))}`;
  const { facts, plan, findings } = view;
  const host = findings.filter(({ where }) => where.kind === 'host');
  return html`${trouble(view, now)}
${plan ? planSections(plan, facts) : html`<p>The host was not read yet, so there is no plan.</p>`}
${buttons(...(isOpen(plan) ? [button('pveDoctor.fixHost', 'Fix This Host…')] : []), button('pveDoctor.refresh', 'Refresh', 'secondary'), button('pveDoctor.showHistory', 'Show History', 'secondary'), button('pveDoctor.openFailures', 'Show KVM Failures', 'secondary'))}
${facts ? lastInstall(facts) : nothing}
${host.length === 0 ? nothing : html`<h2>Also</h2>${host.map(advice)}`}
${facts ? system(facts) : nothing}`;
}

/** There is something that the walk through the plan could do, or say. */
function isOpen(plan: RemediationPlan | undefined): boolean {
  return plan?.applies === true && plan.steps.some(({ state }) => state !== 'done' && state !== 'not-needed');
}

/** Why what is shown may not be what is: said first. */
function trouble({ connection, error, facts, rebooting }: HostView, now: number): Markup {
  if (rebooting) return notice(`${rebootingSentence('The host', rebooting, now)} What is below was seen before.`);
  const seen = facts ? ` What is below was seen ${duration(now - facts.observedAt)} ago.` : '';
  const reason = connection.kind === 'lost' || connection.kind === 'refused' ? connection.error : error;
  if (!reason) return nothing;
  const next = reason instanceof UserError && reason.detail !== '' ? ` ${reason.detail}` : '';
  return notice(`${reason.message}.${next}${seen}`);
}

function planSections(plan: RemediationPlan, facts: HostFacts | undefined): Markup {
  const { headline, verdict, steps, applies } = plan;
  return html`<p class="evidence">${unbroken(headline)}</p>
<p>${unbroken(verdict.summary)}</p>
${facts ? revisions(plan, facts) : nothing}
${facts?.cpu.state === 'known' && verdict.state !== 'not-this-machine' ? knownRevisions(facts.cpu.value, verdict) : nothing}
${applies && steps.length > 0 ? html`<h2>Steps</h2><ol>${steps.map(stepItem)}</ol>` : html`<p>Nothing is to be done on this host.</p>`}`;
}

const symbols: Record<StepState, string> = {
  'done': '✓',
  'next': '➜',
  'later': '○',
  'blocked': '✕',
  'running': '↻',
  'not-needed': '–',
  'unknown': '?',
};

function stepItem({ id, title, state, description, detail, held }: PlanStep): Markup {
  const { command, title: action } = stepActions[id];
  const act =
    state === 'next'
      ? buttons(button(command, action))
      : state === 'running' && id === 'package'
        ? buttons(button(command, 'Follow in Terminal'))
        : state === 'blocked' && held
          ? buttons(button(releaseAction.command, releaseAction.title))
          : nothing;
  return html`<li class="step ${state}"><span class="symbol" aria-hidden="true">${symbols[state]}</span><div>
<h3>${title} <span class="state">(${words[state]})</span></h3>
${description === '' ? nothing : html`<p>${description}</p>`}
${detail === '' || detail === description ? nothing : html`<p class="muted">${detail}</p>`}
${act}
</div></li>`;
}

/** The bundled table never overrules a file, and says of which day it is. */
const places: Readonly<Record<NonNullable<RemediationPlan['verdict']['expected']>['source'], string>> = {
  files: 'on the disk of this host', package: 'in the package that apt would install', table: `in the list of known releases, as of ${tableDate}`,
};

/** Before this boot's update, now, and what is expected. */
function revisions({ verdict, before: raised }: RemediationPlan, { microcode }: HostFacts): Markup {
  const { running, expected, wanted, state } = verdict;
  if (state === 'not-this-machine' || (running === undefined && expected === undefined)) return nothing;
  const arrow = html`<span class="arrow" aria-hidden="true">→</span>`;
  const early = microcode.earlyUpdate;
  const logged = early.state === 'known' ? early.value.from : undefined;
  const earlier = logged ?? raised;
  const before = earlier === undefined ? '–' : hex(earlier);
  const beforeNote =
    logged !== undefined
      ? 'what the firmware (BIOS) brought'
      : earlier !== undefined
        ? 'as it was seen in an earlier boot'
        : early.state === 'absent'
          ? 'no update was loaded at this boot'
          : early.state === 'unknown'
            ? `not known: ${early.reason}`
            : 'not told by this kernel';
  const nowNote = wanted === undefined ? 'as the kernel shows it' : `${hex(wanted)} or later is wanted for this CPU`;
  const expectedNote =
    expected === undefined
      ? 'nothing newer is known'
      : `${places[expected.source]}${expected.date === undefined ? '' : `; dated ${expected.date}`}`;
  return html`<h2>Revision</h2>
<div class="revisions">
${revision('Before', before, beforeNote)}${arrow}
${revision('Now', running === undefined ? '–' : hex(running), running === undefined ? 'could not be read' : nowNote)}${arrow}
${revision('Expected', expected === undefined ? '–' : hex(expected.revision), expectedNote)}
</div>`;
}

function revision(caption: string, value: string, note: string): Markup {
  return html`<div class="revision"><p>${caption}</p><p class="value">${value}</p><p class="muted">${unbroken(note)}</p></div>`;
}

/** What apt said last, where the install failed: the step has the reason in one line, and this is the rest. */
function lastInstall({ work }: HostFacts): Markup {
  if (work.state !== 'known' || work.value.state !== 'failed' || work.value.logTail.trim() === '') return nothing;
  const { exitCode, logTail } = work.value;
  return html`<h2>Last lines of the install${exitCode === undefined ? '' : `, which ended with exit code ${exitCode}`}</h2>
<pre>${logTail.trim()}</pre>`;
}

function advice({ severity, message, explanation }: Finding): Markup {
  return html`<p><strong>${severity}:</strong> ${message}</p><p class="muted">${explanation}</p>`;
}

function system(facts: HostFacts): Markup {
  return html`<h2>System</h2>
<table>${systemRows(facts).map(({ label, value }) => html`<tr><th scope="row">${label}</th><td>${value}</td></tr>`)}</table>`;
}
