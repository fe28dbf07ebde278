/** How an entry comes to have a component: by mending a word that was meant to be it, or by adding it behind the others. */
import type { TextEdit } from '../finding';
import { withoutCommas } from './commas';
import { appendComponents, replaceRange } from './edits';
import { nearest } from './nearest';
import type { SourceEntry, Token } from './types';

/** The edits do not overlap. */
export function bringIn(text: string, entry: SourceEntry, components: readonly string[]): TextEdit[] {
  if (entry.components.every((token) => known.has(token.text))) return [appendComponents(entry, components)];
  const meant = components.map((component) => ({ component, token: meantBy(entry, component) }));
  const mended = [...new Map(meant.flatMap(({ component, token }) => (token ? [[token, component] as const] : [])))];
  const added = meant.flatMap(({ component, token }) => (token ? [] : [component]));
  return [
    ...mended.flatMap(([token, component]) => (token.text.includes(',') ? withoutCommas(text, token) : [replaceRange(token, component)])),
    ...(added.length === 0 ? [] : [appendComponents(entry, added)]),
  ];
}

/** `main,contrib` holds contrib, `contirb` was meant to be it, and the component of the other era is of no use in this one. */
function meantBy({ components }: SourceEntry, wanted: string): Token | undefined {
  return components.find(({ text }) => {
    if (text.includes(',')) return text.split(',').includes(wanted);
    return text === 'non-free-firmware' ? wanted === 'non-free' : !known.has(text) && nearest(text, [wanted]) !== undefined;
  });
}

/** What is right as it is, in whatever release. */
const known: ReadonlySet<string> = new Set(['main', 'contrib', 'non-free']);
