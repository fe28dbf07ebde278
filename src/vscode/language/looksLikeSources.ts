/** Whether a pasted text is a sources file, and in which format: an untitled buffer stays plain text to VS Code. */
import type { SourcesLanguage } from './documentKind';

const entry = /^deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?[a-z][a-z0-9+.-]*:\S+\s+\S/;
const field = /^[A-Za-z][A-Za-z-]*:(?:\s|$)/;

/** A sources file is short; what is longer is not looked at. */
const mostCharacters = 100_000;
/** A longer one need not be put together from its lines to tell. */
export const mostLines = 10_000;

/** Undefined for anything else: prose that quotes an entry, a log of apt, a shell script that writes one. */
export function looksLikeSources(text: string): SourcesLanguage | undefined {
  if (text.length > mostCharacters) return undefined;
  const lines = text.split(/\r?\n/);
  if (lines.some((line) => /^Types:\s*deb/i.test(line)) && lines.some((line) => /^URIs:\s*\S/i.test(line))) {
    return lines.every((line) => line.trim() === '' || /^[#\s]/.test(line) || field.test(line)) ? 'deb822sources' : undefined;
  }
  const telling = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const entries = telling.filter((line) => entry.test(line));
  return entries.length > 0 && entries.length * 2 > telling.length ? 'debsources' : undefined;
}
