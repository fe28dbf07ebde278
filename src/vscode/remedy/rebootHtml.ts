/** What a reboot touches, as a page: a pure function of what was read of the host. */
import { type GuestFate, type HostView, type RebootAdvice, type Surroundings, guestTitle, rebootAdvice, rebootingSentence, upTo } from '../../host';
import { UserError } from '../../machine';
import { duration } from '../hosts/words';
import { html, Markup, nothing } from '../markup';
import { button, buttons, notice, pageHtml } from '../page';
import { pageStyle } from '../pageStyle';
import { script } from './planPageAssets';

/** What a button of the page may start. */
export const rebootCommands = ['pveDoctor.reboot', 'pveDoctor.showReboot', 'pveDoctor.openPlan'] as const;

export interface RebootState {
  readonly reading: boolean;
  readonly surroundings?: Surroundings;
  readonly error?: Error;
}

export interface RebootPage {
  readonly hostId: string;
  readonly label: string;
  /** Undefined where the host could not be tried, or is not in the list any more; `problem` says why. */
  readonly view: HostView | undefined;
  readonly problem: string | undefined;
  readonly state: RebootState;
  /** Other hosts that are rebooting, or were lost. */
  readonly others: readonly HostView[];
  /** What the firmware and the host's own start may take. */
  readonly startMinutes: number;
}

const style = new Markup(`
${pageStyle}
h2.grave { color: var(--vscode-problemsErrorIcon-foreground); }
ul { margin: 0.4rem 0; padding-left: 1.3rem; }
li { margin: 0.3rem 0; overflow-wrap: anywhere; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 1rem 0.3rem 0; border-top: 1px solid var(--vscode-widget-border, var(--vscode-panel-border)); overflow-wrap: anywhere; }
thead th { border-top: none; color: var(--vscode-descriptionForeground); font-weight: normal; }
tbody th { font-weight: 600; min-width: 9em; }
td:first-of-type { min-width: 7.5em; }
`);

export function rebootHtml(page: RebootPage, nonce: string, now: number): string {
  const { hostId, label } = page;
  return pageHtml({ hostId, label, about: 'what a reboot touches', style, script, content: html`<p class="muted">What a reboot touches</p>
${content(page, now)}` }, nonce);
}

function content({ view, problem, state, others, startMinutes }: RebootPage, now: number): Markup {
  const again = button('pveDoctor.showReboot', 'Look Again', 'secondary');
  const plan = button('pveDoctor.openPlan', 'Open Microcode Plan', 'secondary');
  const { surroundings, reading } = state;
  if (!view?.facts) return html`${notice(problem ?? wordsOf(state.error ?? view?.error) ?? (reading ? 'The host is being read.' : 'This host was not read yet.'))}${buttons(again)}`;
  const advice = rebootAdvice(view.facts, surroundings, startMinutes);
  const mayReboot = surroundings !== undefined && advice.blocks.length === 0 && !view.rebooting;
  return html`${trouble(view, state, now)}
${section('Must not be rebooted now', advice.blocks.map(sentence), 'grave')}
${section('Before you do it', advice.warnings)}
${guests(advice)}
${section('What happens', advice.notes)}
${section('Other hosts', others.map((other) => standing(other, now)))}
${buttons(...(mayReboot ? [button('pveDoctor.reboot', 'Reboot…')] : []), again, plan)}
${mayReboot ? html`<p class="muted">Nothing is rebooted before you have agreed once more. Closing this page leaves everything as it is.</p>` : nothing}`;
}

/** Said first: why what is below may not be all, or not be so any more. */
function trouble({ facts, error, rebooting }: HostView, { surroundings, reading, error: unread }: RebootState, now: number): Markup {
  if (rebooting) return notice(`${rebootingSentence('The host', rebooting, now)} What is below was seen before.`);
  const reason = wordsOf(unread ?? error);
  if (reason !== undefined) return notice(`${reason} What is below was seen ${duration(now - (facts?.observedAt ?? now))} ago${surroundings ? '' : ', and lacks the cluster, HA, Ceph and how long the guests may take'}.`);
  return reading ? notice('Looking at the guests, the cluster, HA, Ceph and the network.') : nothing;
}

function wordsOf(error: Error | undefined): string | undefined {
  return error && `${error.message}.${error instanceof UserError && error.detail !== '' ? ` ${error.detail}` : ''}`;
}

function section(title: string, lines: readonly string[], kind = ''): Markup {
  return lines.length === 0 ? nothing : html`<h2${kind === '' ? nothing : html` class="${kind}"`}>${title}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function guests({ guests: fates, shutdownSeconds }: RebootAdvice): Markup {
  if (fates.length === 0) return html`<h2>Guests</h2><p>No guest is known to run.</p>`;
  return html`<h2>Guests</h2>
<p>${fates.length === 1 ? 'This guest goes' : `These ${fates.length} guests go`} down with the host, which takes up to ${upTo(shutdownSeconds)}.</p>
<table><thead><tr><th scope="col">Guest</th><th scope="col">State</th><th scope="col">What becomes of it</th><th scope="col">Has at most</th></tr></thead>
<tbody>${fates.map(guestRow)}</tbody></table>`;
}

function guestRow({ guest, becomes, seconds }: GuestFate): Markup {
  const state = guest.status === undefined ? html`<td>not known${guest.unknownReason === undefined ? '' : `: ${guest.unknownReason}`}</td>` : html`<td class="whole">${guest.status}</td>`;
  return html`<tr><th scope="row">${guestTitle(guest)}</th>${state}<td>${sentence(becomes)}</td><td>${upTo(seconds)}</td></tr>`;
}

function standing({ label, rebooting }: HostView, now: number): string {
  return rebooting ? `${rebootingSentence(label, rebooting, now)} Wait until it is back.` : `${label} does not answer.`;
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
