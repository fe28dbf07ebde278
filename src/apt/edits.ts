/** Minimal edits of sources files: computed from token offsets, so that all else stays as the user wrote it. */
import type { TextEdit, TextRange } from '../finding';
import { lineEnding, linesIn } from './lines';
import { stanzaAt } from './stanzaAt';
import type { ParsedSources, SourceEntry } from './types';

export function insertAt(offset: number, newText: string): TextEdit {
  return { range: { start: offset, end: offset }, newText };
}

export function replaceRange({ start, end }: TextRange, newText: string): TextEdit {
  return { range: { start, end }, newText };
}

/** Adds components behind the last one, in the spacing of its line; before a `#`, which looks like a comment and is none. */
export function appendComponents(entry: SourceEntry, components: readonly string[]): TextEdit {
  const hash = entry.format === 'deb822' ? entry.components.findIndex(({ text }) => text.startsWith('#')) : -1;
  const anchor = entry.components.at(hash > 0 ? hash - 1 : -1) ?? entry.suites.at(-1) ?? entry.range;
  return insertAt(anchor.end, components.map((component) => ` ${component}`).join(''));
}

/**
 * Takes words out of a list, each with the space before it; with the space behind it where it is the first one. The words
 * are in the order of the text, and the edits do not overlap.
 */
export function removeWords(text: string, words: readonly TextRange[]): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const { start, end } of words) {
    const last = edits.at(-1)?.range;
    const before = Math.max(skipBack(text, start, /\s/), last?.end ?? 0);
    // Behind a first word that goes the next one is the first.
    const isFirst = last?.end === start || text[before - 1] === ':';
    edits.push(replaceRange({ start: isFirst ? start : before, end: isFirst ? skip(text, end) : end }, ''));
  }
  return edits;
}

/** A comment sign before a line; `Enabled: no` in a stanza, in place of what its Enabled says. */
export function disableEntry(parsed: ParsedSources, entry: SourceEntry): TextEdit {
  const { text, format } = parsed;
  if (format === 'one-line') return insertAt(entry.range.start, '# ');
  const enabled = stanzaAt(parsed, entry.range.start)?.fields.findLast(({ name }) => name.text.toLowerCase() === 'enabled');
  if (!enabled) return insertAt(entry.range.end, `${lineEnding(text, entry.range.end)}Enabled: no`);
  const [first] = enabled.words;
  const last = enabled.words.at(-1);
  return first && last ? replaceRange({ start: first.start, end: last.end }, 'no') : insertAt(text.indexOf(':', enabled.name.end) + 1, ' no');
}

/** A comment sign before each line that has none, so that apt passes over all of them. */
export function commentOut(text: string, range: TextRange): TextEdit[] {
  return [...linesIn(text, range)].filter(({ start }) => text[start] !== '#').map(({ start }) => insertAt(start, '# '));
}

/** Puts what begins with `#` on a line of its own, where it is a comment. */
export function breakBefore(text: string, { start }: TextRange): TextEdit {
  const before = skipBack(text, start, /[ \t]/);
  const alone = before === 0 || text[before - 1] === '\n';
  return replaceRange({ start: before, end: start }, alone ? '' : lineEnding(text, start));
}

function skipBack(text: string, from: number, pattern: RegExp): number {
  let at = from;
  while (at > 0 && pattern.test(text.charAt(at - 1))) at -= 1;
  return at;
}

function skip(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}
