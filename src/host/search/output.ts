/** What search-failures.sh prints, line by line. */

export type SearchEvent =
  | { readonly kind: 'zone'; readonly name: string; readonly offset: string }
  | { readonly kind: 'file'; readonly size: number; readonly modifiedAt: number; readonly path: string }
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'since'; readonly time: number }
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'next'; readonly next: string }
  | { readonly kind: 'end'; readonly unknown?: string };

/** Undefined where the line is none of the script's. */
export function searchEvent(text: string): SearchEvent | undefined {
  if (text.startsWith(':')) return { kind: 'line', line: text.slice(1) };
  const space = text.indexOf(' ');
  const [word, rest] = space < 0 ? [text, ''] : [text.slice(0, space), text.slice(space + 1)];
  switch (word) {
    case 'zone': {
      const [name = '', offset = ''] = rest.split(' ');
      return { kind: 'zone', name, offset };
    }
    case 'file': {
      const [, size, modified, path = ''] = /^(\d+) (\d+) (\/.+)$/.exec(rest) ?? [];
      return path === '' ? undefined : { kind: 'file', size: Number(size), modifiedAt: Number(modified) * 1000, path };
    }
    case 'source':
      return { kind: 'source', source: rest };
    case 'since': {
      const seconds = Number.parseFloat(rest);
      return Number.isFinite(seconds) && seconds > 0 ? { kind: 'since', time: Math.floor(seconds * 1000) } : undefined;
    }
    case 'next':
      return { kind: 'next', next: rest };
    case 'end':
      return ended(rest);
    default:
      return undefined;
  }
}

/** The exit codes that the script documents, as reasons. */
function ended(rest: string): SearchEvent {
  const [, code, words = ''] = /^(\d+) ?(.*)$/.exec(rest) ?? [];
  switch (code) {
    case '0':
    case '2':
      return { kind: 'end' };
    case '3':
      return { kind: 'end', unknown: 'it is not there' };
    case '4':
      return { kind: 'end', unknown: 'it can be read by root and by members of adm alone' };
    case '6':
      return { kind: 'end', unknown: `${words} is not installed there, which unpacks it` };
    case undefined:
    default:
      return { kind: 'end', unknown: `not read to its end: ${words}` };
  }
}
