/** The table of all hosts as Markdown. Without names it holds none that hosts, guests or networks have. */
import { escapeMarkdown } from '../language/markdown';
import { type Cell, type Column, type HostRow, columns } from './tableRows';

/** Words beside a cell's own that no host and no person wrote. */
const nameless: ReadonlySet<Column> = new Set(['BIOS', 'Available']);

export function tableMarkdown(rows: readonly HostRow[], names: boolean): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const cellsOf = ({ cells }: HostRow, index: number) => columns.map((column) => escapeMarkdown(column === 'Host' && !names ? `Host ${index + 1}` : told(cells[column], names || (nameless.has(column) && cells[column].order !== undefined))));
  return ['## Proxmox hosts', '', line(columns), line(columns.map(() => '---')), ...rows.map((row, index) => line(cellsOf(row, index)))].join('\n') + '\n';
}

/** On one line: a line's end would end the row. */
function told({ text, more }: Cell, withMore: boolean): string {
  return [text, ...(withMore && more !== undefined && more !== '' ? [`(${more})`] : [])].join(' ').replace(/\s+/g, ' ');
}
