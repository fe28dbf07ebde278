/** How the table of all hosts looks, and the few lines that run in it: all colours are the theme's. */
import { Markup } from '../markup';
import { pageStyle } from '../pageStyle';

export const tableStyle = new Markup(`
${pageStyle}
body { max-width: none; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem; }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 1.2rem 0.4rem 0; font-weight: normal; max-width: 18rem; min-width: 4.5rem; overflow-wrap: anywhere; }
td:last-child, th:last-child { padding-right: 0; }
thead th { padding-top: 0; white-space: nowrap; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-panel-border)); }
tbody tr { border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-panel-border)); }
tbody tr:hover { background: var(--vscode-list-hoverBackground); }
.more { display: block; font-size: 0.9em; }
button.sort, button.link, button.sort:hover, button.link:hover { padding: 0; border: none; background: none; text-align: left; }
button.sort { color: var(--vscode-descriptionForeground); }
button.sort:hover, [aria-sort$="ending"] button.sort { color: var(--vscode-foreground); }
button.link { color: var(--vscode-textLink-foreground); }
button.link:hover { color: var(--vscode-textLink-activeForeground); text-decoration: underline; }
.arrow { display: inline-block; width: 1.2em; text-align: center; }
[aria-sort="ascending"] .arrow::before { content: "▲"; font-size: 0.7em; }
[aria-sort="descending"] .arrow::before { content: "▼"; font-size: 0.7em; }
`);

/**
 * Sorts by a heading's click, the other way by a second one; what is not known stays last. The order and what has the
 * focus are kept over a new drawing and a reload, and a change of the order is said to screen readers.
 */
export const tableScript = new Markup(`
const api = acquireVsCodeApi();
const body = document.querySelector('tbody');
const heads = [...document.querySelectorAll('th[aria-sort]')];
let state = api.getState() ?? {};
const keep = (change) => { state = { ...state, ...change }; api.setState(state); };
keep({});
const compare = (a, b) => {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  const numbers = a !== '' && b !== '' && !isNaN(a) && !isNaN(b);
  return (numbers ? a - b : a.localeCompare(b, undefined, { numeric: true })) * (state.down ? -1 : 1);
};
const sort = () => {
  if (!body || state.column === undefined) return;
  heads.forEach((head, index) => head.setAttribute('aria-sort', index !== state.column ? 'none' : state.down ? 'descending' : 'ascending'));
  const key = (row) => row.children[state.column].dataset.order;
  body.append(...[...body.rows].sort((a, b) => compare(key(a), key(b))));
};
const nameOf = ({ column, open, command }) => column !== undefined ? 'column ' + column : open !== undefined ? 'open ' + open : command;
document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { column, open, command } = button.dataset;
  if (column === undefined) { api.postMessage({ open, command }); return; }
  keep({ column: Number(column), down: state.column === Number(column) && !state.down });
  sort();
  document.getElementById('sorted').textContent = 'Sorted by ' + button.textContent + (state.down ? ', descending' : ', ascending');
});
document.addEventListener('focusin', (event) => keep({ focus: nameOf(event.target.dataset) }));
sort();
if (state.focus) [...document.querySelectorAll('button')].find(({ dataset }) => nameOf(dataset) === state.focus)?.focus();
`);
