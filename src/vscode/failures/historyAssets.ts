/** How the page of a history looks, and the few lines that run in it: all colours are the theme's, and shapes say the same as colours. */
import { Markup } from '../markup';
import { pageStyle } from '../pageStyle';

export const historyStyle = new Markup(`
${pageStyle}
body { max-width: 72rem; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem; }
.evidence { font-size: 1.15em; }
.conclusion { max-width: 52rem; margin: 1.2rem 0; }
.conclusion .muted { margin: 0.15rem 0; }
.hint { font-size: 0.9em; margin: 0.15rem 0; }
.picture { display: block; margin: 0.8rem 0 0.2rem; overflow: visible; }
.picture text { fill: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: 12px; }
.picture .row-label, .picture .axis { fill: var(--vscode-descriptionForeground); }
.picture .row-label { paint-order: stroke; stroke: var(--vscode-editor-background); stroke-width: 5px; }
.tick { stroke: var(--vscode-widget-border, var(--vscode-panel-border)); stroke-width: 1; opacity: 0.5; }
.boot-line { stroke: var(--vscode-descriptionForeground); stroke-width: 1; stroke-dasharray: 2 3; }
.band { stroke: none; }
.band.even { fill: var(--vscode-charts-blue); fill-opacity: 0.22; }
.band.odd { fill: var(--vscode-charts-green); fill-opacity: 0.28; }
.band.unknown, .band.assumed { stroke: var(--vscode-descriptionForeground); stroke-opacity: 0.6; }
.band.run { fill: var(--vscode-charts-blue); fill-opacity: 0.55; }
.hatch { stroke: var(--vscode-descriptionForeground); stroke-opacity: 0.5; stroke-width: 2; }
.band-label { overflow: hidden; }
.band-label.short text { visibility: hidden; }
.mark { outline: none; }
.mark .hit { fill: transparent; stroke: none; }
.mark path { fill: none; stroke-width: 2; }
.mark.death { cursor: pointer; }
.mark.death path { stroke: var(--vscode-charts-red); stroke-width: 2.5; }
.mark.boot path { fill: var(--vscode-foreground); stroke: none; }
.mark.change path { stroke: var(--vscode-foreground); }
.mark.notable path { fill: var(--vscode-charts-yellow); stroke: var(--vscode-foreground); stroke-width: 1; }
.mark:hover .hit { fill: var(--vscode-list-hoverBackground); }
.mark:focus .hit { stroke: var(--vscode-focusBorder); stroke-width: 2; }
.mark:hover path, .mark:focus path { stroke-width: 3.5; }
.mark.boot:hover path, .mark.boot:focus path { stroke: var(--vscode-foreground); stroke-width: 1; }
.vscode-high-contrast .band, .vscode-high-contrast-light .band { fill-opacity: 0.12; stroke: var(--vscode-contrastBorder); stroke-opacity: 1; }
.vscode-high-contrast .tick, .vscode-high-contrast-light .tick { opacity: 0.25; }
.tip { position: absolute; z-index: 1; max-width: min(26rem, calc(100vw - 2rem)); padding: 0.3rem 0.6rem; pointer-events: none; color: var(--vscode-editorHoverWidget-foreground); background: var(--vscode-editorHoverWidget-background); border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder)); border-radius: 3px; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 1.2rem 0.25rem 0; white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; }
td:nth-child(3), td:nth-child(2):last-child { white-space: normal; }
thead th { font-weight: normal; color: var(--vscode-descriptionForeground); border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-panel-border)); }
button.link { padding: 0; border: none; background: none; color: var(--vscode-textLink-foreground); white-space: nowrap; }
button.link:hover { background: none; color: var(--vscode-textLink-activeForeground); text-decoration: underline; }
code { font-family: var(--vscode-editor-font-family); color: var(--vscode-textPreformat-foreground); }
@media (max-width: 30rem) {
  .picture .axis.second { display: none; }
}
`);

/**
 * Keeps the host's id over a reload, posts what is clicked, shows the words of a mark on hover and focus, moves among marks by
 * the arrow keys, and takes letters away that do not fit into their band.
 */
export const historyScript = new Markup(`
const api = acquireVsCodeApi();
api.setState({ hostId: document.body.dataset.host });
const tip = document.getElementById('tip');
const marks = [...document.querySelectorAll('.mark')];
const byTime = (a, b) => a.dataset.left - b.dataset.left;
const rows = [...new Set(marks.map((mark) => mark.dataset.row))].map((row) => marks.filter((mark) => mark.dataset.row === row).sort(byTime));

const post = (element) => {
  const { command, death } = element.dataset;
  if (command !== undefined) api.postMessage({ command });
  else if (death !== undefined) api.postMessage({ death: Number(death) });
};
const show = (mark) => {
  tip.textContent = mark.getAttribute('aria-label');
  tip.hidden = false;
  const at = mark.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left), document.documentElement.clientWidth - tip.offsetWidth - 8);
  tip.style.left = left + window.scrollX + 'px';
  tip.style.top = at.bottom + window.scrollY + 6 + 'px';
};
const hide = () => { tip.hidden = true; };
const become = (mark) => {
  for (const other of marks) other.setAttribute('tabindex', other === mark ? '0' : '-1');
};
const go = (mark) => {
  if (!mark) return;
  become(mark);
  mark.focus();
};
const nearest = (row, mark) => row && [...row].sort((a, b) => Math.abs(a.dataset.left - mark.dataset.left) - Math.abs(b.dataset.left - mark.dataset.left))[0];
const target = (mark, key) => {
  const at = rows.findIndex((row) => row.includes(mark));
  const row = rows[at];
  const index = row.indexOf(mark);
  switch (key) {
    case 'ArrowRight': return row[index + 1];
    case 'ArrowLeft': return row[index - 1];
    case 'ArrowDown': return nearest(rows[at + 1], mark);
    case 'ArrowUp': return nearest(rows[at - 1], mark);
    case 'Home': return row[0];
    case 'End': return row[row.length - 1];
  }
};

document.addEventListener('click', (event) => {
  const element = event.target.closest('[data-command], [data-death]');
  if (element) post(element);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hide();
  const mark = event.target.closest('.mark');
  if (!mark) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    post(mark);
    return;
  }
  if (!/^(?:Arrow|Home|End)/.test(event.key)) return;
  event.preventDefault();
  go(target(mark, event.key));
});
for (const mark of marks) {
  mark.addEventListener('mouseenter', () => show(mark));
  mark.addEventListener('mouseleave', hide);
  mark.addEventListener('focus', () => { become(mark); show(mark); });
  mark.addEventListener('blur', hide);
}
if (marks.length > 0) become(document.querySelector('.mark.death') ?? marks[0]);

const fit = () => {
  for (const label of document.querySelectorAll('.band-label')) {
    // The box of the label itself is that of its letters.
    const band = label.previousElementSibling.getBoundingClientRect().width;
    label.classList.toggle('short', label.querySelector('text').getComputedTextLength() + 12 > band);
  }
};
fit();
window.addEventListener('resize', () => { hide(); fit(); });
`);
