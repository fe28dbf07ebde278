/** The history of one host as a page: a pure function of what is known of it. */
import { type HostHistory, type HostView, conclude, judgeHistory, span, valueOf } from '../../host';
import { UserError } from '../../machine';
import { count } from '../hosts/words';
import { html, type Markup, nothing } from '../markup';
import { button, buttons, notice, pageHtml } from '../page';
import { historyScript, historyStyle } from './historyAssets';
import type { Reader } from './historyWords';
import { moment } from './moments';
import { picture } from './picture';
import { tables } from './historyTables';
import { timelineOf } from './timeline';

/** What a page may ask for beside showing one of its failures. */
export const historyCommands = ['pveDoctor.showHistory', 'pveDoctor.exportHistory', 'pveDoctor.openFailures', 'pveDoctor.openPlan', 'pveDoctor.connect', 'pveDoctor.showLog'] as const;

export interface HistoryState {
  /** It is being read. */
  readonly reading: boolean;
  /** What was read last. */
  readonly history?: HostHistory;
  /** Why the last reading failed. */
  readonly error?: Error;
}

export interface HistoryPage {
  readonly hostId: string;
  readonly label: string;
  readonly state: HistoryState;
  readonly view: HostView | undefined;
  /** Why the host cannot even be tried. */
  readonly problem: string | undefined;
}

export function historyHtml(page: HistoryPage, nonce: string): string {
  const { hostId, label } = page;
  const aside = html`<div id="tip" class="tip" aria-hidden="true" hidden></div>`;
  return pageHtml({ hostId, label, about: 'KVM failure history', style: historyStyle, script: historyScript, content: content(page), aside }, nonce);
}

function content({ state, view, problem }: HistoryPage): Markup {
  const { reading, history, error } = state;
  const failed = problem ?? (error ? failureWords(error) : undefined);
  const stale = history && failed !== undefined ? ` What is below was read at ${moment(history.observedAt)}.` : '';
  return html`<p class="muted">KVM failure history${history ? scale(history) : ''}</p>
${failed === undefined || reading ? nothing : notice(`${failed}${stale}`)}
${reading ? html`<p role="status" class="reading">Reading the journal of every boot. A large one takes a minute or two; closing this page stops it.</p>` : nothing}
${history ? told(history, readerFor(view)) : nothing}
${actions(state, history)}
${history?.boots.state === 'known' ? tables(history, readerFor(view)) : nothing}`;
}

export function readerFor(view: HostView | undefined): Reader {
  const guests = valueOf(view?.facts?.guests) ?? [];
  return { zone: 'local', nameOf: (vmid) => guests.find((guest) => guest.vmid === vmid)?.name };
}

function failureWords(error: Error): string {
  const detail = error instanceof UserError && error.detail !== '' ? ` ${error.detail}` : '';
  return `${error.message}.${detail}`;
}

/** Where a part is missing, what to do about it stands in its place. */
function told(history: HostHistory, reader: Reader): Markup {
  const { boots, deaths } = history;
  if (boots.state === 'absent') return html`<p>This host keeps no systemd journal, so there is no history to show. To keep one from now on, make the folder <code>/var/log/journal</code> on the host and reboot it. Failures before may be in the files under <em>Logs</em>.</p>`;
  if (boots.state === 'unknown') return html`<p>The history is not known: ${boots.reason}. ${nextStep(boots.reason)}</p>`;
  const timeline = timelineOf(history, reader);
  const judged = judgeHistory(history);
  if (!timeline) return html`<p>The journal of this host holds no boot.</p>`;
  return html`${picture(timeline)}
<p class="muted hint">▼ boot · ✕ failure · ◆ microcode, kernel, QEMU or firmware changed · | other packages changed · bar: the guest ran, hatched: not known</p>
<p id="picture-hint" class="muted hint">Hover over a mark, or reach them by the tab and arrow keys; a failure opens in the journal. The tables below say the same.</p>
${deaths.state === 'known' && judged ? conclusion(history, judged, deaths.value.length) : html`<p class="conclusion">Which failures there were is not known: ${deaths.state === 'unknown' ? `${deaths.reason}. ${nextStep(deaths.reason)}` : 'there is no journal.'}</p>`}`;
}

function nextStep(reason: string): string {
  return reason.includes('root') ? 'Log in as root, or add the user to the group adm on the host, then read again.' : reason.includes('within') ? 'The journal may be very large: try again while the host is idle, or shrink it with journalctl --vacuum-size on the host.' : 'Try again; if it stays so, the log of PVE Doctor tells more.';
}

/** `: 4 boots in 23.3 days, from … to …`. */
function scale({ boots: fact, now }: HostHistory): string {
  const boots = valueOf(fact) ?? [];
  if (boots.length === 0) return '';
  const from = Math.min(...boots.map((boot) => boot.from));
  return `: ${count(boots.length, 'boot')} in ${span(now - from).text}, from ${moment(from)} to ${moment(now)}`;
}

function conclusion(history: HostHistory, judged: NonNullable<ReturnType<typeof judgeHistory>>, deaths: number): Markup {
  const { sentences, notes } = conclude(history, judged);
  return html`<section class="conclusion" aria-label="What follows">
${deaths === 0 ? html`<p class="evidence">This journal holds no failure. Of the time before it begins it tells nothing.</p>` : nothing}
<p class="evidence">${sentences.join(' ')}</p>
${notes.map((note) => html`<p class="muted">${note}</p>`)}
</section>`;
}

function actions({ reading, error }: HistoryState, history: HostHistory | undefined): Markup {
  const all: readonly (readonly [command: string, title: string])[] = [
    ...(reading ? [] : [['pveDoctor.showHistory', error || !history ? 'Try Again' : 'Read Again'] as const]),
    ...(history?.boots.state === 'known' ? [['pveDoctor.exportHistory', 'Export as Markdown…'] as const] : []),
    ['pveDoctor.openFailures', 'Show KVM Failures'],
    ['pveDoctor.openPlan', 'Open Microcode Plan'],
    ...(error ? [['pveDoctor.showLog', 'Show Log'] as const] : []),
  ];
  return buttons(...all.map(([command, title], index) => button(command, title, index === 0 ? 'primary' : 'secondary')));
}

