/** Minimal edits of sources files: computed from token offsets, so that all else stays as the user wrote it. */
import type { TextEdit } from '../finding';
import type { ParsedSources, SourceEntry } from './types';

/** Adds components behind the last one, in the spacing of its line. */
export function appendComponents({ text }: ParsedSources, entry: SourceEntry, components: readonly string[]): TextEdit {
  const anchor = entry.components.at(-1) ?? entry.suites.at(-1) ?? entry.range;
  const added = components.map((component) => ` ${component}`).join('');
  // A glued comment (`contrib#x`) or a quote leaves the offsets of the token as they are: the end is that of its text.
  const end = Math.min(anchor.end, text.length);
  return { range: { start: end, end }, newText: added };
}
