/** The table of all hosts as a page: a pure function of its rows. */
import { html, type Markup, nothing } from '../markup';
import { button, buttons, pageHtml, unbroken } from '../page';
import { tableScript, tableStyle } from './tableAssets';
import { type Cell, type Column, type HostRow, columns } from './tableRows';
import { count } from './words';

/** What the page may ask for beside opening a host's plan. */
export const tableCommands = ['pveDoctor.refresh', 'pveDoctor.exportTable', 'pveDoctor.addHost'] as const;

export function tableHtml(rows: readonly HostRow[], nonce: string): string {
  return pageHtml({ label: 'Proxmox hosts', about: 'table', style: tableStyle, script: tableScript, content: content(rows) }, nonce);
}

function content(rows: readonly HostRow[]): Markup {
  if (rows.length === 0) return html`<p>There is no host yet.</p>${buttons(button('pveDoctor.addHost', 'Add Host…'))}`;
  return html`<p class="muted">${count(rows.length, 'host')}. A click on a heading sorts; a click on a host opens its plan.</p>
<p id="sorted" class="hidden" role="status"></p>
${buttons(button('pveDoctor.refresh', 'Refresh'), button('pveDoctor.exportTable', 'Export as Markdown…', 'secondary'))}
<div class="scroll" tabindex="0" role="region" aria-label="Table of hosts"><table>
<thead><tr>${columns.map((column, index) => html`<th scope="col" aria-sort="none"><button type="button" class="sort" data-column="${index}">${column}<span class="arrow" aria-hidden="true"></span></button></th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((column) => cellHtml(row, column))}</tr>`)}</tbody>
</table></div>`;
}

function cellHtml({ id, cells }: HostRow, column: Column): Markup {
  const cell = cells[column];
  const more = cell.more === undefined || cell.more === '' ? nothing : html` <span class="muted more">${unbroken(cell.more)}</span>`;
  if (column === 'Host') return html`<th scope="row"${order(cell)}><button type="button" class="link" data-open="${id}">${cell.text}</button>${more}</th>`;
  return html`<td${order(cell)}>${unbroken(cell.text)}${more}</td>`;
}

/** Without one a row comes last. */
function order({ order: by }: Cell): Markup {
  return by === undefined ? nothing : html` data-order="${by}"`;
}
