/** The tables beside the picture: all that it shows, for whoever reads rather than looks. */
import { type Boot, type HostHistory, span, valueOf } from '../../host';
import { html, type Markup, nothing } from '../markup';
import { type Reader, changeWords, deathsIn, kernelWords, revisionWords, whatWasPrinted, whoDied } from './historyWords';
import { moment } from './moments';

export function tables(history: HostHistory, reader: Reader): Markup {
  const boots = valueOf(history.boots) ?? [];
  return html`${failures(history, boots, reader)}${bootTable(history, boots, reader)}${changes(history, boots, reader)}`;
}

function failures(history: HostHistory, boots: readonly Boot[], reader: Reader): Markup {
  const deaths = (valueOf(history.deaths) ?? []).map((death, index) => ({ death, index, boot: boots.find(({ id }) => id === death.bootId) }));
  if (deaths.length === 0) return nothing;
  const rows = deaths.reverse().map(({ death, index, boot }) => [
    html`<button type="button" class="link" data-death="${index}" title="Show it in the journal">${moment(death.time, reader.zone)}</button>`,
    html`<span title="${death.vmidReason ?? ''}">${whoDied(death, reader)}</span>`,
    html`${whatWasPrinted(death)}`,
    html`${boot ? revisionWords(boot) : 'not known'}`,
    html`${boot ? kernelWords(boot) : 'not known'}`,
  ]);
  return table(`Failures (${deaths.length})`, ['Time', 'Guest', 'What QEMU printed', 'Microcode', 'Kernel'], rows);
}

function bootTable(history: HostHistory, boots: readonly Boot[], reader: Reader): Markup {
  const rows = [...boots].reverse().map((boot) => [
    html`${moment(boot.from, reader.zone)}`,
    html`${span(boot.until - boot.from).text}${boot.current ? ' so far' : ''}`,
    html`${revisionWords(boot)}`,
    html`${kernelWords(boot)}`,
    html`${boot.bios ?? 'not known'}`,
    html`${deathsIn(history, boot)}`,
  ]);
  return table(`Boots (${boots.length})`, ['From', 'Ran', 'Microcode', 'Kernel', 'BIOS', 'Failures'], rows);
}

function changes(history: HostHistory, boots: readonly Boot[], reader: Reader): Markup {
  const { packages } = history;
  if (packages.state === 'unknown') return html`<h2>Package changes</h2><p class="muted">Not known: ${packages.reason}.</p>`;
  const from = Math.min(...boots.map((boot) => boot.from));
  const shown = (valueOf(packages) ?? []).filter(({ time }) => time >= from).reverse();
  if (shown.length === 0) return html`<h2>Package changes</h2><p class="muted">${packages.state === 'absent' ? 'Neither apt nor dpkg keeps a log here.' : 'None in this time.'}</p>`;
  return table(`Package changes (${shown.length})`, ['Time', 'What'], shown.map((change) => [html`${moment(change.time, reader.zone)}`, html`${changeWords(change, true)}`]));
}

/** Wider than the page it can be scrolled, by the keyboard, too. */
function table(title: string, heads: readonly string[], rows: readonly (readonly Markup[])[]): Markup {
  return html`<h2>${title}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;
}
