/**
 * The timeline as SVG. Places along the time are per cent, so that a narrow panel shows the same picture with letters of the
 * same size; no part has a style of its own, which the page's policy would refuse.
 */
import { html, type Markup, nothing } from '../markup';
import type { Band, Mark, Row, Timeline } from './timeline';

const labelHeight = 18;
const bandHeight = 20;
const rowGap = 8;
const axisHeight = 22;
/** Boots are lines; their row has room for the handles alone. */
const rowHeight = ({ bands, marks }: Row) => labelHeight + (bands.length > 0 || marks.length > 0 ? bandHeight : 0) + rowGap;

export function picture(timeline: Timeline): Markup {
  const { rows, boots, ticks } = timeline;
  const tops = rows.map((_, index) => rows.slice(0, index).reduce((sum, row) => sum + rowHeight(row), 0));
  const bottom = rows.reduce((sum, row) => sum + rowHeight(row), 0);
  return html`<svg class="picture" width="100%" height="${bottom + axisHeight}" role="group" aria-label="Boots, microcode, kernels, guests and package changes over time" aria-describedby="picture-hint">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>
${ticks.map(({ left, label }, index) => tick(left, label, bottom, index))}
${boots.map((left) => html`<line class="boot-line" x1="${left}%" x2="${left}%" y1="${labelHeight + bandHeight / 2}" y2="${bottom}"/>`)}
${rows.map((row, index) => rowMarkup(row, index, tops[index] ?? 0))}
</svg>`;
}

function tick(left: number, label: string, bottom: number, index: number): Markup {
  const anchor = left < 3 ? 'start' : left > 97 ? 'end' : 'middle';
  return html`<line class="tick" x1="${left}%" x2="${left}%" y1="0" y2="${bottom + 4}"/><text class="axis${index % 2 === 1 ? ' second' : ''}" x="${left}%" y="${bottom + 18}" text-anchor="${anchor}">${label}</text>`;
}

function rowMarkup({ label, bands, marks }: Row, index: number, top: number): Markup {
  const y = top + labelHeight;
  return html`<g role="group" aria-label="${label}">
<text class="row-label" x="6" y="${top + 13}" aria-hidden="true">${label}</text>
${bands.map((one) => band(one, y))}
${marks.map((one) => mark(one, index, y + bandHeight / 2))}
</g>`;
}

/** Letters are cut at the band's end; the page's script takes labels away that do not fit. */
function band({ left, width, label, look }: Band, y: number): Markup {
  const thin = look === 'run' || look === 'assumed';
  const height = thin ? 8 : bandHeight;
  const rectangle = html`<rect class="band ${look}" x="${left}%" y="${y + (bandHeight - height) / 2}" width="${width}%" height="${height}"${look === 'unknown' || look === 'assumed' ? html` fill="url(#hatch)"` : nothing}/>`;
  if (label === '') return rectangle;
  return html`${rectangle}<svg class="band-label" x="${left}%" y="${y}" width="${width}%" height="${bandHeight}" role="img" aria-label="${label}"><text x="6" y="14">${label}</text></svg>`;
}

const shapes: Record<Mark['kind'], string> = {
  death: 'M-5,-5L5,5M5,-5L-5,5',
  boot: 'M-5,-4L5,-4L0,5Z',
  notable: 'M0,-6L6,0L0,6L-6,0Z',
  change: 'M0,-5L0,5',
};

/** One of them can be reached by the tab key, and from there the others by the arrow keys. */
function mark({ left, kind, words, index }: Mark, row: number, y: number): Markup {
  const act = index === undefined ? nothing : html` data-death="${index}"`;
  return html`<svg x="${left}%" y="${y}" overflow="visible"><g class="mark ${kind}" role="${index === undefined ? 'img' : 'button'}" tabindex="-1" data-row="${row}" data-left="${left}" aria-label="${words}"${act}><rect class="hit" x="-8" y="-10" width="16" height="20" rx="3"/><path d="${shapes[kind]}"/></g></svg>`;
}
