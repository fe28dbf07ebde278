/** What every page of a host is built of: the document around it, which lets only its own style and script run, and its parts. */
import { html, type Markup } from './markup';

export interface PageFrame {
  /** Missing on a page of all hosts. */
  readonly hostId?: string;
  /** Also the heading. */
  readonly label: string;
  /** Behind the label in the title: `microcode plan`. */
  readonly about: string;
  readonly style: Markup;
  readonly script: Markup;
  readonly content: Markup;
  /** Beside what is read. */
  readonly aside?: Markup;
}

/** A whole document; `nonce` lets its own style and script run, and nothing else. */
export function pageHtml({ hostId = '', label, about, style, script, content, aside }: PageFrame, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${label}: ${about}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body data-host="${hostId}">
<main>
<h1>${label}</h1>
${content}
</main>
${aside ?? ''}
<script nonce="${nonce}">${script}</script>
</body>
</html>`.text;
}

/** Text in which a date, a number with its unit, and a count of failures stay on one line. */
export function unbroken(text: string): Markup {
  const parts = text.split(/(\d{4}-\d\d-\d\d|\d+ (?:h|min|s|days)\b(?: ago)?|\d+ × Suberror \d)/);
  return html`${parts.map((part, index) => (index % 2 === 0 ? html`${part}` : html`<span class="whole">${part}</span>`))}`;
}

export function notice(text: string): Markup {
  return html`<p class="notice" role="status">${text}</p>`;
}

export function buttons(...all: readonly Markup[]): Markup {
  return html`<div class="buttons">${all}</div>`;
}

export function button(command: string, title: string, kind: 'primary' | 'secondary' = 'primary'): Markup {
  return html`<button type="button" class="${kind}" data-command="${command}">${title}</button>`;
}
